import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deviceIdSchema } from '../../../server/domain/ids'
import type { JournalDraft } from '../../../server/domain/journal'
import { type TrapState, TRAP_STATE_KEY, trapStateSchema } from '../../../server/domain/trap-state'
import type { UpsSecret } from '../../../server/domain/ups'
import { TrapKeeper } from '../../../server/engine/traps/trap-keeper'
import { openStore } from '../../../server/store/open-store'
import type { Store } from '../../../server/store/store'
import { hasPrograms, freePort, until } from '../../../server/testing/require-peer'

const community = 'lab-traps'
const user = {
  kind: 'snmp-user',
  user: 'labuser',
  level: 'authPriv',
  authProtocol: 'sha',
  authKey: 'lab-auth-key-1',
  privProtocol: 'aes',
  privKey: 'lab-priv-key-1',
  context: '',
} satisfies UpsSecret
const asUser = ['-v3', '-u', user.user, '-l', 'authPriv', '-a', 'SHA', '-A', user.authKey, '-x', 'AES', '-X', user.privKey]
const sender = '0x80001f8804726964656c6162'

const upsMib = '1.3.6.1.2.1.33.2'
const powerNet = '1.3.6.1.4.1.318'
const ePdu = '1.3.6.1.4.1.534.6.6.7'
const pdu2 = '1.3.6.1.4.1.13742.6'
const ats2 = '1.3.6.1.4.1.534.10.2.10'

interface Device {
  readonly name: string
  readonly host: string
  readonly secret: UpsSecret
}

