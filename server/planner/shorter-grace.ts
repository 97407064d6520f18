import type { Tier } from '../domain/tier'

/** An end as it is played at worst, with what it began after. */
export interface PlayedEnd {
  readonly id: string
  readonly startSeconds: number
  readonly endSeconds: number
  /** Ends for which it had to wait; with none it begins when it begins. */
  readonly waitedFor: readonly string[]
  /** How long it takes when it is as short as it may be; as long as it is played where it must not be shortened. */
  readonly leastSeconds: number
  readonly tier: Tier
}

/** What is less than this apart happens at once. */
const SAME_SECONDS = 0.5

interface Course {
  readonly begins: ReadonlyMap<string, number>
  readonly ends: ReadonlyMap<string, number>
  /** The one that ends last. */
  readonly last: string | null
  readonly lastSeconds: number
}

const lengthOf = ({ startSeconds, endSeconds }: PlayedEnd): number => endSeconds - startSeconds

/** Something else than the ends that it waits for let it begin when it did: it does not begin earlier when they do. */
const isReleased = (end: PlayedEnd, byId: ReadonlyMap<string, PlayedEnd>): boolean =>
  end.waitedFor.every((id) => (byId.get(id)?.endSeconds ?? -Infinity) < end.startSeconds - SAME_SECONDS)

/** How it goes when each takes so much less; in the order in which they begin, so that what one waits for is known before it. */
const courseOf = (byId: ReadonlyMap<string, PlayedEnd>, lessOf: (end: PlayedEnd) => number): Course => {
  const begins = new Map<string, number>()
  const ends = new Map<string, number>()
  let last: string | null = null
  let lastSeconds = 0
  for (const end of byId.values()) {
    const awaited = end.waitedFor.flatMap((id) => ends.get(id) ?? [])
    const begin = Math.max(isReleased(end, byId) ? end.startSeconds : -Infinity, ...awaited)
    const ended = begin + lengthOf(end) - lessOf(end)
    begins.set(end.id, begin)
    ends.set(end.id, ended)
    if (last === null || ended > lastSeconds) {
      last = end.id
      lastSeconds = ended
    }
  }
  return { begins, ends, last, lastSeconds }
}

/** The ends, one after the other, that keep everything from ending earlier. */
const longestChain = ({ begins, ends, last }: Course, byId: ReadonlyMap<string, PlayedEnd>): readonly PlayedEnd[] => {
  const chain: PlayedEnd[] = []
  for (let id: string | undefined = last ?? undefined; id !== undefined;) {
    const end: PlayedEnd | undefined = byId.get(id)
    if (end === undefined) break
    chain.push(end)
    const begin = begins.get(id) ?? 0
    id = end.waitedFor.find((other) => Math.abs((ends.get(other) ?? -Infinity) - begin) < 1e-6)
  }
  return chain
}

/**
 * D3: by how many seconds each guest's grace is shortened, so that everything ends so many seconds earlier; by id, without those that
 * keep all of it. Only guests whose end keeps the whole from ending are shortened, the least important of such a chain first, each by no
 * more than is missing and never below its least. Where all that does not suffice, the whole ends as early as it may by shortening.
 */
export const shorterGraces = (played: readonly PlayedEnd[], missingSeconds: number): ReadonlyMap<string, number> => {
  const less = new Map<string, number>()
  if (missingSeconds <= 0) return less
  const inTurn = [...played].sort(
    (one, other) => one.startSeconds - other.startSeconds || one.endSeconds - other.endSeconds || (one.id < other.id ? -1 : 1),
  )
  const byId = new Map(inTurn.map((end) => [end.id, end]))
  const lessOf = ({ id }: PlayedEnd): number => less.get(id) ?? 0
  const roomOf = (end: PlayedEnd): number => Math.max(0, lengthOf(end) - end.leastSeconds) - lessOf(end)
  const shortest = courseOf(byId, (end) => Math.max(0, lengthOf(end) - end.leastSeconds)).lastSeconds
  const wanted = Math.max(shortest, courseOf(byId, () => 0).lastSeconds - missingSeconds)
  for (;;) {
    const course = courseOf(byId, lessOf)
    const late = course.lastSeconds - wanted
    if (late <= SAME_SECONDS / 100) return less
    const [first] = longestChain(course, byId)
      .filter((end) => roomOf(end) > 0)
      .sort((one, other) => other.tier - one.tier || roomOf(other) - roomOf(one) || (one.id < other.id ? -1 : 1))
    if (first === undefined) return less
    less.set(first.id, lessOf(first) + Math.min(late, roomOf(first)))
  }
}

/** A task that held slots, as it was played. */
export interface HeldSlots {
  readonly id: string
  readonly startSeconds: number
  readonly endSeconds: number
  readonly slots: readonly string[]
}

/** Which task's end freed the slot that another one then took: each gives it to one. By the id of the one that took it. */
export const slotsPassedOn = (tasks: readonly HeldSlots[]): ReadonlyMap<string, string> => {
  const endedFirst = [...tasks].sort((one, other) => one.endSeconds - other.endSeconds || (one.id < other.id ? -1 : 1))
  const takenOver = new Map<string, string>()
  const given = new Set<string>()
  let from = 0
  for (const task of [...tasks].sort((one, other) => one.startSeconds - other.startSeconds || (one.id < other.id ? -1 : 1))) {
    while ((endedFirst[from]?.endSeconds ?? Infinity) < task.startSeconds - SAME_SECONDS) from += 1
    for (let at = from; (endedFirst[at]?.endSeconds ?? Infinity) <= task.startSeconds + SAME_SECONDS; at += 1) {
      const before = endedFirst[at]
      if (before === undefined || before.id === task.id || given.has(before.id) || before.startSeconds >= task.startSeconds)
        continue
      if (!before.slots.some((slot) => task.slots.includes(slot))) continue
      given.add(before.id)
      takenOver.set(task.id, before.id)
      break
    }
  }
  return takenOver
}
