import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession, createV3Session, Version1, Version2c } from 'net-snmp'
import pino from 'pino'
import { deviceIdSchema } from '../../server/domain/ids'
import { v3User } from '../../server/drivers/ups-protocols/snmp/raw-session'
import { TrapKeeper } from '../../server/engine/traps/trap-keeper'
import { openStore } from '../../server/store/open-store'
import { COMMUNITY, FUZZ_USER } from './devices'
import { judge } from './judge'
import { mutate } from './mutate'
import type { Random } from './random'

const DEVICE = { address: '127.0.0.1', port: 40_000 }
const STRANGER = { address: '192.0.2.99', port: 40_000 }
const NOTIFICATIONS = new Set([0xa4, 0xa6, 0xa7])
const COMMUNITY_HEX = Buffer.from(COMMUNITY).toString('hex')
const CHUNK = 500

export interface TrapTally {
  delivered: number
  readonly reasons: Map<string, number>
  /** Well made and with the right community: polled for, as it should be. */
  heeded: number
  readonly wrong: string[]
}

const written = (send: (dgramModule: object) => void): Buffer => {
  const sent: Buffer[] = []
  const socket = {
    on: () => socket,
    ref: () => socket,
    unref: () => socket,
    close: () => socket,
    send: (bytes: Buffer, start: number, length: number) => void sent.push(Buffer.from(bytes.subarray(start, start + length))),
  }
  send({ createSocket: () => socket })
  const [bytes] = sent
  if (bytes === undefined) throw new Error('the library wrote nothing')
  return bytes
}

/** As the library writes them, of several families, in every version. */
const honestTraps = (): readonly Buffer[] => {
  const oids = ['1.3.6.1.2.1.33.2.1', '1.3.6.1.4.1.318.0.5', '1.3.6.1.4.1.534.1.11.4.1.0.3', '1.3.6.1.4.1.705.1.11.11']
  const varbinds = [{ oid: '1.3.6.1.4.1.318.2.3.3.0', type: 4, value: 'UPS: On battery power.' }]
  const nothing = () => undefined
  return oids.flatMap((oid) => [
    ...[Version1, Version2c].map((version) =>
      written((dgramModule) =>
        createSession('127.0.0.1', COMMUNITY, { version, ...{ dgramModule } }).trap(oid, varbinds, nothing),
      ),
    ),
    written((dgramModule) =>
      createSession('127.0.0.1', COMMUNITY, { version: Version2c, ...{ dgramModule } }).inform(oid, varbinds, nothing),
    ),
    written((dgramModule) => {
      const engineID = '8000B98380XXXXXXXXXXXX'.replaceAll('X', '7')
      createV3Session('127.0.0.1', v3User(FUZZ_USER), { ...{ engineID, dgramModule } }).trap(oid, varbinds, nothing)
    }),
  ])
}

/** Hands damaged traps to the receiver. A poll may be made at once only for what is well made and has the right credentials. */
export const fuzzTraps = async (traps: number, random: Random): Promise<TrapTally> => {
  const tally: TrapTally = { delivered: 0, reasons: new Map(), heeded: 0, wrong: [] }
  const directory = mkdtempSync(join(tmpdir(), 'ridethrough-fuzz-'))
  const store = await openStore({ dataDirectory: directory, databaseUrl: null })
  let hurried = 0
  let recorded = 0
  const device = (name: string, secret: typeof FUZZ_USER | { kind: 'snmp-community'; version: '2c'; community: string }) => ({
    id: deviceIdSchema.parse(name),
    name,
    target: { address: { protocol: 'snmp' as const, host: DEVICE.address, port: 161, family: 'auto' }, secret },
  })
  const keeper = new TrapKeeper({
    store,
    log: pino({ level: 'silent' }),
    now: () => Date.now(),
    port: null,
    record: (drafts) => Promise.resolve((recorded += drafts.length)),
    devices: () => [device('a', { kind: 'snmp-community', version: '2c', community: COMMUNITY }), device('b', FUZZ_USER)],
    hurry: () => (hurried += 1) > 0,
  })
  const count = (reason: string) => void tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1)
  try {
    await keeper.reload()
    const honest = honestTraps()
    for (const trap of honest) keeper.take(trap, DEVICE)
    if (hurried !== honest.length * 2) tally.wrong.push(`only ${hurried / 2} of ${honest.length} honest traps were heeded`)
    while (tally.delivered < traps && tally.wrong.length < 20) {
      const seed = random.pick(honest)
      const mutant = mutate(seed, random)
      if (mutant.equals(seed)) continue
      const from = random.chance(0.8) ? DEVICE : STRANGER
      hurried = 0
      keeper.take(mutant, from)
      tally.delivered += 1
      const verdict = judge(mutant)
      const isMessage = verdict.kind === 'message' && NOTIFICATIONS.has(verdict.pdu)
      const mayBeHeeded = isMessage && verdict.community === COMMUNITY_HEX
      if (hurried > 0) tally.heeded += 1
      if (hurried > 0 && !mayBeHeeded) tally.wrong.push(`heeded: ${mutant.toString('hex')}`)
      count(verdict.kind === 'damaged' ? verdict.reason : mayBeHeeded ? 'well made' : 'of another kind or community')
      // Its timers have their turn.
      if (tally.delivered % CHUNK === 0) await new Promise((next) => setImmediate(next))
    }
    const { received, fromDevices, malformed, wrongCredential, unknownSender, discovery } = keeper.state
    if (received !== fromDevices + malformed + wrongCredential + unknownSender + discovery)
      tally.wrong.push('the counts of the receiver do not add up')
  } finally {
    await keeper.stop()
    await store.close()
    rmSync(directory, { recursive: true, force: true })
  }
  return tally
}
