import { type Duration, type LearnedDurations, timedAction, type TimedAction } from '../../domain/duration'
import type { VirtualMachine } from '../../domain/world'
import { diskCopyDuration, hostPrior, MEMORY_WHERE_UNKNOWN_MIB, plus, vmPrior, type DurationBook } from '../durations'
import { copyOf } from './learn-durations'
import { moveTimer } from './migration-model'
import { saveSeconds } from './save-model'

/** Where a VM's saved state goes, as far as its first disk says; null: it has none, or that is not told. */
export const storageIdOf = ({ managerId, disks }: Pick<VirtualMachine, 'managerId' | 'disks'>): string | null => {
  const first = disks.find(({ datastoreNativeId }) => datastoreNativeId !== null)?.datastoreNativeId ?? null
  return first === null ? null : `${managerId} ${first}`
}

/** Once is no sign. */
const LEAST_UNENDED = 2

const scaled = (seconds: number, { p50Seconds, p95Seconds }: Duration): Duration => ({
  p50Seconds: seconds * p50Seconds,
  p95Seconds: seconds * p95Seconds,
})

/** How long things take here, as learned; by the priors, where nothing was. */
export const bookOf = (learned: LearnedDurations): DurationBook => {
  const moves = new Map(
    learned.moves.map((model) => {
      const bare = moveTimer({ ...model, spread: { p50Seconds: 1, p95Seconds: 1 } })
      return [model.managerId, { model, bare }] as const
    }),
  )
  const saves = new Map(learned.saves.map((model) => [model.storageId, model]))
  const unended = new Map(
    learned.ratios.flatMap(({ action, objectId, sampleCount, cutOffCount }) =>
      action === 'migrate' && objectId !== null && cutOffCount >= LEAST_UNENDED && 2 * cutOffCount > sampleCount
        ? [[objectId, cutOffCount] as const]
        : [],
    ),
  )
  const ratios = new Map(learned.ratios.map(({ action, objectId, ratio }) => [`${action} ${objectId ?? ''}`, ratio]))
  const own = (action: TimedAction, objectId: string): Duration | null => ratios.get(`${action} ${objectId}`) ?? null
  const usual = (action: TimedAction): Duration | null => ratios.get(`${action} `) ?? null

  const vmSeconds: DurationBook['vm'] = (action, vm, sharing, copiedGibibytes = 0) => {
    const prior = vmPrior(action, vm, sharing, copiedGibibytes)
    const timed = timedAction(action)
    if (timed === null) return prior
    const memoryMiB = vm.memoryMiB ?? MEMORY_WHERE_UNKNOWN_MIB
    if (timed === 'migrate') {
      const known = moves.get(vm.managerId)
      if (known === undefined) return prior
      const seconds = known.bare(copyOf(memoryMiB, sharing), 0).p50Seconds
      const assumed = diskCopyDuration(copiedGibibytes).p50Seconds
      return plus(scaled(seconds, own(timed, vm.id) ?? known.model.spread), scaled(assumed, known.model.disks))
    }
    if (timed === 'save-state') {
      const model = saves.get(storageIdOf(vm) ?? '')
      return model === undefined ? prior : scaled(saveSeconds(model, memoryMiB), own(timed, vm.id) ?? model.spread)
    }
    const ratio = own(timed, vm.id) ?? usual(timed)
    return ratio === null ? prior : scaled(prior.p50Seconds, ratio)
  }

  // The worst case stands on the priors as well: what was done one at a time says little of a whole site at once (D3).
  const noBetterThan = (prior: Duration, learned: Duration): Duration => ({
    ...learned,
    p95Seconds: Math.max(prior.p95Seconds, learned.p95Seconds),
  })

  return {
    vm: (...asked) => noBetterThan(vmPrior(...asked), vmSeconds(...asked)),
    unendedMoves: ({ id }) => unended.get(id) ?? 0,
    host: (action, host) => {
      const prior = hostPrior(action)
      const timed = timedAction(action)
      const ratio = timed === null ? null : (own(timed, host.id) ?? usual(timed))
      return ratio === null ? prior : noBetterThan(prior, scaled(prior.p50Seconds, ratio))
    },
  }
}
