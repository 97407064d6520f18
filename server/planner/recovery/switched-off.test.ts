import { describe, expect, it } from 'vitest'
import type { RunWithSteps, Step } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import type { Host, VirtualMachine } from '../../domain/world'
import { runWith } from '../../testing/run-samples'
import { host, hostId, onHost, onVm, step, vm, world } from '../../testing/world-samples'
import { byAnotherHand } from './switched-off'

const BEGAN_MS = 10_000_000
const before: Step['before'] = { power: 'on', hostId: hostId('h1'), inMaintenance: false, macs: [] }
const record = step(1, { object: onVm('web'), action: 'keep', state: 'cancelled', before, endedAtMs: BEGAN_MS + 1_000 })
const outage = (steps: readonly Step[], patch: Partial<RunWithSteps> = {}) =>
  runWith(steps, { outageStartedAtMs: BEGAN_MS, startedAtMs: BEGAN_MS, ...patch })
const site = (web: Partial<VirtualMachine> = {}, h1: Partial<Host> = {}) =>
  world({ hosts: [host('h1', { bootedAtMs: 1, ...h1 })], vms: [vm('web', 'h1', { power: 'off', ...web })] })
const off = (run: RunWithSteps, given = site(), beside: readonly RunWithSteps[] = []) =>
  byAnotherHand(run, given, [run, ...beside]).off.length

describe('R6 what ran as the outage began, and is off now on a host that is up', () => {
  it('R6 was switched off by somebody, also where its platform knows no host of what is off', () => {
    expect(off(outage([record]))).toBe(1)
    expect(off(outage([record]), site({ hostId: null }))).toBe(1)
    expect(off(outage([record]), site({ power: 'on' }))).toBe(0)
  })

  it('R1 is not said of one whose host is not seen up, or has booted since: that has lost its power', () => {
    expect(off(outage([record]), site({}, { stale: true }))).toBe(0)
    expect(off(outage([record]), site({}, { connection: 'down' }))).toBe(0)
    expect(off(outage([record]), site({}, { bootedAtMs: BEGAN_MS + 2_000 }))).toBe(0)
  })

  it('R1 is not said of what this run, or another one, has ended, or ends with its host', () => {
    const call = { startedAtMs: 0, intentEntryId: 1, task: null, outcome: 'open' as const, message: null, endedAtMs: null }
    const ends = step(2, { object: onHost('h1'), action: 'shutdown-host', state: 'running', before })
    const ended = step(2, { object: onVm('web'), action: 'shutdown', state: 'done', before })
    const called = { ...ended, state: 'failed' as const, attempts: [{ action: 'shutdown' as const, ...call }] }
    for (const taken of [ends, ended, called, { ...ended, state: 'pending' as const }]) {
      expect(off(outage([record, taken]))).toBe(0)
      expect(off(outage([record]), site(), [runWith([taken])])).toBe(0)
    }
  })

  it('R1 P6 is not said by the record of an outage before, nor once the mains are back', () => {
    expect(off(outage([record], { outageStartedAtMs: BEGAN_MS + 2_000 }))).toBe(0)
    expect(off(outage([record], { mainsBackAtMs: BEGAN_MS + 2_000 }))).toBe(0)
  })

  it('R1 is taken back where it runs again; what a person skipped is no such record (A6)', () => {
    const retired = { ...record, state: 'skipped' as const, result: RUN_SENTENCES.switchedOff }
    const again = (one: Step, given = site({ power: 'on' })) => byAnotherHand(outage([one]), given, []).onAgain.length
    expect(again(retired)).toBe(1)
    expect(again(retired, site())).toBe(0)
    expect(again({ ...retired, result: 'skipped by ann' })).toBe(0)
  })
})
