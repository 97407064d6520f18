import { afterEach, describe, expect, it } from 'vitest'
import { HARDWARE_ACTS, HARDWARE_KINDS, type HardwareAct, type HardwareAddress, type HostPower } from '../../domain/hardware'
import { freePort, until } from '../../testing/require-peer'
import { hardwareDrivers } from '../hardware/registry'
import type { CallOptions, DriverResult, HardwareDriver, HardwareSession } from '../ports'
import { type Machine, SECRET_TEXT, silentPort, SUBJECTS } from './hardware/subjects'

const quick = { deadlineMs: 10_000 }

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const sessionAt = (driver: HardwareDriver, address: HardwareAddress): HardwareSession => {
  const session = driver.open({ address, secret: SUBJECTS[driver.kind].secret })
  open.push(session)
  return session
}
const machineOf = async (driver: HardwareDriver, power: HostPower): Promise<Machine> => {
  const machine = await SUBJECTS[driver.kind].machine(power)
  open.push(machine)
  return machine
}

const check = (result: DriverResult<unknown>, ...kinds: DriverResult<unknown>['kind'][]) => {
  expect(kinds).toContain(result.kind)
  if (result.kind === 'ok') return
  expect(result.message.trim()).not.toBe('')
  expect(result.hint.trim()).not.toBe('')
  expect(`${result.message} ${result.hint}`).not.toContain(SECRET_TEXT)
}

type Call = (session: HardwareSession, options: CallOptions) => Promise<DriverResult<unknown>>
const reads: readonly [string, Call][] = [
  ['identify', (session, options) => session.identify(options)],
  ['sensors', (session, options) => session.sensors(options)],
  ['powerState', (session, options) => session.powerState(options)],
]
const calls: readonly [string, Call][] = [...reads, ['power-off', (session, options) => session.act('power-off', options)]]

/** What each act makes of the machine, and from what it is tried. */
const ACTS: Readonly<Record<HardwareAct, { can: keyof HardwareDriver['capabilities']; from: HostPower; to: HostPower }>> = {
  'power-on': { can: 'powerOn', from: 'off', to: 'on' },
  'soft-off': { can: 'softOff', from: 'on', to: 'off' },
  'power-off': { can: 'powerOff', from: 'on', to: 'off' },
  'power-cycle': { can: 'powerCycle', from: 'on', to: 'on' },
}

it('the suite runs over every driver, each kind once', () => {
  expect(hardwareDrivers.map(({ kind }) => kind).sort()).toEqual([...HARDWARE_KINDS].sort())
})

describe.each(hardwareDrivers.map((driver) => [driver.kind, driver] as const))('the hardware port: %s', (kind, driver) => {
  /** What tells nothing of a machine has nothing to be asked. */
  const answers = driver.capabilities.powerState

  it.runIf(answers)('tells who it is and how the machine stands', async () => {
    const session = sessionAt(driver, (await machineOf(driver, 'on')).address)
    expect(await session.identify(quick)).toMatchObject({ kind: 'ok', value: { kind } })
    expect(await session.powerState(quick)).toEqual({ kind: 'ok', value: 'on' })
    const reading = await session.sensors(quick)
    if (reading.kind !== 'ok') throw new Error(reading.message)
    expect(reading.value.sensors.length).toBeGreaterThan(0)
    expect(new Set(reading.value.sensors.map(({ key }) => key)).size).toBe(reading.value.sensors.length)
    expect(reading.value.powerSupplies?.every(({ input }) => input === 'ok')).toBe(true)
  })

  it.each(HARDWARE_ACTS)('A4 %s does what it says, or is unsupported and sends nothing', async (act) => {
    const { can, from, to } = ACTS[act]
    const machine = await machineOf(driver, from)
    const session = sessionAt(driver, machine.address)
    const result = await session.act(act, quick)
    if (!driver.capabilities[can]) {
      check(result, 'unsupported')
      expect(machine.told()).toBe(0)
      return
    }
    expect(result).toEqual({ kind: 'ok', value: null })
    await until(`the machine to be ${to}`, () => machine.power() === to && machine.told() > 0)
  })

  it.each(reads)('%s of what it cannot tell is unsupported, and a power state is never guessed', async (name, call) => {
    if (answers || name === 'identify') return
    check(await call(sessionAt(driver, (await machineOf(driver, 'on')).address), quick), 'unsupported')
  })

  it.runIf(answers).each(calls)('A5 %s at a dead address is unreachable', async (_name, call) => {
    const address = SUBJECTS[kind].address('127.0.0.1', await freePort())
    check(await call(sessionAt(driver, address), { deadlineMs: 5_000 }), 'unreachable')
  })

  it.runIf(answers).each(calls)('A3 %s at a silent address ends by its deadline, and was not told', async (_name, call) => {
    const silent = await silentPort()
    open.push(silent)
    check(await call(sessionAt(driver, SUBJECTS[kind].address('127.0.0.1', silent.port)), { deadlineMs: 400 }), 'unreachable')
  })

  it.runIf(answers).each(calls)('%s ends when the caller cancels it', async (_name, call) => {
    const silent = await silentPort()
    open.push(silent)
    const session = sessionAt(driver, SUBJECTS[kind].address('127.0.0.1', silent.port))
    const controller = new AbortController()
    const pending = call(session, { deadlineMs: 600_000, signal: controller.signal })
    controller.abort()
    check(await pending, 'unreachable')
    check(await call(session, { deadlineMs: 600_000, signal: AbortSignal.abort() }), 'unreachable')
  })

  it('an address that cannot be resolved is unreachable', async () => {
    const session = sessionAt(driver, SUBJECTS[kind].address('no-such-host.invalid', 9))
    check(await session.act('power-on', { deadlineMs: 10_000 }), 'unreachable')
  })

  it('K5 a secret of another kind is refused', async () => {
    const other = SUBJECTS[kind === 'ipmi' ? 'redfish' : 'ipmi']
    const session = driver.open({ address: SUBJECTS[kind].address('127.0.0.1', 9), secret: other.secret })
    open.push(session)
    check(await session.act('power-on', quick), 'refused')
  })

  it('closes twice, also in the middle of a call', async () => {
    const silent = await silentPort()
    open.push(silent)
    const session = sessionAt(driver, SUBJECTS[kind].address('127.0.0.1', silent.port))
    const pending = session.powerState({ deadlineMs: 1_000 })
    await session.close()
    await session.close()
    check(await pending, 'unreachable', 'refused', 'unsupported')
  })
})
