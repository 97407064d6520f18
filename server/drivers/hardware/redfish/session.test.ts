import { afterEach, describe, expect, it } from 'vitest'
import { hardwareAddressSchema, type HardwareReading } from '../../../domain/hardware'
import { containing } from '../../../testing/containing'
import { changed, recordedResources, type SmallMachine, smallMachine } from '../../../testing/redfish/resources'
import { type RedfishStandIn, startRedfish } from '../../../testing/redfish/stand-in'
import { testData } from '../../../testing/require-peer'
import type { DriverResult, HardwareSession } from '../../ports'
import { driver } from './driver'

const account = { user: 'operator', password: 'right-secret' }
const quick = { deadlineMs: 10_000 }
const SYSTEM = '/redfish/v1/Systems/one'
const ALL = ['On', 'ForceOff', 'GracefulShutdown', 'PowerCycle']

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const sessionAt = (service: RedfishStandIn, how: { password?: string; system?: string; pins?: readonly string[] } = {}) => {
  const session = driver.open({
    address: hardwareAddressSchema.parse({
      kind: 'redfish',
      url: service.url,
      pins: how.pins ?? [service.fingerprint],
      system: how.system ?? null,
    }),
    secret: { kind: 'password', user: account.user, password: how.password ?? account.password },
  })
  open.push(session)
  return session
}

const small = async (machine: Partial<SmallMachine> = {}, hasSessions = true) => {
  const service = await startRedfish(smallMachine({ resetTypes: ALL, supplies: [], ...machine }), { account, hasSessions })
  open.push(service)
  return { service, session: sessionAt(service) }
}

const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}
const resets = ({ requests }: RedfishStandIn) => requests.filter((request) => request.includes('ComputerSystem.Reset'))

