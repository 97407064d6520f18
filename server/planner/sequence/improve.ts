import type { Pieces } from '../pieces'
import type { Agenda } from './agenda'
import { createLottery } from './lottery'
import { createPlayer, type Player } from './play'

/** A list of priorities, with what it leads to. */
export interface Found {
  readonly order: readonly number[]
  readonly makespanSeconds: number
  /** Less is better: the last end, then the ends of what matters. */
  readonly score: number
}

/** A list that leaves something undone is worse than any that does not, and the more so the more it leaves. */
const UNDONE_SECONDS = 1e9
/** Seconds of the weighted mean end that are worth one of the last. */
const MEAN_END_SHARE = 0.001
const ROUND = 500
const PIECE = 50
/** Of the bound: how much worse a list may be that is taken all the same, at the beginning of a round and at its end. */
const HOT = 0.02
const COLD = 0.0005

const judge = (agenda: Agenda, player: Player) => {
  const weights = agenda.weight.reduce((sum, each) => sum + each, 0)
  return (order: readonly number[]): Found => {
    const { makespanSeconds, weightedSeconds, startedCount } = player(order)
    const undone = (agenda.legs.length - startedCount) * UNDONE_SECONDS
    const meanEnd = weights > 0 ? weightedSeconds / weights : 0
    return { order, makespanSeconds, score: (undone > 0 ? undone : makespanSeconds) + MEAN_END_SHARE * meanEnd }
  }
}

/** Where the legs of each weight begin and end in a list that has the heavy ones first. */
const classesOf = ({ weight }: Agenda, order: readonly number[]): readonly (readonly [from: number, to: number])[] => {
  const classes: [number, number][] = []
  for (const [place, leg] of order.entries()) {
    const last = classes.at(-1)
    if (last !== undefined && weight[order[last[0]] ?? 0] === weight[leg]) last[1] = place + 1
    else classes.push([place, place + 1])
  }
  return classes.filter(([from, to]) => to - from > 1)
}

const exchanged = (order: readonly number[], one: number, other: number): number[] => {
  const next = [...order]
  const held = next[one] ?? 0
  next[one] = next[other] ?? 0
  next[other] = held
  return next
}

const inserted = (order: readonly number[], from: number, to: number): number[] => {
  const next = [...order]
  next.splice(to, 0, ...next.splice(from, 1))
  return next
}

/**
 * The best of the given lists, made better by simulated annealing (Kirkpatrick 1983) over exchanges and insertions: as many plays
 * as `evaluations` says, and drawn from one seed, so that the same question has the same answer. Legs change places only with
 * such as matter as much, so that what matters most goes first. Ends early at `boundSeconds`.
 */
export function* improve(
  agenda: Agenda,
  lists: readonly (readonly number[])[],
  evaluations: number,
  boundSeconds: number,
): Pieces<Found> {
  const judged = judge(agenda, createPlayer(agenda))
  let best: Found | null = null
  for (const list of lists) {
    const found = judged(list)
    if (best === null || found.score < best.score) best = found
    if (best.makespanSeconds <= boundSeconds + 1e-6) break
    yield
  }
  if (best === null) return { order: [], makespanSeconds: 0, score: 0 }
  const classes = classesOf(agenda, best.order)
  const places = classes.reduce((sum, [from, to]) => sum + to - from, 0)
  if (places === 0) return best
  const lottery = createLottery(1)
  /** Two different places of one class. */
  const drawPlaces = (): readonly [number, number] => {
    let drawn = Math.floor(lottery() * places)
    for (const [from, to] of classes) {
      if (drawn < to - from) {
        const other = Math.floor(lottery() * (to - from - 1))
        return [from + drawn, from + (other >= drawn ? other + 1 : other)]
      }
      drawn -= to - from
    }
    return [0, 0]
  }
  let current = best
  for (let evaluation = 0; evaluation < evaluations && best.makespanSeconds > boundSeconds + 1e-6; evaluation += 1) {
    if (evaluation % PIECE === PIECE - 1) yield
    const progress = (evaluation % ROUND) / ROUND
    if (progress === 0) current = best
    const heat = boundSeconds * HOT * (COLD / HOT) ** progress
    const [one, other] = drawPlaces()
    const found = judged(lottery() < 0.5 ? exchanged(current.order, one, other) : inserted(current.order, one, other))
    const worse = found.score - current.score
    if (worse <= 0 || lottery() < Math.exp(-worse / heat)) current = found
    if (found.score < best.score) best = found
  }
  return best
}
