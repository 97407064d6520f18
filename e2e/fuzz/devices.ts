import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAgent, MibProviderType } from 'net-snmp'
import type { UpsSecret } from '../../server/domain/ups'
import { type SnmpSecret, v3User } from '../../server/drivers/ups-protocols/snmp/raw-session'
import { answerMessage } from '../../server/simulator/snmp/message'
import { mgeMib } from '../../server/simulator/snmp/mge-mib'
import { ObjectTable, type SnmpObject, type SnmpValue } from '../../server/simulator/snmp/object-table'
import { powerNetMib } from '../../server/simulator/snmp/powernet-mib'
import { upsMib } from '../../server/simulator/snmp/ups-mib'
import { xupsMib } from '../../server/simulator/snmp/xups-mib'
import { setInput, startSelfTest, tickPower } from '../../server/simulator/world/power'
import { createState, type UpsState } from '../../server/simulator/world/state'
import { testDataDirectory } from '../../server/testing/require-peer'

export const COMMUNITY = 'fuzz-community'
export const FUZZ_USER = {
  kind: 'snmp-user',
  user: 'fuzz-user',
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'fuzz-auth-key-1',
  privProtocol: 'aes',
  privKey: 'fuzz-priv-key-1',
  context: '',
} as const satisfies UpsSecret

/** An agent that answers honestly; its UPS is in one of several states. */
export interface FuzzDevice {
  readonly name: string
  readonly secret: SnmpSecret
  readonly states: number
  answer(state: number, question: Buffer): Buffer | null
}

const families = { rfc1628: upsMib, 'apc-powernet': powerNetMib, xups: xupsMib, mge: mgeMib } as const
type Family = keyof typeof families

const OUTAGE_MS = 90_000

type SimulatedState = ReturnType<typeof createState>

const simulated = (family: Family): { readonly state: SimulatedState; readonly ups: UpsState } => {
  const battery = { fullLoadRuntimeSeconds: 300, peukertExponent: 1.2, rechargeSeconds: 600, lowRuntimeSeconds: 120 }
  const config = { name: `fuzz-${family}`, label: 'A' as const, groupName: 'Fuzz', model: 'SIM-3000', family, battery }
  const state = createState({
    groups: [],
    upses: [{ ...config, ratedWatts: 3_000, baseWatts: 1_234, startChargePercent: 100 }],
    hosts: [],
    vms: [],
    limits: { migrationsPerHost: 1, migrationMiBPerSecond: 1, saveMiBPerSecond: 1 },
    loadSwing: 0,
  })
  const [ups] = state.upses.values()
  if (ups === undefined) throw new Error('the simulator made no UPS')
  tickPower(state, 0)
  return { state, ups }
}

/** The same UPS on mains, in an outage, in a test, and at its end. */
const tablesOf = (family: Family): readonly ObjectTable[] => {
  const table = (change: (state: SimulatedState, ups: UpsState) => void): ObjectTable => {
    const { state, ups } = simulated(family)
    change(state, ups)
    tickPower(state, 0)
    return new ObjectTable(families[family].objects(ups, state.nowMs))
  }
  const outage = (ms: number) =>
    table((state, ups) => {
      setInput(state, ups, false)
      state.nowMs += ms
      tickPower(state, ms)
    })
  return [
    table(() => undefined),
    outage(OUTAGE_MS),
    table((state, ups) => void startSelfTest(state, ups, 8)),
    outage(5 * OUTAGE_MS),
  ]
}

const overCommunity = (name: string, version: '1' | '2c', tables: readonly ObjectTable[]): FuzzDevice => ({
  name: `${name}, v${version}`,
  secret: { kind: 'snmp-community', version, community: COMMUNITY },
  states: tables.length,
  answer: (state, question) => {
    const table = tables[state % tables.length] ?? new ObjectTable([])
    return answerMessage({ table: () => table, set: () => 'not-writable' }, COMMUNITY, question)
  },
})

/** The library's types say "any". */
interface LibraryAgent {
  getAuthorizer(): { addUser(user: object): void }
  getMib(): { registerProvider(provider: object): void; setScalarValue(name: string, value: number | string): void }
}

const kinds = { integer: 2, string: 4, oid: 6, counter: 65, gauge: 66, ticks: 67 } as const

/** The library's own agent. It serves scalars only; another state would be another engine, so it stays in one. */
const overUser = (name: string, objects: readonly SnmpObject[]): FuzzDevice => {
  let answer: Buffer | null = null
  let deliver: (message: Buffer, from: object) => void = () => undefined
  const socket = {
    on: (event: string, listener: typeof deliver) => {
      if (event === 'message') deliver = listener
    },
    bind: () => undefined,
    send: (bytes: Buffer) => {
      answer = bytes
    },
  }
  const create: (options: object, told: () => void) => LibraryAgent = createAgent
  const agent = create({ port: 161, disableAuthorization: false, dgramModule: { createSocket: () => socket } }, () => undefined)
  agent.getAuthorizer().addUser(v3User(FUZZ_USER))
  const mib = agent.getMib()
  for (const { oid, value } of objects.filter((object) => object.oid.endsWith('.0'))) {
    const scalar = { name: oid, type: MibProviderType.Scalar, oid: oid.slice(0, -2), scalarType: kinds[value.type], maxAccess: 2 }
    mib.registerProvider(scalar)
    mib.setScalarValue(oid, value.value)
  }
  return {
    name: `${name}, v3`,
    secret: FUZZ_USER,
    states: 1,
    answer: (_, question) => {
      answer = null
      deliver(question, { address: '127.0.0.1', port: 1, family: 'IPv4', size: question.length })
      return answer
    },
  }
}

const recordedValue = (kind: string, text: string): SnmpValue | null => {
  const value = Number(text)
  switch (kind) {
    case '2':
      return { type: 'integer', value }
    case '4':
      return { type: 'string', value: text }
    case '6':
      return { type: 'oid', value: text }
    case '65':
      return { type: 'counter', value }
    case '66':
      return { type: 'gauge', value }
    case '67':
      return { type: 'ticks', value }
    default:
      return null
  }
}

const recorded = (file: string): readonly SnmpObject[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [oid = '', kind = '', text = ''] = line.split('|')
      const value = /^1(\.\d+)+$/.test(oid) ? recordedValue(kind, text) : null
      return value === null || (value.type !== 'string' && value.type !== 'oid' && !Number.isSafeInteger(value.value))
        ? []
        : [{ oid, value }]
    })

const mostRecordings = 12

const recordings = (): readonly FuzzDevice[] => {
  const folder = join(testDataDirectory(), 'ups-recordings')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.snmprec'))
    .sort()
    .filter((_, index, files) => index % Math.ceil(files.length / mostRecordings) === 0)
    .map((file) => overCommunity(file.replace('.snmprec', ''), '2c', [new ObjectTable(recorded(join(folder, file)))]))
}

export const fuzzDevices = (): readonly FuzzDevice[] => {
  const known: readonly Family[] = ['rfc1628', 'apc-powernet', 'xups', 'mge']
  return [
    ...known.flatMap((family) => {
      const tables = tablesOf(family)
      return [overCommunity(family, '2c', tables), overCommunity(family, '1', tables)]
    }),
    ...recordings(),
  ]
}

/** Over v3: whatever is changed in an authenticated message is found out by its digest. */
export const fuzzUserDevice = (): FuzzDevice => {
  const { state, ups } = simulated('rfc1628')
  return overUser('rfc1628', upsMib.objects(ups, state.nowMs))
}
