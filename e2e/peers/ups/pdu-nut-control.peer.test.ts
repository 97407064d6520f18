import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UpsCommand } from '../../../server/domain/ups-command'
import type { UpsDriver } from '../../../server/drivers/ports'
import { driver as eatonEpdu } from '../../../server/drivers/ups/eaton-epdu/driver'
import { driver as raritan } from '../../../server/drivers/ups/raritan-pdu/driver'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { servedOf } from './made-device'
import { MADE_DEVICES } from './made-devices'
import { NUT_READER_PACKAGES, NUT_READER_PROGRAMS, type NutReader, startNutReader } from './nut-reader'
import { SNMPD_PROGRAMS, SNMPD_WRITE_COMMUNITY, type SnmpdUps, startSnmpdUps } from './snmpd-ups'
import type { ServedValues } from './ups-mib-values'

const epdu = '1.3.6.1.4.1.534.6.6.7.6.6.1'
const pdu2 = '1.3.6.1.4.1.13742.6.4.1.2.1'

interface Commanded {
  readonly family: string
  readonly driver: UpsDriver
  readonly nutMib: string
  readonly state: string
  /** The objects that take commands, as they are before any. */
  readonly idle: Readonly<Record<string, number>>
  /** What the outlet shows once such an object is told such a number. */
  readonly then: Readonly<Record<string, Readonly<Record<string, number>>>>
}

const COMMANDED: readonly Commanded[] = [
  {
    family: 'eaton-epdu',
    driver: eatonEpdu,
    nutMib: 'eaton_epdu',
    state: `${epdu}.2.0.1`,
    idle: { [`${epdu}.3.0.1`]: -1, [`${epdu}.4.0.1`]: -1, [`${epdu}.5.0.1`]: -1 },
    then: { [`${epdu}.3.0.1`]: { 0: 0 }, [`${epdu}.4.0.1`]: { 0: 1 }, [`${epdu}.5.0.1`]: { 0: 3 } },
  },
  {
    family: 'raritan-pdu',
    driver: raritan,
    nutMib: 'raritan-px2',
    state: `${pdu2}.3.1.1`,
    idle: { [`${pdu2}.2.1.1`]: 99 },
    then: { [`${pdu2}.2.1.1`]: { 0: 8, 1: 7, 2: 8 } },
  },
]

/** Ours, and NUT's name for the same. */
const COMMANDS: readonly (readonly [UpsCommand, string])[] = [
  [{ kind: 'outlet-off', outletId: '1', delaySeconds: 0 }, 'outlet.1.load.off'],
  [{ kind: 'outlet-on', outletId: '1', delaySeconds: 0 }, 'outlet.1.load.on'],
  [{ kind: 'outlet-cycle', outletId: '1', delaySeconds: 0 }, 'outlet.1.load.cycle'],
]

const here = hasPrograms(SNMPD_PROGRAMS, 'snmpd') && hasPrograms(NUT_READER_PROGRAMS, NUT_READER_PACKAGES)

describe.skipIf(!here)('NUT and we tell the outlets of the same PDU', () => {
  let agent: SnmpdUps
  let nut: NutReader

  const idle = (): ServedValues =>
    Object.fromEntries(
      COMMANDED.flatMap(({ idle: objects, then, state }) =>
        Object.entries(objects).map(([oid, value]) => {
          const shown = Object.entries(then[oid] ?? {}).map(([told, shows]) => [told, { [state]: shows }] as const)
          return [oid, { type: 'integer' as const, value, writable: true as const, then: Object.fromEntries(shown) }]
        }),
      ),
    )
  const written = ({ idle: objects }: Commanded): Readonly<Record<string, unknown>> => {
    const values = agent.values()
    return Object.fromEntries(
      Object.entries(objects).flatMap(([oid, before]) => (values[oid]?.value === before ? [] : [[oid, values[oid]?.value]])),
    )
  }

  const readBy = ({ family, nutMib }: Commanded) => ({
    name: family,
    port: agent.port,
    community: SNMPD_WRITE_COMMUNITY,
    mib: nutMib,
  })
  const tell = async ({ driver, family }: Commanded, command: UpsCommand) => {
    const session = driver.open({
      address: { protocol: 'snmp', host: '127.0.0.1', port: agent.port, family },
      secret: { kind: 'snmp-community', version: '2c', community: SNMPD_WRITE_COMMUNITY },
    })
    try {
      return await session.command(command, { deadlineMs: 2_500 })
    } finally {
      session.close()
    }
  }

  beforeAll(async () => {
    agent = await startSnmpdUps()
    const made = MADE_DEVICES.filter(({ family, nutMib }) => nutMib !== null && COMMANDED.some((one) => one.family === family))
    agent.serve({ ...Object.fromEntries(made.flatMap((device) => Object.entries(servedOf(device)))), ...idle() })
    nut = await startNutReader(COMMANDED.map(readBy))
  })
  afterAll(async () => {
    await nut.stop()
    await agent.stop()
  })

  describe.each(COMMANDED.map((one) => [one.family, one] as const))('%s', (family, commanded) => {
    it.each(COMMANDS.map(([command, name]) => [command.kind, command, name] as const))(
      '%s: both write the same number to the same object',
      async (_, command, nutCommand) => {
        agent.serve(idle())
        expect(await tell(commanded, command)).toMatchObject({ kind: 'ok', value: { confirmed: true } })
        const ours = written(commanded)
        expect(Object.keys(ours)).toHaveLength(1)

        agent.serve(idle())
        await until('NUT to know the command', () => nut.tell(family, nutCommand).then(() => true), 60_000)
        await until('NUT to write it', () => Object.keys(written(commanded)).length > 0)
        expect(written(commanded)).toEqual(ours)
      },
    )

    // NUT 2.8.0 reads outlets when it starts, and then no more.
    it('a NUT that starts after our command sees the outlet off', async () => {
      agent.serve(idle())
      expect(await tell(commanded, { kind: 'outlet-off', outletId: '1', delaySeconds: 0 })).toMatchObject({ kind: 'ok' })
      const later = await startNutReader([readBy(commanded)])
      try {
        const status = await until(
          'NUT to tell the outlet',
          async () => (await later.says(family)).get('outlet.1.status'),
          60_000,
        )
        expect(status).toBe('off')
      } finally {
        await later.stop()
      }
    })
  })
})
