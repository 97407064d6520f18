import { describe, expect, it } from 'vitest'
import type { DurationSample } from '../../domain/duration'
import {
  device,
  feed,
  group,
  groupId,
  host,
  hostId,
  managerId,
  onVm,
  plan,
  RUN_ID,
  stageId,
  step,
  stepIds,
  vm,
  vmId,
  world,
} from '../../testing/world-samples'
import { previewEvacuation } from '../evacuation'
import { forecastPlan } from '../forecast'
import { atOnce } from '../pieces'
import { stepsForMaintenance, stepsForRecovery } from '../run-steps'
import { learnInPieces } from './learn-durations'
import { bookOf } from './learned-book'

const sample = (given: Partial<DurationSample>): DurationSample => ({
  action: 'shutdown',
  objectId: vmId('web'),
  managerId: managerId(),
  storageId: null,
  seconds: 60,
  isCensored: false,
  memoryMiB: 262_144,
  copiedGibibytes: 0,
  sharing: 1,
  atMs: 0,
  ...given,
})

const bookFrom = (given: Partial<DurationSample>) =>
  bookOf(atOnce(learnInPieces(Array.from({ length: 30 }, (_, atMs) => sample({ ...given, atMs })))))

const site = world({
  hosts: [host('a', { memoryMiB: 1_048_576 }), host('b', { memoryMiB: 1_048_576 })],
  vms: [vm('web', 'a', { memoryMiB: 262_144 })],
  feeds: [feed('ups1', 'a')],
  groups: [group(['ups1'])],
})

describe('learned durations in use', () => {
  it('a forecast goes by what the guests of the site take to shut down', () => {
    const content = plan({
      stages: [
        {
          id: stageId('one'),
          name: 'One',
          triggers: [{ kind: 'seconds-on-battery', seconds: 60 }],
          placements: [{ vmId: vmId('web'), vmName: 'web', limitSeconds: 900 }],
        },
      ],
    })
    const endOf = (durations?: ReturnType<typeof bookOf>) =>
      forecastPlan({
        content,
        groupId: groupId(),
        world: site,
        devices: [device('ups1')],
        ...(durations === undefined ? {} : { durations }),
      }).endsAtSeconds
    expect(endOf()).toBe(90)
    expect(endOf(bookFrom({ seconds: 300 }))).toBeCloseTo(360, -1)
    expect(endOf(bookFrom({ seconds: 8 }))).toBeCloseTo(68, -1)
  })

  const maintenanceWith = (durations?: ReturnType<typeof bookOf>) => {
    const preview = previewEvacuation({
      world: site,
      hostId: hostId('a'),
      choices: [],
      ...(durations === undefined ? {} : { durations }),
    })
    const [move] = stepsForMaintenance({ runId: RUN_ID, preview, world: site, nextSeq: 1, makeId: stepIds() })
    return { expectedSeconds: preview.expectedSeconds, limitSeconds: move?.limitSeconds ?? 0 }
  }

  it('a preview of maintenance goes by what moves took; a slow network gets more time', () => {
    const [prior, slow] = [maintenanceWith(), maintenanceWith(bookFrom({ action: 'migrate', seconds: 2_400 }))]
    expect(slow.expectedSeconds).toBeGreaterThan(prior.expectedSeconds * 2)
    expect(slow.limitSeconds).toBeGreaterThan(prior.limitSeconds * 1.5)
  })

  it('what went fast so far gets no less time than before: it may be slow once', () => {
    const [prior, fast] = [maintenanceWith(), maintenanceWith(bookFrom({ action: 'migrate', seconds: 60 }))]
    expect(fast.expectedSeconds).toBeLessThan(prior.expectedSeconds / 2)
    expect(fast.limitSeconds).toBe(prior.limitSeconds)
  })

  it('says of a VM whose moves reach their limit again and again that they may not end', () => {
    const remarksWith = (given: Partial<DurationSample>) =>
      previewEvacuation({ world: site, hostId: hostId('a'), choices: [], durations: bookFrom(given) }).items.flatMap(
        ({ remarks = [] }) => remarks,
      )
    const endless = { action: 'migrate', seconds: 2_400, isCensored: true } as const
    expect(remarksWith(endless)).toEqual([expect.stringContaining('30 of its last live moves did not end within their limit')])
    expect(remarksWith({ ...endless, isCensored: false })).toEqual([])
    expect(remarksWith({ ...endless, objectId: vmId('other') })).toEqual([])
  })

  it('R6 so does a move home', () => {
    const gone = step(1, { object: onVm('web'), action: 'migrate', state: 'done', startedAtMs: 1, endedAtMs: 2 })
    const limitWith = (durations?: ReturnType<typeof bookOf>) =>
      stepsForRecovery({
        runId: RUN_ID,
        content: plan({ stages: [] }),
        world: { ...site, vms: [vm('web', 'b', { memoryMiB: 262_144 })] },
        steps: [{ ...gone, targetHostId: hostId('b'), before: { ...gone.before, hostId: hostId('a') } }],
        nextSeq: 2,
        makeId: stepIds('u'),
        ...(durations === undefined ? {} : { durations }),
      }).find(({ action }) => action === 'migrate-home')?.limitSeconds ?? 0
    expect(limitWith()).toBeGreaterThan(0)
    expect(limitWith(bookFrom({ action: 'migrate', seconds: 60 }))).toBe(limitWith())
    expect(limitWith(bookFrom({ action: 'migrate', seconds: 5_000 }))).toBeGreaterThan(limitWith() * 1.5)
  })
})
