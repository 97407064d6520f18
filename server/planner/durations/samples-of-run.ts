import { type DurationSample, timedAction } from '../../domain/duration'
import { isMove, type RunWithSteps, type Step, type StepAction, type StepAttempt } from '../../domain/run'
import type { World } from '../../domain/world'
import { indexOf } from '../world-index'
import { storageIdOf } from './learned-book'

/** One action of a step, from the first call that was not turned down until its end was seen, or its limit passed. */
interface Ended {
  readonly step: Step
  readonly action: StepAction
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly isCensored: boolean
}

/** What was cut off sooner may never have been at work: a call that is not taken is made again within that time. */
const SURELY_AT_WORK_MS = 15_000

/** Calls for the same, one after the other: repeated, or each for a part of it. A fallback begins the next. */
const byAction = (attempts: readonly StepAttempt[]): readonly (readonly StepAttempt[])[] => {
  const groups: StepAttempt[][] = []
  for (const attempt of attempts) {
    const group = groups.at(-1)
    if (group?.[0]?.action === attempt.action) group.push(attempt)
    else groups.push([attempt])
  }
  return groups
}

const wasTurnedDown = ({ outcome }: StepAttempt): boolean => outcome === 'refused' || outcome === 'failed'

/** What a lock held up says nothing of how long it takes. */
const endedOf = (step: Step): readonly Ended[] =>
  byAction(step.attempts).flatMap((attempts): Ended[] => {
    const last = attempts.at(-1)
    const asked = attempts[0]
    if (last === undefined || asked === undefined || last.endedAtMs === null || attempts.some((each) => each.whileLocked))
      return []
    const ranOut = step.state === 'failed' && last === step.attempts.at(-1) && last.outcome === 'failed'
    const isLate = ranOut && last.endedAtMs - asked.startedAtMs >= step.limitSeconds * 1000
    const isCensored = last.outcome === 'deadline' || isLate
    if (last.outcome !== 'verified' && !isCensored) return []
    const { startedAtMs } = attempts.find((attempt) => !wasTurnedDown(attempt)) ?? last
    const least = isCensored ? SURELY_AT_WORK_MS : 1
    if (last.endedAtMs - startedAtMs < least) return []
    return [{ step, action: last.action, startedAtMs, endedAtMs: last.endedAtMs, isCensored }]
  })

const hostsOf = ({ step }: Ended): readonly string[] => [step.before.hostId, step.targetHostId].filter((id) => id !== null)

/** Moves that shared a host with this one on average, itself counted. */
const sharingOf = (own: Ended, byHost: ReadonlyMap<string, readonly Ended[]>): number => {
  const most = hostsOf(own).map((hostId) => {
    const together = (byHost.get(hostId) ?? []).map(({ startedAtMs, endedAtMs }) =>
      Math.max(0, Math.min(endedAtMs, own.endedAtMs) - Math.max(startedAtMs, own.startedAtMs)),
    )
    return together.reduce((sum, ms) => sum + ms, 0) / (own.endedAtMs - own.startedAtMs)
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
    if (isMove(each.action)) for (const hostId of hostsOf(each)) byHost.set(hostId, [...(byHost.get(hostId) ?? []), each])
  return ended.flatMap((each): DurationSample[] => {
    const { step, startedAtMs, endedAtMs, isCensored } = each
    const action = timedAction(each.action)
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
        seconds: (endedAtMs - startedAtMs) / 1000,
        isCensored,
        memoryMiB: vm?.memoryMiB ?? null,
        copiedGibibytes: action === 'migrate' ? (step.storage?.gibibytes ?? 0) : 0,
        sharing: action === 'migrate' ? sharingOf(each, byHost) : 1,
        atMs: startedAtMs,
      },
    ]
  })
}
