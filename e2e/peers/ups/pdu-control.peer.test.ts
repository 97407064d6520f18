import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { UpsCommand } from '../../../server/domain/ups-command'
import type { CommandAnswer, DriverResult, UpsDriver } from '../../../server/drivers/ports'
import { driver as apcAts } from '../../../server/drivers/ups/apc-ats/driver'
import { driver as apcRpdu } from '../../../server/drivers/ups/apc-rpdu/driver'
import { driver as apcRpdu2 } from '../../../server/drivers/ups/apc-rpdu2/driver'
import { driver as eatonEpdu } from '../../../server/drivers/ups/eaton-epdu/driver'
import { driver as raritan } from '../../../server/drivers/ups/raritan-pdu/driver'
import { driver as raritanPx } from '../../../server/drivers/ups/raritan-px/driver'
import { textWith } from '../../../server/testing/matchers'
import { hasPrograms } from '../../../server/testing/require-peer'
import { SNMPD_COMMUNITY, SNMPD_PROGRAMS, SNMPD_WRITE_COMMUNITY, type SnmpdUps, startSnmpdUps } from './snmpd-ups'
import type { ServedValue, ServedValues } from './ups-mib-values'

const DEADLINE_MS = 2_500
const apc = '1.3.6.1.4.1.318.1.1'
const epdu = '1.3.6.1.4.1.534.6.6.7.6.6.1'
const pdu2 = '1.3.6.1.4.1.13742.6.4.1.2.1'
/** One object that is told and shows it. */
const pxOutlet = '1.3.6.1.4.1.13742.4.1.2.2.1.3.5'

/** One outlet that obeys one number: the values that it shows when it is told on, off and cycle. */
interface Switched {
  readonly family: string
  readonly driver: UpsDriver
  readonly command: string
  readonly state: string
  readonly tell: { readonly on: number; readonly off: number; readonly cycle: number }
  readonly shows: { readonly on: number; readonly off: number }
}

const SWITCHED: readonly Switched[] = [
  {
    family: 'apc-rpdu',
    driver: apcRpdu,
    command: `${apc}.12.3.3.1.1.4.5`,
    state: `${apc}.12.3.5.1.1.4.5`,
    tell: { on: 1, off: 2, cycle: 3 },
    shows: { on: 1, off: 2 },
  },
  {
    family: 'apc-rpdu2',
    driver: apcRpdu2,
    command: `${apc}.26.9.2.4.1.5.5`,
    state: `${apc}.26.9.2.3.1.5.5`,
    tell: { on: 1, off: 2, cycle: 3 },
    shows: { on: 2, off: 1 },
  },
  {
    family: 'raritan-pdu',
    driver: raritan,
    command: `${pdu2}.2.1.5`,
    state: `${pdu2}.3.1.5`,
    tell: { on: 1, off: 0, cycle: 2 },
    shows: { on: 7, off: 8 },
  },
  {
    family: 'raritan-px',
    driver: raritanPx,
    command: pxOutlet,
    state: pxOutlet,
    tell: { on: 1, off: 0, cycle: 2 },
    shows: { on: 1, off: 0 },
  },
]

const outletOff = (outletId = '5', delaySeconds = 0): UpsCommand => ({ kind: 'outlet-off', outletId, delaySeconds })
const outletOn = (delaySeconds = 0): UpsCommand => ({ kind: 'outlet-on', outletId: '5', delaySeconds })
const outletCycle = (delaySeconds = 0): UpsCommand => ({ kind: 'outlet-cycle', outletId: '5', delaySeconds })

const integer = (value: number): ServedValue => ({ type: 'integer', value })
const served = ({ command, state, tell, shows }: Switched): ServedValues => ({
  [state]: integer(shows.on),
  [command]: {
    ...integer(tell.on),
    writable: Object.values(tell),
    ...(state === command
      ? {}
      : { then: { [tell.on]: { [state]: shows.on }, [tell.off]: { [state]: shows.off }, [tell.cycle]: { [state]: shows.off } } }),
  },
})

/** Its three commands, each of which takes the seconds; whatever it is told shows at once, as pending where it waits. */
const ofEpdu = (column: number, now: number, pending: number): ServedValues => ({
  [`${epdu}.${column}.0.5`]: {
    ...integer(-1),
    writable: true,
    then: { 0: { [`${epdu}.2.0.5`]: now }, 90: { [`${epdu}.2.0.5`]: pending } },
  },
})
const [off, on, pendingOff, pendingOn] = [0, 1, 2, 3]
const epduOutlet: ServedValues = {
  [`${epdu}.2.0.5`]: integer(on),
  ...ofEpdu(3, off, pendingOff),
  ...ofEpdu(4, on, pendingOn),
  ...ofEpdu(5, pendingOn, pendingOff),
}

