import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SnmpSession } from '../../../server/drivers/ups-protocols/snmp/snmp-session'
import { freePort, until } from '../../../server/testing/require-peer'
import { labFolder, type LabProcess, startProcess } from './process'
import {
  alarms,
  lowBattery,
  OIDS,
  onBattery,
  onMains,
  servedSchema,
  type ServedValue,
  type ServedValues,
  withoutAlarms,
} from './ups-mib-values'

export const SNMPD_PROGRAMS = ['snmpd'] as const
export const SNMPD_COMMUNITY = 'lab-community'
export const SNMPD_WRITE_COMMUNITY = 'lab-write-community'
/** One v3 user per privacy protocol that the agent knows. */
export const SNMPD_USER = { user: 'labuser', authKey: 'lab-auth-key-1', privKey: 'lab-priv-key-1' } as const

export interface SnmpdUps {
  readonly host: string
  readonly port: number
  readonly community: string
  /** Everything as on a quiet day. */
  onMains(): void
  /** Mains gone; the seconds on battery count by themselves. */
  onBattery(): void
  /** Still on battery, and low. */
  lowBattery(): void
  /** Alarms stand as numbered in upsWellKnownAlarms, the rest stays. */
  raise(numbers: readonly number[]): void
  /** Any object, by the names of `OIDS` or by OID. */
  set(values: Readonly<Record<string, number>>): void
  /** Further objects, or others in their place. */
  serve(values: ServedValues): void
  /** As served now, with what was written to it. */
  values(): ServedValues
  /** The agent ends and starts again, counting its boots. `forgetBoots`: as a card that does not remember them. */
  restart(options?: { forgetBoots: boolean }): Promise<void>
  /** The agent falls silent (its process is stopped by a signal) until `thaw`. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

/** UPS-MIB, Eaton's, APC's and Raritan's. */
const SUBTREES = ['1.3.6.1.2.1.33', '1.3.6.1.4.1.534', '1.3.6.1.4.1.318', '1.3.6.1.4.1.13742'] as const

const agent = fileURLToPath(new URL('./pass-persist-agent.mjs', import.meta.url))

const LOOPBACK = '127.0.0.1'

const configuration = (host: string, port: number, values: string): string => `agentAddress udp:${host}:${port}
exactEngineID 0x8000000005726964656c6162
rocommunity ${SNMPD_COMMUNITY} ${host === LOOPBACK ? host : 'default'}
rwcommunity ${SNMPD_WRITE_COMMUNITY} 127.0.0.1
createUser ${SNMPD_USER.user} SHA "${SNMPD_USER.authKey}" AES "${SNMPD_USER.privKey}"
rouser ${SNMPD_USER.user} auth
${SUBTREES.map((subtree) => `pass_persist .${subtree} ${process.execPath} ${agent} ${values}\n`).join('')}`

const oidOf = (name: string): string => Object.entries(OIDS).find(([key]) => key === name)?.[1] ?? name

/** A UPS (RFC 1628) served by the real net-snmp agent, on loopback or another address of this machine; it changes as it is told. */
export const startSnmpdUps = async (host = LOOPBACK, givenPort: number | null = null): Promise<SnmpdUps> => {
  const folder = labFolder('snmpd')
  const values = join(folder.path, 'values.json')
  const persistent = join(folder.path, 'persistent')
  mkdirSync(persistent)
  const port = givenPort ?? (await freePort())
  let served: ServedValues = onMains()
  let since = Date.now()
  const serve = (next: ServedValues) => {
    served = next
    // Renamed into place: the agent never reads half a file.
    writeFileSync(`${values}.new`, JSON.stringify(next))
    renameSync(`${values}.new`, values)
  }
  serve(served)
  const conf = join(folder.path, 'snmpd.conf')
  writeFileSync(conf, configuration(host, port, values))

  let snmpd: LabProcess
  const start = async () => {
    snmpd = startProcess('snmpd', ['-f', '-c', conf, '-Lo', '-p', join(folder.path, 'snmpd.pid')], {
      env: { SNMPCONFPATH: persistent, SNMP_PERSISTENT_DIR: persistent, MIBS: '' },
    })
    const session = new SnmpSession({ host, port }, { kind: 'snmp-community', version: '2c', community: SNMPD_COMMUNITY })
    try {
      await until('snmpd to answer', async () => {
        if (!snmpd.isAlive()) throw new Error(`snmpd ended: ${snmpd.output()}`)
        const answers = await session.get([OIDS.outputSource], { deadlineMs: 500 })
        return answers.kind === 'ok' && answers.value.get(OIDS.outputSource) !== null
      })
    } catch (error) {
      await snmpd.stop()
      throw error
    } finally {
      session.close()
    }
  }
  await start()

  return {
    host,
    port,
    community: SNMPD_COMMUNITY,
    onMains: () => serve(onMains()),
    onBattery: () => {
      since = Date.now()
      serve(onBattery(since))
    },
    lowBattery: () => serve(lowBattery(since)),
    raise: (numbers) => serve({ ...withoutAlarms(served), ...alarms(numbers) }),
    set: (changes) => {
      const given = Object.entries(changes).map(([name, value]): [string, ServedValue] => [
        oidOf(name),
        { type: 'integer', value },
      ])
      serve({ ...served, ...Object.fromEntries(given) })
    },
    serve: (values) => serve({ ...served, ...values }),
    values: () => servedSchema.parse(JSON.parse(readFileSync(values, 'utf8'))),
    restart: async (options) => {
      await snmpd.stop('SIGTERM')
      if (options?.forgetBoots === true) writeFileSync(join(persistent, 'snmpd.conf'), '')
      await start()
    },
    freeze: () => snmpd.signal('SIGSTOP'),
    thaw: () => snmpd.signal('SIGCONT'),
    stop: async () => {
      await snmpd.stop()
      folder.remove()
    },
  }
}
