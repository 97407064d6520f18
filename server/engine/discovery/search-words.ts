import type { DiscoveryOrder } from '../../domain/discovery'
import type { Channel, JournalDraft } from '../../domain/journal'
import type { UpsSecret } from '../../domain/ups'
import type { SearchProgress } from './search-doc'

/** Who ordered it. */
export interface By {
  readonly actor: string
  readonly channel: Channel
}

const LONGEST_IN_SENTENCE = 120

const short = (ranges: string): string => {
  const line = ranges.replace(/\s+/g, ' ')
  return line.length <= LONGEST_IN_SENTENCE ? line : `${line.slice(0, LONGEST_IN_SENTENCE)}…`
}

const object = (searchId: string): JournalDraft['object'] => ({ kind: 'system', id: searchId, name: 'Search for devices' })

/** Which credentials were tried, never what they are (K5). */
export const startedEntry = (
  search: SearchProgress,
  where: DiscoveryOrder,
  secrets: readonly UpsSecret[],
  by: By,
  nowMs: number,
): JournalDraft => ({
  atMs: nowMs,
  kind: 'discovery.started',
  ...by,
  object: object(search.searchId),
  outcome: 'ok',
  message: `A search for devices began: ${short(search.ranges)} (${search.total} addresses, ${search.ratePerSecond} questions a second)`,
  data: {
    ranges: search.ranges,
    addresses: search.total,
    ratePerSecond: search.ratePerSecond,
    snmpPort: where.snmp?.port ?? null,
    nutPort: where.nut?.port ?? null,
    credentialKinds: secrets.map(({ kind }) => kind),
  },
})

const countsOf = ({ found, others, done, total }: SearchProgress) => {
  const watched = [...found.values()].filter(({ kind }) => kind === 'watched').length
  return { addresses: total, asked: done, found: found.size - watched, watched, others: others.length }
}

/** `cancelledBy` null: it came to its end. */
export const endedEntry = (search: SearchProgress, cancelledBy: By | null, nowMs: number): JournalDraft => {
  const counts = countsOf(search)
  return {
    atMs: nowMs,
    kind: cancelledBy === null ? 'discovery.ended' : 'discovery.cancelled',
    ...(cancelledBy ?? { actor: 'engine', channel: 'engine' }),
    object: object(search.searchId),
    outcome: 'ok',
    message: `The search for devices ${cancelledBy === null ? 'ended' : 'was cancelled'}: ${counts.asked} of ${counts.addresses} addresses asked, ${counts.found} found, ${counts.watched} watched already, ${counts.others} others answered`,
    data: counts,
  }
}

export const failedEntry = (search: SearchProgress, why: string, nowMs: number): JournalDraft => ({
  ...endedEntry(search, null, nowMs),
  outcome: 'failed',
  message: `The search for devices broke off after ${search.done} of ${search.total} addresses: ${why}`,
})

export const interruptedEntry = (
  search: Pick<SearchProgress, 'searchId' | 'ranges' | 'done' | 'total' | 'startedBy'>,
  nowMs: number,
): JournalDraft => ({
  atMs: nowMs,
  kind: 'discovery.ended',
  actor: 'engine',
  channel: 'engine',
  object: object(search.searchId),
  outcome: 'failed',
  message: `The search for devices that ${search.startedBy} had begun (${short(search.ranges)}) ended with the engine, after ${search.done} of ${search.total} addresses`,
  data: { ranges: search.ranges, addresses: search.total, asked: search.done },
})