describe.skipIf(!hasPrograms(SNMPD_PROGRAMS, 'snmpd'))('outlets of PDUs behind a real SNMP agent', () => {
  let agent: SnmpdUps
  const stops: (() => void)[] = []

  beforeAll(async () => {
    agent = await startSnmpdUps()
  })
  beforeEach(() =>
    agent.serve({ ...Object.fromEntries(SWITCHED.flatMap((family) => Object.entries(served(family)))), ...epduOutlet }),
  )
  afterEach(() => {
    for (const stop of stops.splice(0)) stop()
  })
  afterAll(async () => agent.stop())

  const tell = (
    driver: UpsDriver,
    command: UpsCommand,
    community = SNMPD_WRITE_COMMUNITY,
  ): Promise<DriverResult<CommandAnswer>> => {
    const session = driver.open({
      address: { protocol: 'snmp', host: '127.0.0.1', port: agent.port, family: driver.family },
      secret: { kind: 'snmp-community', version: '2c', community },
    })
    stops.push(() => session.close())
    return session.command(command, { deadlineMs: DEADLINE_MS })
  }
  const shown = (oid: string) => agent.values()[oid]?.value
  const confirmed = { kind: 'ok', value: { confirmed: true, said: textWith('shows it') } }

  describe.each(SWITCHED.map((family) => [family.family, family] as const))(
    '%s',
    (_, { driver, command, state, tell: told, shows }) => {
      it('A4 is switched off, on and cycled, each read back', async () => {
        expect(await tell(driver, outletOff())).toMatchObject(confirmed)
        expect([shown(command), shown(state)]).toEqual([told.off, shows.off])
        expect(await tell(driver, outletOn())).toMatchObject(confirmed)
        expect([shown(command), shown(state)]).toEqual([told.on, shows.on])
        expect(await tell(driver, outletCycle())).toMatchObject(confirmed)
        expect(shown(command)).toBe(told.cycle)
      })

      it('A11 refuses a delay that the PDU would not keep, and writes nothing', async () => {
        agent.serve({ [command]: integer(99) })
        for (const delayed of [outletOff('5', 60), outletOn(60), outletCycle(60)])
          expect(await tell(driver, delayed)).toMatchObject({ kind: 'unsupported', message: textWith('no delay') })
        expect(shown(command)).toBe(99)
      })

      it('A4 is not believed when the outlet goes on showing something else', async () => {
        // One object that is told and shows it: it takes the write, and shows that it cycles.
        const then = state === command ? { [told.off]: { [state]: told.cycle } } : {}
        agent.serve({ [command]: { ...integer(told.on), writable: true, then } })
        expect(await tell(driver, outletOff())).toMatchObject({
          kind: 'ok',
          value: { confirmed: false, said: textWith('something else') },
        })
      })

      it('says that the community may only read, and that an outlet is not there', async () => {
        expect(await tell(driver, outletOff(), SNMPD_COMMUNITY)).toMatchObject({
          kind: 'refused',
          hint: textWith('write access'),
        })
        expect(await tell(driver, outletOff('6'))).toMatchObject({ kind: 'unsupported' })
        expect(await tell(driver, outletOff('199'))).toMatchObject({ kind: 'unsupported', message: textWith('no outlet "199"') })
      })

      it('refuses what it has no way for', async () => {
        expect(await tell(driver, { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' })).toMatchObject({
          kind: 'unsupported',
        })
      })
    },
  )

  describe('eaton-epdu', () => {
    it('A4 is switched off, on and cycled, at once with 0', async () => {
      expect(await tell(eatonEpdu, outletOff())).toMatchObject(confirmed)
      expect([shown(`${epdu}.3.0.5`), shown(`${epdu}.2.0.5`)]).toEqual([0, off])
      expect(await tell(eatonEpdu, outletOn())).toMatchObject(confirmed)
      expect([shown(`${epdu}.4.0.5`), shown(`${epdu}.2.0.5`)]).toEqual([0, on])
      expect(await tell(eatonEpdu, outletCycle())).toMatchObject(confirmed)
      expect(shown(`${epdu}.5.0.5`)).toBe(0)
    })
    it('A11 keeps a delay: the seconds are the command, and the outlet is pending until then', async () => {
      expect(await tell(eatonEpdu, outletOff('5', 90))).toMatchObject(confirmed)
      expect([shown(`${epdu}.3.0.5`), shown(`${epdu}.2.0.5`)]).toEqual([90, pendingOff])
    })
    it('says so where a model refuses every delay', async () => {
      agent.serve({ [`${epdu}.3.0.5`]: { ...integer(-1), writable: [-1, 0] } })
      expect(await tell(eatonEpdu, outletOff('5', 90))).toMatchObject({ kind: 'refused', hint: textWith('delay') })
      expect(shown(`${epdu}.2.0.5`)).toBe(on)
    })
    it('A4 is not believed when the outlet goes on showing something else', async () => {
      agent.serve({ [`${epdu}.3.0.5`]: { ...integer(-1), writable: true } })
      expect(await tell(eatonEpdu, outletOff())).toMatchObject({ kind: 'ok', value: { confirmed: false } })
    })
  })

  it('a transfer switch has no outlets, and says that it cannot', async () => {
    expect(await tell(apcAts, outletOff())).toMatchObject({ kind: 'unsupported' })
  })
})
