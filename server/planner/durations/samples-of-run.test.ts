import { describe, expect, it } from 'vitest'
import type { Step, StepAttempt } from '../../domain/run'
import { runWith, vmStep } from '../../testing/run-samples'
import { host, hostId, manager, vm } from '../../testing/world-samples'
import { samplesOfRun } from './samples-of-run'

const world = {
  managers: [manager()],
  hosts: [host('a'), host('b'), host('c')],
  vms: [vm('web', 'a'), vm('db', 'a', { memoryMiB: 16_384 }), vm('mail', 'c')],
  feeds: [],
  groups: [],
}

const attempt = (startedAtMs: number, endedAtMs: number | null, given: Partial<StepAttempt> = {}): StepAttempt => ({
  action: 'shutdown',
  startedAtMs,
  intentEntryId: 1,
  task: null,
  outcome: 'verified',
  message: null,
  endedAtMs,
  ...given,
})

const step = (name: string, attempts: readonly StepAttempt[], given: Partial<Step> = {}): Step => {
  const own = vm(name, 'a')
  return vmStep(name, {
    object: { kind: 'vm', id: own.id, name },
    before: { power: 'on', hostId: hostId('a'), inMaintenance: false, macs: [] },
    state: 'done',
    attempts,
    ...given,
  })
}

const move = (name: string, startedAtMs: number, endedAtMs: number, from = 'a'): Step => {
  const plain = step(name, [attempt(startedAtMs, endedAtMs, { action: 'migrate' })], {
    action: 'migrate',
    targetHostId: hostId('b'),
  })
  return { ...plain, before: { ...plain.before, hostId: hostId(from) } }
}

describe('what a run teaches of durations', () => {
  it('is how long each call took until its end was seen', () => {
    const [sample] = samplesOfRun(runWith([step('db', [attempt(1_000, 46_000)])]), world)
    expect(sample).toMatchObject({
      action: 'shutdown',
      objectId: 'm:db',
      seconds: 45,
      isCensored: false,
      memoryMiB: 16_384,
      atMs: 1_000,
    })
  })

  it('is of each attempt for itself: a limit that was reached, then the fallback', () => {
    const cutOff = attempt(0, 120_000, { outcome: 'deadline' })
    const forced = attempt(120_000, 123_000, { action: 'power-off' })
    const samples = samplesOfRun(runWith([step('web', [cutOff, forced])]), world)
    expect(samples.map(({ action, seconds, isCensored }) => ({ action, seconds, isCensored }))).toEqual([
      { action: 'shutdown', seconds: 120, isCensored: true },
      { action: 'power-off', seconds: 3, isCensored: false },
    ])
  })

  it('counts from the first call that was not turned down, over all that it took: calls for parts, and repeated ones', () => {
    const attempts = [
      attempt(0, 1_000, { outcome: 'refused' }),
      attempt(6_000, 7_000, { outcome: 'failed' }),
      attempt(12_000, null, { outcome: 'open', message: 'accepted in part' }),
      attempt(30_000, null, { outcome: 'unknown' }),
      attempt(50_000, 90_000),
    ]
    expect(samplesOfRun(runWith([step('web', attempts)]), world)).toMatchObject([
      { seconds: 78, isCensored: false, atMs: 12_000 },
    ])
  })

  it('knows a limit that was reached without a fallback, too, but not a call that was turned down until then', () => {
    const given = { state: 'failed', limitSeconds: 60 } as const
    const late = step('web', [attempt(0, 60_000, { outcome: 'failed' })], given)
    expect(samplesOfRun(runWith([late]), world)).toMatchObject([{ seconds: 60, isCensored: true }])
    const refused = [0, 10, 20, 30, 40, 50].map((at) => attempt(at * 1_000, at * 1_000 + 100, { outcome: 'refused' }))
    const turnedDown = step('web', [...refused, attempt(55_000, 60_000, { outcome: 'failed' })], given)
    expect(samplesOfRun(runWith([turnedDown]), world)).toEqual([])
    expect(samplesOfRun(runWith([step('web', [attempt(0, 20_000, { outcome: 'failed' })], given)]), world)).toEqual([])
  })

  it.each([
    ['was refused', attempt(0, 5_000, { outcome: 'refused' })],
    ['failed', attempt(0, 5_000, { outcome: 'failed' })],
    ['is open', attempt(0, null, { outcome: 'open' })],
    ['nobody knows the outcome of', attempt(0, 5_000, { outcome: 'unknown' })],
    ['a lock held up', attempt(0, 5_000, { whileLocked: true })],
    ['puts nothing but a safeguard', attempt(0, 5_000, { action: 'disarm' })],
  ])('is nothing of what %s', (_, each) => {
    expect(samplesOfRun(runWith([step('web', [each])]), world)).toEqual([])
  })

  it('is nothing where it was a dry run', () => {
    expect(samplesOfRun(runWith([step('web', [attempt(0, 5_000)])], { dryRun: true }), world)).toEqual([])
  })

  it('is nothing of a VM that is not known any more', () => {
    expect(samplesOfRun(runWith([step('gone', [attempt(0, 5_000)])]), world)).toEqual([])
  })

  it('says how many moves shared a host with one, over its time', () => {
    const samples = samplesOfRun(
      runWith([move('web', 0, 40_000), move('db', 20_000, 60_000), move('mail', 60_000, 80_000, 'c')]),
      world,
    )
    // Half of its time together; the third goes to the same host, but after them.
    expect(samples.map(({ sharing }) => sharing)).toEqual([1.5, 1.5, 1])
  })
})
