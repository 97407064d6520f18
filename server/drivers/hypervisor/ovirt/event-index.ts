import { find, number, text, type XmlElement } from '../../protocols/xml/xml'
import { idOf } from './references'

/** One entry of the engine's audit log, as far as it tells where something happened. */
export interface EngineEvent {
  /** Grows with every event; some numbers are never used. */
  readonly index: number
  /** What is different for another event of the same index, as there are after an engine was restored from a backup. */
  readonly sign: string
  readonly vm: string | null
  readonly host: string | null
}

/** People sign in to a VM's desktop and out of it, lock and unlock its screen: nothing of the VM changes by that. */
const OF_PEOPLE = new Set([456, 457, 458, 459])

/** Null: it bears no index. */
export const eventOf = (event: XmlElement): EngineEvent | null => {
  const index = Number(idOf(event) ?? Number.NaN)
  if (!Number.isSafeInteger(index) || index < 0) return null
  const code = number(event, 'code')
  const isOfPeople = code !== null && OF_PEOPLE.has(code)
  return {
    index,
    sign: `${code ?? ''} ${text(event, 'time') ?? ''}`,
    vm: isOfPeople ? null : idOf(find(event, 'vm')),
    host: isOfPeople ? null : idOf(find(event, 'host')),
  }
}

/**
 * Events get their number before they are stored: one may come to light after its successors. So many of the last ones are read
 * again each time; that they are still there also proves that the index is the one it was.
 */
export const READ_AGAIN = 25

/** What was heard last. Kept while the session lasts, so that a stream that is begun anew goes on where the one before ended. */
export interface Heard {
  readonly newest: number
  /** The last ones by their index, with their signs. */
  readonly last: ReadonlyMap<number, string>
}

export const heardOf = (events: readonly EngineEvent[]): Heard => {
  const newest = events.reduce((highest, { index }) => Math.max(highest, index), -1)
  const last = events.filter(({ index }) => index > newest - READ_AGAIN)
  return { newest, last: new Map(last.map(({ index, sign }) => [index, sign])) }
}

/** From where events are asked for; some engines answer with this one as well, some with the ones after it. */
export const askedFrom = ({ newest }: Heard): number => Math.max(0, newest - READ_AGAIN + 1)

/**
 * `again`: what was heard before is not what the engine tells of now: its events went back, or were cleared, or those of another one
 * have the same index. Else those that are new.
 */
export const newsSince = (heard: Heard, events: readonly EngineEvent[]): readonly EngineEvent[] | 'again' => {
  const known = events.filter(({ index }) => heard.last.has(index))
  if (known.some(({ index, sign }) => heard.last.get(index) !== sign)) return 'again'
  if (heard.last.size > 0 && known.length === 0) return 'again'
  return events.filter(({ index }) => !heard.last.has(index))
}
