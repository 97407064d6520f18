import type { HostId, StepId } from '../../domain/ids'
import type { PlanContent } from '../../domain/plan'
import type { PowerGroup, World } from '../../domain/world'
import { type Bank, runtimeAt } from '../battery-bank'
import type { DurationBook } from '../durations'
import type { ByValueSight } from '../forecast-simulation'
import type { LoadModel } from '../load-model'
import { chargeOf } from './charge-of'
import { hostsOfOnly, mayWait, secondsToCome } from './may-wait'
import { stageMoments } from './stage-moments'

const NOTHING_WAITS: ReadonlyMap<StepId, number> = new Map()

type Moments = (at: ByValueSight) => ReadonlyMap<StepId, number>

/** The same moments each time the same steps are issued: of the many courses that a band stands on they are found once. */
export const onceEach = (moments: Moments): Moments => {
  const known = new Map<StepId | undefined, ReadonlyMap<StepId, number>>()
  return (at) => {
    const key = at.issued[0]?.id
    const found = known.get(key) ?? moments(at)
    known.set(key, found)
    return found
  }
}

/** The moments of what a stage issues in a forecast, found as a run finds them when the stage fires. */
export const byValueOf = (scene: {
  readonly content: PlanContent
  readonly group: PowerGroup
  readonly world: World
  readonly durations: DurationBook
  readonly load: LoadModel
  readonly hostIds: ReadonlySet<HostId>
  /** At the low end of what is believed, with these parts of it left. */
  readonly lowBank: (left: readonly number[]) => Bank
}): Moments => {
  const { content, group, world, durations, load, hostIds, lowBank } = scene
  const own = hostsOfOnly(world, group)
  return ({ atSeconds, lastedSeconds, watts, left, underWay, issued, firedStageIds }) => {
    const bank = lowBank(left)
    const ends = [
      ...underWay.map((step) => ({ step, mayWait: false, ranSeconds: 0 })),
      ...issued.map((step) => ({ step, mayWait: mayWait(step, world, own), ranSeconds: 0 })),
    ]
    const hostsCalled = ends.some(({ step }) => step.action === 'shutdown-host')
    const toCome = secondsToCome({
      content,
      world,
      hostIds,
      durations,
      firedIds: firedStageIds,
      hostsCalled,
      lastedSeconds,
    })
    const found = stageMoments({
      world,
      durations,
      load,
      watts,
      runtimeAt: (load) => runtimeAt(bank, load),
      charge: chargeOf(bank),
      ends,
      reserveSeconds: content.reserveSeconds + toCome,
      lastedSeconds,
      clockSeconds: atSeconds,
    })
    return found?.begins ?? NOTHING_WAITS
  }
}
