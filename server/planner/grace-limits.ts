import type { ShorterGrace } from '../domain/forecast'
import type { Step } from '../domain/run'
import { type Tier, tierOf } from '../domain/tier'
import type { World } from '../domain/world'
import { LEAST_GRACE_SECONDS } from '../domain/shedding'
import type { DurationBook } from './durations'
import type { Span } from './forecast-simulation'
import { slotsOf } from './scheduler'
import { type PlayedEnd, shorterGraces, slotsPassedOn } from './shorter-grace'
import { indexOf } from './world-index'

/**
 * Whose grace may be shortened: what is forced in the end. What is saved, moved or left alone needs all its time, and a guest that was
 * asked keeps what it was asked with.
 */
const mayBeShortened = ({ action, fallback, attempts }: Step): boolean =>
  action === 'shutdown' && fallback === 'power-off' && attempts.length === 0

const MISSION_CRITICAL: Tier = 0

/**
 * D3: the limits that guests of a run would have to be asked with for everything to end so many seconds earlier at worst, by the worst
 * course of its rest. Only shorter ones, of steps that are open.
 */
export const graceLimits = (
  question: {
    readonly world: World
    readonly durations: DurationBook
    /** Of the worst course. */
    readonly spans: readonly Span[]
    readonly open: readonly { readonly step: Step; readonly ranSeconds: number }[]
    /** When everything loses its power in that course; null: not before all has ended. */
    readonly darkAtSeconds: number | null
  },
  missingSeconds: number,
): readonly ShorterGrace[] => {
  const { world, durations, spans, darkAtSeconds } = question
  // Else the mission-critical keep all their grace: there is battery left.
  const cutsOff = darkAtSeconds !== null && spans.some(({ endSeconds }) => endSeconds > darkAtSeconds)
  const index = indexOf(world)
  const ran = new Map(question.open.map(({ step, ranSeconds }) => [step.id, ranSeconds]))
  const vmOf = ({ object }: Step) => (object.kind === 'vm' ? index.vms.get(object.id) : undefined)
  const slotsHeld = (step: Step): readonly string[] => {
    const vm = vmOf(step)
    if (vm === undefined) return []
    return slotsOf(step.action, vm, step.targetHostId, index.managers.get(vm.managerId)).map(({ key }) => key)
  }
  const forceSeconds = (step: Step): number => {
    const vm = vmOf(step)
    return vm === undefined ? 0 : durations.vm('power-off', vm, 1).p95Seconds
  }
  const freedBy = slotsPassedOn(
    spans.map(({ step, startSeconds, endSeconds }) => ({ id: step.id, startSeconds, endSeconds, slots: slotsHeld(step) })),
  )
  const played = spans.map(({ step, startSeconds, endSeconds }): PlayedEnd => {
    const vm = vmOf(step)
    const seconds = endSeconds - startSeconds
    // What it takes as a rule is no waste of time.
    const expected = vm === undefined ? 0 : durations.vm('shutdown', vm, 1).p50Seconds
    const least = Math.max(LEAST_GRACE_SECONDS, expected, ran.get(step.id) ?? 0) + forceSeconds(step)
    const tier = vm === undefined ? MISSION_CRITICAL : tierOf(vm)
    const isSpared = vm === undefined || (tier === MISSION_CRITICAL && !cutsOff) || !mayBeShortened(step)
    const freed = freedBy.get(step.id)
    return {
      id: step.id,
      startSeconds,
      endSeconds,
      waitedFor: freed === undefined ? step.after : [...step.after, freed],
      leastSeconds: isSpared ? seconds : Math.min(seconds, least),
      tier,
    }
  })
  const less = shorterGraces(played, missingSeconds)
  const lastEndSeconds = Math.max(0, ...spans.map(({ endSeconds }) => endSeconds))
  return spans.flatMap(({ step, startSeconds, endSeconds }): ShorterGrace[] => {
    const by = less.get(step.id) ?? 0
    if (by === 0 || !ran.has(step.id)) return []
    const limitSeconds = Math.max(LEAST_GRACE_SECONDS, Math.floor(endSeconds - startSeconds - by - forceSeconds(step)))
    if (limitSeconds >= step.limitSeconds) return []
    return [
      { stepId: step.id, limitSeconds, bySeconds: Math.ceil(by), missingSeconds, lastEndSeconds: Math.round(lastEndSeconds) },
    ]
  })
}
