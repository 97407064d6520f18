import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hardwareAddressSchema, hardwareSecretSchema, type HardwareReading } from '../../../server/domain/hardware'
import { driver } from '../../../server/drivers/hardware/ipmi/driver'
import type { DriverResult, HardwareSession } from '../../../server/drivers/ports'
import { bmcModel } from '../../../server/testing/ipmi/bmc-model'
import { sampleSensors } from '../../../server/testing/ipmi/sample-sensors'
import { type BmcStandIn, startBmc } from '../../../server/testing/ipmi/stand-in'
import { until } from '../../../server/testing/require-peer'
import { ipmitool, ipmitoolReadings, type IpmitoolTarget } from './ipmitool'
import { hasIpmiSim, type IpmiSim, startIpmiSim } from './start'

const quick = { deadlineMs: 10_000 }

const sessionAt = (target: Omit<IpmitoolTarget, 'suite'>, suite: 3 | 17 | null): HardwareSession =>
  driver.open({
    address: hardwareAddressSchema.parse({ kind: 'ipmi', host: '127.0.0.1', port: target.port, cipherSuite: suite }),
    secret: hardwareSecretSchema.parse({ kind: 'ipmi-user', user: target.user, password: target.password }),
  })

const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}

/** As ipmitool words them: "24 degrees C", "4200 RPM", "12.10 Volts". */
const WORDS = { celsius: 'degrees C', rpm: 'RPM', percent: 'percent', volts: 'Volts', watts: 'Watts' } as const
const agree = ({ sensors }: HardwareReading, told: ReadonlyMap<string, string>) => {
  for (const { name, value, unit } of sensors) {
    if (value === null) continue
    const words = told.get(name) ?? ''
    expect(words, name).toContain(WORDS[unit])
    expect(Math.abs(Number.parseFloat(words) - value), name).toBeLessThanOrEqual(Math.abs(value) * 0.01)
  }
}

describe.skipIf(!hasIpmiSim())('IPMI against OpenIPMI’s simulator, with ipmitool as the second witness', () => {
  let sim: IpmiSim
  let session: HardwareSession
  beforeAll(async () => {
    sim = await startIpmiSim()
  })
  afterAll(() => sim.stop())
  beforeEach(() => {
    sim.setPower('on')
    session = sessionAt(sim, null)
  })
  afterEach(() => session.close())
  const tool = (...words: string[]) => ipmitool({ ...sim, suite: 3 }, ...words)

  it('says who it is, and takes suite 3 where 17 is not known', async () => {
    const identity = valueOf(await session.identify(quick))
    expect(await tool('mc', 'info')).toContain(`Firmware Revision         : ${identity.version ?? ''}`)
    expect(identity.notes.join(' ')).toContain('SHA-1')
  })

  it('reads every sensor as ipmitool does, also once it has changed', async () => {
    const before = valueOf(await session.sensors(quick))
    expect(before.sensors.map(({ name, value }) => [name, value])).toEqual([
      ['Inlet Temp', 24],
      ['Fan 1', 4_200],
      ['Board 12V', 12.1],
      ['PSU1 Pin', 220],
    ])
    agree(before, await ipmitoolReadings({ ...sim, suite: 3 }))
    sim.setReading(1, 46)
    const hot = await until('the temperature to be over its limit', async () => {
      const [inlet] = valueOf(await session.sensors(quick)).sensors
      return inlet?.health === 'critical' ? inlet : null
    })
    expect(hot).toMatchObject({ value: 46, limits: { highWarning: 40, highCritical: 45, lowWarning: null } })
    sim.setReading(1, 24)
  })

  it('P2 a power supply that loses its input says so, here and to ipmitool', async () => {
    expect(valueOf(await session.sensors(quick)).powerSupplies).toEqual([
      { name: 'PSU1 Status', input: 'ok', inputWatts: 220 },
      { name: 'PSU2 Status', input: 'ok', inputWatts: null },
    ])
    await sim.setState(6, 3, true)
    expect(valueOf(await session.sensors(quick)).powerSupplies?.map(({ input }) => input)).toEqual(['ok', 'lost'])
    expect((await ipmitoolReadings({ ...sim, suite: 3 })).get('PSU2 Status')).toMatch(/lost/i)
    await sim.setState(6, 3, false)
    expect(valueOf(await session.sensors(quick)).powerSupplies?.map(({ input }) => input)).toEqual(['ok', 'ok'])
  })

  it('A4 switches off softly and hard, and on again, each verified, and each told the machine once', async () => {
    const told = sim.chassisLog().length
    for (const [act, power] of [
      ['power-off', 'off'],
      ['power-on', 'on'],
      ['soft-off', 'off'],
      ['power-on', 'on'],
    ] as const) {
      expect((await session.act(act, quick)).kind).toBe('ok')
      await until(`the machine to be ${power}`, async () => valueOf(await session.powerState(quick)) === power)
      expect(await tool('chassis', 'power', 'status')).toContain(`Chassis Power is ${power}`)
    }
    // Only switching on may be told again, where an answer is late.
    const acts = sim.chassisLog().slice(told)
    expect(acts.filter((act, at) => act !== 'power 1' || acts[at - 1] !== act)).toEqual([
      'power 0',
      'power 1',
      'shutdown 1',
      'power 1',
    ])
    expect((await session.act('power-on', quick)).kind).toBe('ok')
    expect(sim.chassisLog().slice(told)).toEqual(acts)
  })

  it('K5 a wrong password is refused', async () => {
    const wrong = sessionAt({ ...sim, password: 'wrong' }, null)
    const result = await wrong.powerState(quick)
    expect(result.kind).toBe('refused')
    expect(JSON.stringify(result)).not.toContain('wrong"')
    await wrong.close()
  })
})

describe.skipIf(!hasIpmiSim())('the project’s own BMC, read by ipmitool as the driver reads it', () => {
  const account = { user: 'operator', password: 'another-password-20b', kg: null }
  let bmc: BmcStandIn
  beforeAll(async () => {
    bmc = await startBmc(bmcModel(sampleSensors()), account)
    bmc.model.watts = 412
  })
  afterAll(() => bmc.close())

  it.each([3, 17] as const)('with cipher suite %i', async (suite) => {
    const target = { port: bmc.port, user: account.user, password: account.password, suite }
    const session = sessionAt(target, suite)
    const reading = valueOf(await session.sensors(quick))
    const told = await ipmitoolReadings(target)
    agree({ ...reading, sensors: reading.sensors.filter(({ name }) => name !== 'Cold Aisle') }, told)
    // It is one in Fahrenheit: −5.6 °C.
    expect(told.get('Cold Aisle')).toBe('22 degrees F')
    expect(told.get('PSU1 Status')).toBe('Presence detected')
    expect(await ipmitool(target, 'dcmi', 'power', 'reading')).toMatch(/Instantaneous power reading:\s+412 Watts/)
    bmc.model.power = 'off'
    expect(valueOf(await session.powerState(quick))).toBe('off')
    expect(await ipmitool(target, 'chassis', 'power', 'status')).toContain('Chassis Power is off')
    await session.close()
  })
})
