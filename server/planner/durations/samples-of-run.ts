import { type DurationSample, timedAction } from '../../domain/duration'
import { isMove, type RunWithSteps, type Step, type StepAttempt } from '../../domain/run'
import type { World } from '../../domain/world'
import { indexOf } from '../world-index'
import { storageIdOf } from './learned-book'

interface Ended {
  readonly step: Step
  readonly attempt: StepAttempt
  readonly endedAtMs: number
}

/** What a call took is known where its end was seen; one that reached its limit would have taken longer. */
const endedOf = (step: Step): readonly Ended[] =>
  step.attempts.flatMap((attempt) =>
    attempt.endedAtMs === null ||
    attempt.endedAtMs <= attempt.startedAtMs ||
    attempt.whileLocked === true ||
    (attempt.outcome !== 'verified' && attempt.outcome !== 'deadline')
      ? []
      : [{ step, attempt, endedAtMs: attempt.endedAtMs }],
  )

const hostsOf = ({ step }: Ended): readonly string[] => [step.before.hostId, step.targetHostId].filter((id) => id !== null)

/** Moves that shared a host with this one on average, itself counted. */
const sharingOf = (own: Ended, byHost: ReadonlyMap<string, readonly Ended[]>): number => {
  const from = own.attempt.startedAtMs
  const most = hostsOf(own).map((hostId) => {
    const together = (byHost.get(hostId) ?? []).map(({ attempt, endedAtMs }) =>
      Math.max(0, Math.min(endedAtMs, own.endedAtMs) - Math.max(attempt.startedAtMs, from)),
    )
    return together.reduce((sum, ms) => sum + ms, 0) / (own.endedAtMs - from)
  })
  return Math.max(1, ...most)
}

/** What the ended calls of a run say of how long things take. Nothing is learned from a dry run, nor from what a lock held up. */
export const samplesOfRun = (run: RunWithSteps, world: World): readonly DurationSample[] => {
  if (run.dryRun) return []
  const { vms, hosts } = indexOf(world)
  const ended = run.steps.flatMap(endedOf)
  const byHost = new Map<string, Ended[]>()
  for (const each of ended)
    if (isMove(each.attempt.action)) for (const hostId of hostsOf(each)) byHost.set(hostId, [...(byHost.get(hostId) ?? []), each])
  return ended.flatMap((each): DurationSample[] => {
    const { step, attempt, endedAtMs } = each
    const action = timedAction(attempt.action)
    const vm = step.object.kind === 'vm' ? vms.get(step.object.id) : undefined
    const host = step.object.kind === 'host' ? hosts.get(step.object.id) : undefined
    const managerId = vm?.managerId ?? host?.managerId
    if (action === null || managerId === undefined) return []
    return [
      {
        action,
        objectId: step.object.id,
        managerId,
        storageId: vm === undefined ? null : storageIdOf(vm),
        seconds: (endedAtMs - attempt.startedAtMs) / 1000,
        isCensored: attempt.outcome === 'deadline',
        memoryMiB: vm?.memoryMiB ?? null,
        copiedGibibytes: action === 'migrate' ? (step.storage?.gibibytes ?? 0) : 0,
        sharing: action === 'migrate' ? sharingOf(each, byHost) : 1,
        atMs: attempt.startedAtMs,
      },
    ]
  })
}