describe('signing in', () => {
  it('with a session, shared by calls at the same time, and closed at the end', async () => {
    const { service, session } = await small()
    const results = await Promise.all([session.powerState(quick), session.sensors(quick), session.identify(quick)])
    expect(results.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok'])
    expect(service.openSessions.size).toBe(1)
    await session.close()
    expect(service.openSessions.size).toBe(0)
  })

  it('with the password where there are no sessions', async () => {
    const { session } = await small({}, false)
    expect(await session.powerState(quick)).toEqual({ kind: 'ok', value: 'on' })
  })

  it('again where the session has ended', async () => {
    const { service, session } = await small()
    await session.powerState(quick)
    service.endSessions()
    expect(await session.act('power-off', quick)).toEqual({ kind: 'ok', value: null })
    expect(resets(service)).toHaveLength(1)
  })

  it('K5 a wrong password is refused and never told, a certificate that is not pinned is told', async () => {
    const { service } = await small()
    const wrong = await sessionAt(service, { password: 'wrong-secret' }).powerState(quick)
    expect(wrong).toMatchObject({ kind: 'refused', message: containing('user name and password') })
    expect(JSON.stringify(wrong)).not.toContain('wrong-secret')
    const unpinned = await sessionAt(service, { pins: [] }).powerState(quick)
    expect(unpinned).toMatchObject({ kind: 'refused', message: containing(service.fingerprint) })
  })
})

describe('acting', () => {
  it.each([
    ['power-on', 'Off', ALL, 'On'],
    ['power-on', 'Off', ['ForceOn'], 'ForceOn'],
    ['soft-off', 'On', ALL, 'GracefulShutdown'],
    ['soft-off', 'On', ['PushPowerButton'], 'PushPowerButton'],
    ['power-off', 'On', null, 'ForceOff'],
    ['power-cycle', 'On', ALL, 'PowerCycle'],
  ] as const)('%s from %s, allowed %j: %s', async (act, from, resetTypes, type) => {
    const { service, session } = await small({ resetTypes })
    changed(service.resources, SYSTEM, { PowerState: from })
    expect(await session.act(act, quick)).toEqual({ kind: 'ok', value: null })
    expect(resets(service)).toEqual([`POST ${SYSTEM}/Actions/ComputerSystem.Reset {"ResetType":"${type}"}`])
  })

  it('A2 what is so already is not told again', async () => {
    const { service, session } = await small()
    expect((await session.act('power-on', quick)).kind).toBe('ok')
    changed(service.resources, SYSTEM, { PowerState: 'Off' })
    expect((await session.act('soft-off', quick)).kind).toBe('ok')
    expect(resets(service)).toEqual([])
  })

  it('what is not allowed is unsupported, and a button is never pressed on what may be off', async () => {
    const { service, session } = await small({ resetTypes: ['PushPowerButton'] })
    expect(await session.act('power-cycle', quick)).toMatchObject({ kind: 'unsupported', message: containing('PushPowerButton') })
    changed(service.resources, SYSTEM, { PowerState: 'PoweringOff' })
    expect((await session.act('soft-off', quick)).kind).toBe('unsupported')
    expect(resets(service)).toEqual([])
  })

  it('A1 without an answer, or with an error of the server, the outcome is unknown, and it is not told twice', async () => {
    const { service, session } = await small()
    service.before = (request) => (request.includes('Reset') ? 'cut' : null)
    expect((await session.act('power-off', quick)).kind).toBe('unknown')
    service.before = (request) => (request.includes('Reset') ? { status: 500, body: '' } : null)
    expect((await session.act('power-off', quick)).kind).toBe('unknown')
    expect(resets(service)).toHaveLength(2)
  })

  it('a service that sends the token elsewhere gets nothing', async () => {
    const { service, session } = await small()
    changed(service.resources, SYSTEM, {
      Actions: { '#ComputerSystem.Reset': { target: 'https://elsewhere.example/redfish/v1/Reset' } },
    })
    expect((await session.act('power-off', quick)).kind).toBe('unsupported')
  })
})

describe('reading', () => {
  it('A5 a power state that is none is unknown', async () => {
    const { service, session } = await small()
    for (const [word, power] of [
      ['On', 'on'],
      ['Off', 'off'],
      ['Paused', 'on'],
      ['PoweringOff', 'unknown'],
      ['xyzzy', 'unknown'],
      [null, 'unknown'],
      [0, 'unknown'],
    ] as const) {
      changed(service.resources, SYSTEM, { PowerState: word })
      expect(await session.powerState(quick)).toEqual({ kind: 'ok', value: power })
    }
  })

  it('P2 power supplies of the older kind: input by voltage, else by their health alone', async () => {
    const fine = { State: 'Enabled', Health: 'OK' }
    const { session } = await small({
      supplies: [
        { Name: 'PSU', Status: fine, LineInputVoltage: 231, PowerInputWatts: 110 },
        { Name: 'PSU', Status: { State: 'Enabled', Health: 'Critical' }, LineInputVoltage: 0 },
        { Name: 'PSU', Status: { State: 'UnavailableOffline', Health: 'Critical' } },
        { Name: 'PSU', Status: { State: 'Absent' } },
        { Name: 'PSU', Status: fine },
      ],
    })
    expect(valueOf(await session.sensors(quick)).powerSupplies).toEqual([
      { name: 'PSU 1', input: 'ok', inputWatts: 110 },
      { name: 'PSU 2', input: 'lost', inputWatts: null },
      { name: 'PSU 3', input: 'unknown', inputWatts: null },
      { name: 'PSU 4', input: 'ok', inputWatts: null },
    ])
  })

  it('what is missing or odd is left out; silence is no reading', async () => {
    const { service, session } = await small()
    service.before = (request) => (request.endsWith('/Power') ? { status: 500, body: 'oops' } : null)
    changed(service.resources, '/redfish/v1/Chassis/box/Thermal', { Temperatures: [{ Name: 7, ReadingCelsius: 'hot' }, null] })
    const reading = valueOf(await session.sensors(quick))
    expect(reading.sensors.map(({ kind, value, health }) => [kind, value, health])).toEqual([
      ['temperature', null, 'unknown'],
      ['fan', 40, 'ok'],
    ])
    expect(reading.powerSupplies).toBeNull()
    service.before = (request) => (request.endsWith('/Thermal') ? 'cut' : null)
    expect((await session.sensors(quick)).kind).toBe('unreachable')
  })

  it('a service of several systems wants to know which', async () => {
    const { service, session } = await small()
    changed(service.resources, '/redfish/v1/Systems', {
      Members: [{ '@odata.id': SYSTEM }, { '@odata.id': '/redfish/v1/Systems/two' }],
    })
    expect(await session.powerState(quick)).toMatchObject({ kind: 'refused', hint: containing('one, two') })
    expect(await sessionAt(service, { system: 'one' }).powerState(quick)).toEqual({ kind: 'ok', value: 'on' })
    expect((await sessionAt(service, { system: 'three' }).powerState(quick)).kind).toBe('refused')
  })
})

const recorded = testData('manager-recordings/redfish/public-rackmount1')
const CHASSIS = '/redfish/v1/Chassis/1U'
const RECORDED_SYSTEM = '/redfish/v1/Systems/437XR1138R2'

describe.skipIf(recorded === null)('the mockup of the DMTF', () => {
  const start = async (): Promise<{ service: RedfishStandIn; session: HardwareSession }> => {
    const service = await startRedfish(recordedResources(recorded ?? ''), { account })
    open.push(service)
    return { service, session: sessionAt(service) }
  }
  const brief = ({ sensors }: HardwareReading) => sensors.map(({ name, value, unit, health }) => [name, value, unit, health])

  it('says who it is', async () => {
    const { session } = await start()
    expect(valueOf(await session.identify(quick))).toEqual({
      kind: 'redfish',
      product: 'Contoso 3500',
      version: '1.15.0',
      systemUuid: '38947555-7742-3448-3784-823347823834',
      notes: [],
    })
  })

  it('is read by its older resources, and its power supplies by the newer ones', async () => {
    const { session } = await start()
    const reading = valueOf(await session.sensors(quick))
    expect(brief(reading)).toEqual([
      ['CPU1 Temp', 41, 'celsius', 'ok'],
      ['CPU2 Temp', null, 'celsius', 'unknown'],
      ['Chassis Intake Temp', 25, 'celsius', 'ok'],
      ['BaseBoard System Fan', 2_100, 'rpm', 'ok'],
      ['BaseBoard System Fan Backup', 2_050, 'rpm', 'ok'],
      ['VRM1 Voltage', 12, 'volts', 'ok'],
      ['VRM2 Voltage', 5, 'volts', 'ok'],
    ])
    expect(reading.sensors[2]?.limits).toEqual({ lowCritical: 5, lowWarning: 10, highWarning: 30, highCritical: 40 })
    expect(reading.powerSupplies).toEqual([{ name: 'Power Supply Bay 1', input: 'ok', inputWatts: 937.4 }])
    expect([reading.power, reading.powerWatts, reading.health]).toEqual(['on', 374, 'ok'])
  })

  it('is read by its newer resources where it has no older ones', async () => {
    const { service, session } = await start()
    changed(service.resources, CHASSIS, { Thermal: undefined, Power: undefined })
    const reading = valueOf(await session.sensors(quick))
    const told = brief(reading)
    expect(told).toContainEqual(['Front Panel Intake Temperature', 24.8, 'celsius', 'ok'])
    expect(told).toContainEqual(['Power Supply #1 Input Voltage', 119.27, 'volts', 'ok'])
    expect(told).toContainEqual(['Fan Bay 1', 2_200, 'rpm', 'ok'])
    expect(told.every(([name]) => !String(name).includes('Power Supply #2'))).toBe(true)
    expect(reading.sensors.find(({ name }) => name === 'CPU #1 Temperature')?.limits).toMatchObject({
      highWarning: 42,
      highCritical: 45,
    })
  })

  it('P2 a line input that is lost, out of range or unheard of', async () => {
    const { service, session } = await start()
    for (const [word, input] of [
      ['LossOfInput', 'lost'],
      ['OutOfRange', 'unknown'],
      ['xyzzy', 'unknown'],
    ] as const) {
      changed(service.resources, `${CHASSIS}/PowerSubsystem/PowerSupplies/Bay1`, { LineInputStatus: word })
      expect(valueOf(await session.sensors(quick)).powerSupplies?.[0]?.input).toBe(input)
    }
  })

  it('A4 is switched off and on by its own reset types', async () => {
    const { service, session } = await start()
    for (const [act, power, type] of [
      ['soft-off', 'off', 'GracefulShutdown'],
      ['power-on', 'on', 'On'],
      ['power-off', 'off', 'ForceOff'],
    ] as const) {
      expect((await session.act(act, quick)).kind).toBe('ok')
      expect(await session.powerState(quick)).toEqual({ kind: 'ok', value: power })
      expect(resets(service).at(-1)).toBe(`POST ${RECORDED_SYSTEM}/Actions/ComputerSystem.Reset {"ResetType":"${type}"}`)
    }
    expect((await session.act('power-cycle', quick)).kind).toBe('unsupported')
  })
})