describe.skipIf(!hasPrograms(['snmptrap', 'snmpinform'], 'snmp'))("net-snmp's own traps and informs", () => {
  let directory: string
  let store: Store
  let keeper: TrapKeeper
  let port: number
  let hurried: string[] = []
  let journal: JournalDraft[] = []
  let devices: readonly Device[] = []

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'ridethrough-traps-'))
    store = await openStore({ dataDirectory: directory, databaseUrl: null })
  })
  afterAll(async () => {
    await store.close()
    rmSync(directory, { recursive: true, force: true })
  })
  beforeEach(async () => {
    hurried = []
    journal = []
    devices = [
      { name: 'a', host: '127.0.0.1', secret: { kind: 'snmp-community', version: '2c', community } },
      { name: 'v3', host: 'localhost', secret: user },
      { name: 'far', host: '192.0.2.7', secret: { kind: 'snmp-community', version: '1', community } },
    ]
    port = await freePort()
    keeper = new TrapKeeper({
      store,
      log: pino({ level: 'silent' }),
      now: () => Date.now(),
      port,
      record: (drafts) => Promise.resolve(void journal.push(...drafts)),
      devices: () =>
        devices.map(({ name, host, secret }) => ({
          id: deviceIdSchema.parse(name),
          name,
          target: { address: { protocol: 'snmp', host, port: 161, family: 'auto' }, secret },
        })),
      hurry: (id) => void hurried.push(id) === undefined,
    })
    await keeper.reload()
  })
  afterEach(() => keeper.stop())

  const run = async (program: 'snmptrap' | 'snmpinform', args: readonly string[]): Promise<number> => {
    const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, MIBS: '' } })
    const [code] = (await once(child, 'exit')) as [number]
    return code
  }
  const to = () => `127.0.0.1:${port}`
  const heard = (condition: (state: Omit<TrapState, 'atMs'>) => boolean) =>
    until('the trap', () => (condition(keeper.state) ? true : null))
  const polled = () => [...new Set(hurried)].sort()

  const v1 = (enterprise: string, specific: number, about = '127.0.0.1') => [
    ...['-v1', '-c', community, to(), enterprise, about, '6', String(specific), '100'],
  ]
  const v2 = (oid: string, secret = community) => ['-v2c', '-c', secret, to(), '100', oid]

  it.each([
    ['upsTrapOnBattery', v1(upsMib, 1), v2(`${upsMib}.1`)],
    ['upsTrapTestCompleted', v1(upsMib, 2), v2(`${upsMib}.2`)],
    ['upsTrapAlarmEntryAdded', v1(upsMib, 3), v2(`${upsMib}.3`)],
    ['upsTrapAlarmEntryRemoved', v1(upsMib, 4), v2(`${upsMib}.4`)],
    ['upsOnBattery', v1(powerNet, 5), v2(`${powerNet}.0.5`)],
    ['atsSourceSwitched', v1(powerNet, 126), v2(`${powerNet}.0.126`)],
    ['atsLostRedundancy', v1(powerNet, 127), v2(`${powerNet}.0.127`)],
    ['rPDUOutletOff', v1(powerNet, 269), v2(`${powerNet}.0.269`)],
    ['notifyOutletControlStatus', v1(ePdu, 33), v2(`${ePdu}.0.33`)],
    ['powerControl', v1(pdu2, 23), v2(`${pdu2}.0.23`)],
    ['ats2TrapOutputNotPowered', v1(ats2, 4), v2(`${ats2}.4`)],
  ])('%s is known in both its forms, polls at once, and is recorded', async (name, one, other) => {
    for (const args of [one, other]) {
      const send = args.map((arg) => (arg.startsWith('127.0.0.1:') ? to() : arg))
      const before = keeper.state.fromDevices
      expect(await run('snmptrap', send)).toBe(0)
      await heard((state) => state.fromDevices === before + 1)
    }
    await until('the record', () => journal.some((entry) => entry.message.includes(`trap ${name} from 127.0.0.1`)))
    expect(polled()).toEqual(['a', 'v3'])
  })

  it('takes v3 traps of a configured user, and an inform that is then acknowledged, in every version', async () => {
    expect(await run('snmptrap', ['-e', sender, ...asUser, to(), '100', `${upsMib}.1`])).toBe(0)
    await heard((state) => state.fromDevices === 1)
    expect(await run('snmpinform', ['-t', '2', '-r', '0', ...v2(`${upsMib}.1`)])).toBe(0)
    expect(await run('snmpinform', ['-t', '2', '-r', '0', ...asUser, to(), '100', `${upsMib}.1`])).toBe(0)
    expect(keeper.state).toMatchObject({ fromDevices: 3, wrongCredential: 0, malformed: 0, unknownSender: 0 })
  })

  it('counts a wrong community and a wrong key apart, polls for neither, and acknowledges neither', async () => {
    expect(await run('snmpinform', ['-t', '1', '-r', '0', ...v2(`${upsMib}.1`, 'not-this-one')])).not.toBe(0)
    await run('snmptrap', [
      '-e',
      sender,
      ...asUser.map((arg) => (arg === user.authKey ? 'not-this-key' : arg)),
      to(),
      '100',
      upsMib,
    ])
    await run('snmptrap', ['-e', sender, '-v3', '-u', 'stranger', '-l', 'noAuthNoPriv', to(), '100', upsMib])
    await heard((state) => state.wrongCredential === 3)
    expect(hurried).toEqual([])
  })

  it('polls the device that a v1 trap is about, where a relay sends it', async () => {
    await run(
      'snmptrap',
      v1(upsMib, 1, '192.0.2.7').map((arg) => (arg.startsWith('127.0.0.1:') ? to() : arg)),
    )
    await heard((state) => state.fromDevices === 1)
    expect(polled()).toEqual(['a', 'far', 'v3'])
  })

  it('counts who is unknown, shows it, and polls nothing for it', async () => {
    devices = devices.slice(2)
    await keeper.reload()
    await run('snmptrap', v2(`${upsMib}.1`))
    await run('snmptrap', v2(`${powerNet}.0.5`))
    await heard((state) => state.unknownSender === 2)
    expect(hurried).toEqual([])
    const shown = await until('the state in the store', async () => {
      const state = trapStateSchema.safeParse(await store.read.settings.get(TRAP_STATE_KEY))
      return state.success && state.data.unknownSender === 2 ? state.data.unknownSenders : null
    })
    expect(shown).toEqual([
      { address: '127.0.0.1', count: 2, lastAtMs: expect.any(Number) as number, lastOid: `${powerNet}.0.5` },
    ])
  })

  it('asks nobody who complains of a wrong community, for the question may be what it complains of', async () => {
    await run('snmptrap', ['-v1', '-c', community, to(), upsMib, '127.0.0.1', '4', '0', '100'])
    await heard((state) => state.fromDevices === 1)
    expect(hurried).toEqual([])
  })
})
