import type { Duration, DurationSample, LearnedDurations, TimedAction } from '../../domain/duration'
import { diskCopyDuration, hostPrior, MIGRATION_LINK_MBIT_PER_SECOND, vmPrior } from '../durations'
import type { Pieces } from '../pieces'
import { learnedQuantiles, type Measured } from './learned-quantiles'
import { fitMigrationModel, moveTimer } from './migration-model'
import { fitSaveModel, saveSeconds } from './save-model'

/** So many of the newest moves say how a network is, and of other actions how a site is. */
const MOST_TO_FIT = 200
/** What is known of all counts like so many measurements of a single VM or host. */
const SITE_WEIGHT = 2
/** The documented prior counts like so many measurements of a site. */
const PRIOR_WEIGHT = 3
/** Copying a few disks at worst takes twice as long as assumed. */
const DISKS_PRIOR: Duration = { p50Seconds: 1, p95Seconds: 2 }

const byTime = (one: DurationSample, other: DurationSample): number =>
  one.atMs - other.atMs ||
  one.action.localeCompare(other.action) ||
  one.objectId.localeCompare(other.objectId) ||
  one.seconds - other.seconds

const grouped = <Key>(samples: readonly DurationSample[], keyOf: (sample: DurationSample) => Key | null) => {
  const groups = new Map<Key, DurationSample[]>()
  for (const sample of samples) {
    const key = keyOf(sample)
    if (key === null) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [sample])
    else group.push(sample)
  }
  return groups
}

const countsOf = (samples: readonly { readonly isCensored: boolean }[]) => ({
  sampleCount: samples.length,
  cutOffCount: samples.filter(({ isCensored }) => isCensored).length,
})

/** What a move copies: by what the link is taken to carry, shared evenly among those that use it at once. */
export const copyOf = (memoryMiB: number, sharing: number) => ({
  copiedMiB: memoryMiB,
  dirtyMiBPerSecond: null,
  mbitPerSecond: MIGRATION_LINK_MBIT_PER_SECOND / Math.max(1, sharing),
})

const isOfVm = (action: TimedAction): boolean =>
  action === 'shutdown' || action === 'save-state' || action === 'power-off' || action === 'migrate' || action === 'start'

const priorOf = (action: TimedAction): Duration => (isOfVm(action) ? vmPrior(action, { memoryMiB: null }, 1) : hostPrior(action))

const asRatio = ({ p50Seconds, p95Seconds }: Duration): Duration => ({ p50Seconds: 1, p95Seconds: p95Seconds / p50Seconds })

type Moves = LearnedDurations['moves'][number]
type Saves = LearnedDurations['saves'][number]

/** The network of one manager. Moves with disks say something of the disks alone. */
const learnMoves = (managerId: string, samples: readonly DurationSample[]): Moves => {
  const live = samples.flatMap(({ memoryMiB, copiedGibibytes, sharing, seconds, isCensored }) =>
    memoryMiB === null || copiedGibibytes > 0 ? [] : [{ ...copyOf(memoryMiB, sharing), saturatedShare: 0, seconds, isCensored }],
  )
  const model = fitMigrationModel(live.slice(-MOST_TO_FIT))
  const time = moveTimer(model)
  const disks = samples.flatMap(({ memoryMiB, copiedGibibytes, sharing, seconds, isCensored }): Measured[] => {
    if (memoryMiB === null || copiedGibibytes === 0) return []
    const rest = seconds - time(copyOf(memoryMiB, sharing), 0).p50Seconds
    const assumed = diskCopyDuration(copiedGibibytes).p50Seconds
    return rest > 0 ? [{ value: rest / assumed, isCensored }] : []
  })
  return { ...model, managerId, disks: learnedQuantiles(DISKS_PRIOR, disks.slice(-MOST_TO_FIT), PRIOR_WEIGHT) }
}

const learnSaves = (storageId: string, samples: readonly DurationSample[]): Saves => {
  const saves = samples.flatMap(({ memoryMiB, seconds, isCensored }) =>
    memoryMiB === null ? [] : [{ memoryMiB, seconds, isCensored }],
  )
  return { ...fitSaveModel(saves.slice(-MOST_TO_FIT)), storageId }
}

/** Seconds that the samples of one VM or host are compared with, and what is usual among all; null: they say nothing of it alone. */
interface Usual {
  readonly seconds: number
  readonly ratio: Duration
}

/**
 * What these samples teach, the newest counting where there are many: a migration model for each manager's network, one of saving for
 * each storage, and how the site, each VM and each host differ from that. Samples may come in any order.
 */
export function* learnInPieces(given: readonly DurationSample[]): Pieces<LearnedDurations> {
  const samples = given.toSorted(byTime)
  yield
  const moves = new Map<string, Moves>()
  for (const [managerId, own] of grouped(samples, ({ action, managerId: id }) => (action === 'migrate' ? id : null))) {
    moves.set(managerId, learnMoves(managerId, own))
    yield
  }
  const saves = new Map<string, Saves>()
  for (const [storageId, own] of grouped(samples, ({ action, storageId: id }) => (action === 'save-state' ? id : null))) {
    saves.set(storageId, learnSaves(storageId, own))
    yield
  }
  const ratios: LearnedDurations['ratios'][number][] = []
  for (const [action, all] of grouped(samples, (sample) => sample.action)) {
    yield
    const prior = priorOf(action)
    const newest = all.slice(-MOST_TO_FIT)
    const toPrior = newest.map(({ seconds, isCensored }) => ({ value: seconds / prior.p50Seconds, isCensored }))
    const site = learnedQuantiles(asRatio(prior), toPrior, PRIOR_WEIGHT)
    const hasModels = action === 'migrate' || action === 'save-state'
    if (!hasModels) ratios.push({ action, objectId: null, ratio: site, ...countsOf(newest) })

    const usualFor = ({ memoryMiB, managerId, storageId, copiedGibibytes, sharing }: DurationSample): Usual | null => {
      if (!hasModels) return { seconds: prior.p50Seconds, ratio: site }
      if (memoryMiB === null || copiedGibibytes > 0) return null
      const move = action === 'migrate' ? moves.get(managerId) : undefined
      if (move !== undefined)
        return { seconds: moveTimer(move)(copyOf(memoryMiB, sharing), 0).p50Seconds / move.spread.p50Seconds, ratio: move.spread }
      const save = storageId === null ? undefined : saves.get(storageId)
      return save === undefined ? null : { seconds: saveSeconds(save, memoryMiB), ratio: save.spread }
    }
    for (const [objectId, own] of grouped(all, (sample) => sample.objectId)) {
      yield
      const compared = own.flatMap((sample) => {
        const usual = usualFor(sample)
        return usual === null ? [] : [{ usual, value: sample.seconds / usual.seconds, isCensored: sample.isCensored }]
      })
      const last = compared.at(-1)
      if (last === undefined) continue
      ratios.push({
        action,
        objectId,
        ratio: learnedQuantiles(last.usual.ratio, compared, SITE_WEIGHT),
        ...countsOf(compared),
      })
    }
  }
  return { moves: [...moves.values()], saves: [...saves.values()], ratios }
}
