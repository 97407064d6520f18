import { expect, it } from 'vitest'
import type { HostPower } from '../domain/hardware'
import type { HostConnection } from '../domain/inventory'
import type { StepAttempt } from '../domain/run'
import { vmStep } from '../testing/run-samples'
import { host, hostId } from '../testing/world-samples'
import { decideStep } from './decide-step'
import { isSeenOn } from './wake-again'

const TWO_MINUTES = 120_000
const woken = (startedAtMs: number): StepAttempt => ({
  action: 'power-on-host',
  startedAtMs,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: 'accepted',
  endedAtMs: null,
})
const decide = (
  attempts: readonly StepAttempt[],
  nowMs: number,
  given: {
    readonly connection?: HostConnection
    readonly bmc?: HostPower
    readonly mayEscalate?: boolean
    readonly inMaintenance?: boolean
  } = {},
) =>
  decideStep({
    step: {
      ...vmStep('h1', { direction: 'up', limitSeconds: 1_200, attempts }),
      object: { kind: 'host', id: hostId('h1'), name: 'h1' },
      action: 'power-on-host',
    },
    sight: {
      kind: 'host',
      host: host('h1', { connection: given.connection ?? 'down', inMaintenance: given.inMaintenance ?? false }),
      runningVmNames: [],
      downForMs: null,
      ...(given.bmc === undefined ? {} : { bmc: given.bmc }),
    },
    targets: { targetHostNativeId: null, emulatedMaintenance: false },
    taskFailed: null,
    mayEscalate: given.mayEscalate ?? true,
    nowMs,
  }).do

it('R7 A9 a host that was woken and is still down is woken again after two minutes, and after four, for what wakes it may have been lost', () => {
  expect(decide([woken(0)], TWO_MINUTES - 1)).toBe('wait')
  expect(decide([woken(0)], TWO_MINUTES)).toBe('call')
  expect(decide([woken(0), woken(TWO_MINUTES)], 2 * TWO_MINUTES - 1)).toBe('wait')
  expect(decide([woken(0), woken(TWO_MINUTES)], 2 * TWO_MINUTES)).toBe('call')
  expect(decide([woken(0), woken(TWO_MINUTES), woken(2 * TWO_MINUTES)], 3 * TWO_MINUTES)).toBe('wait')
  expect(decide([woken(0)], TWO_MINUTES, { bmc: 'off', connection: 'unknown' })).toBe('call')
})

it('R5 not one that has been on since, or is in maintenance: somebody may have his hands in it', () => {
  const cameOn: StepAttempt = { ...woken(0), seenOn: true }
  expect(decide([cameOn], TWO_MINUTES, { bmc: 'off' })).toBe('wait')
  expect(decide([woken(0)], TWO_MINUTES, { inMaintenance: true })).toBe('wait')
})

it('R5 that it is on is kept once', () => {
  const sight = { kind: 'host', host: host('h1'), runningVmNames: [], downForMs: null, bmc: 'on' } as const
  expect(isSeenOn({ attempts: [woken(0)] }, sight)).toBe(true)
  expect(isSeenOn({ attempts: [{ ...woken(0), seenOn: true }] }, sight)).toBe(false)
  expect(isSeenOn({ attempts: [woken(0)] }, { ...sight, bmc: 'off' })).toBe(false)
  expect(isSeenOn({ attempts: [] }, sight)).toBe(false)
})

it('A2 A4 not one that is up, nor one that its BMC says is on: it boots', () => {
  expect(decide([woken(0)], TWO_MINUTES, { connection: 'up' })).toBe('done')
  expect(decide([woken(0)], TWO_MINUTES, { bmc: 'on' })).toBe('wait')
  expect(decide([woken(0)], TWO_MINUTES, { connection: 'unknown' })).toBe('wait')
})

it('R2 not one whose mains are away again', () => {
  expect(decide([woken(0)], TWO_MINUTES, { mayEscalate: false })).toBe('wait')
})
