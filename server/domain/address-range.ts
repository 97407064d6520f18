import { ADDRESS_BITS, ipAddressOf, type IpAddress, ipText } from './ip-address'

/** So many addresses at most are looked at in one search. */
export const MOST_ADDRESSES = 65_536
/** One part of a range may be so wide; IPv6 networks are far too wide to be searched whole. */
const WIDEST = { 4: 65_536n, 6: 4_096n } as const

/**
 * Why a text is no range.
 * - `not-an-address`: neither an address, nor a range, nor a name. - `wrong-prefix`: no number of bits of such an address.
 * - `reversed`: it ends before it begins. - `no-host`: multicast, broadcast or reserved: no single device answers there.
 * - `too-wide`: this part alone holds too many. - `too-many`: all of them together do.
 */
export type RangeProblem = 'empty' | 'not-an-address' | 'wrong-prefix' | 'reversed' | 'no-host' | 'too-wide' | 'too-many'

export interface RangeRefusal {
  readonly problem: RangeProblem
  /** The part that is meant. */
  readonly part: string
}

export interface AddressRanges {
  readonly count: number
  /** Each once: addresses in order, then names. */
  hosts(): Iterable<string>
}

interface Span {
  readonly family: 4 | 6
  readonly from: bigint
  readonly to: bigint
}
type Part = Span | { readonly name: string } | RangeRefusal

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i
const LONGEST_NAME = 253

export const isRangeRefusal = (given: AddressRanges | RangeRefusal): given is RangeRefusal => 'problem' in given

/** A name whose last label is a number would be a mistyped address. */
const isName = (text: string): boolean => {
  const labels = text.replace(/\.$/, '').split('.')
  return text.length <= LONGEST_NAME && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
}

const isHost = ({ family, from, to }: Span): boolean =>
  family === 4 ? from >= 0x0100_0000n && to < 0xe000_0000n : from > 0n && to < 0xffn << 120n

const checked = (span: Span, part: string): Part => {
  if (span.to < span.from) return { problem: 'reversed', part }
  if (span.to - span.from >= WIDEST[span.family]) return { problem: 'too-wide', part }
  return isHost(span) ? span : { problem: 'no-host', part }
}

/** Of an IPv4 network the first and the last address are its own and its broadcast, unless it is of two or one. */
const network = (address: IpAddress, prefix: string, part: string): Part => {
  const bits = ADDRESS_BITS[address.family]
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) return { problem: 'wrong-prefix', part }
  const size = 1n << BigInt(bits - Number(prefix))
  const from = address.value - (address.value % size)
  const to = from + size - 1n
  if (to - from >= WIDEST[address.family]) return { problem: 'too-wide', part }
  const inner = address.family === 4 && size > 2n ? 1n : 0n
  return checked({ family: address.family, from: from + inner, to: to - inner }, part)
}

/** "10.0.4.10-60" or "10.0.4.10-10.0.4.60". */
const span = (from: IpAddress, end: string, part: string): Part => {
  const lastOctet = from.family === 4 && /^(0|[1-9]\d{0,2})$/.test(end) && Number(end) <= 255 ? BigInt(end) : null
  if (lastOctet !== null) return checked({ family: 4, from: from.value, to: from.value - (from.value % 256n) + lastOctet }, part)
  const to = ipAddressOf(end)
  if (to === null || to.family !== from.family) return { problem: 'not-an-address', part }
  return checked({ family: from.family, from: from.value, to: to.value }, part)
}

const partOf = (part: string): Part => {
  const alone = ipAddressOf(part)
  if (alone !== null) return checked({ family: alone.family, from: alone.value, to: alone.value }, part)
  const [, head = '', mark, tail = ''] = /^([^/-]+)([/-])(.*)$/.exec(part) ?? []
  const from = ipAddressOf(head)
  if (from !== null) return mark === '/' ? network(from, tail, part) : span(from, tail, part)
  return isName(part) ? { name: part.toLowerCase().replace(/\.$/, '') } : { problem: 'not-an-address', part }
}

const inOrder = (one: Span, other: Span): number =>
  one.family !== other.family ? one.family - other.family : one.from < other.from ? -1 : one.from > other.from ? 1 : 0

const merged = (spans: readonly Span[]): readonly Span[] => {
  const apart: Span[] = []
  for (const next of spans.toSorted(inOrder)) {
    const last = apart.at(-1)
    if (last?.family !== next.family || next.from > last.to + 1n) apart.push(next)
    else if (next.to > last.to) apart[apart.length - 1] = { ...last, to: next.to }
  }
  return apart
}

function* hostsOf(spans: readonly Span[], names: readonly string[]): Generator<string> {
  for (const { family, from, to } of spans) for (let value = from; value <= to; value += 1n) yield ipText({ family, value })
  yield* names
}

/** Reads what a person typed: networks, spans, addresses and names, separated by spaces, commas, semicolons or lines. */
export const parseRanges = (text: string): AddressRanges | RangeRefusal => {
  const parts = text
    .replace(/\s*[-–]\s+|\s+[-–]\s*|–/g, '-')
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
  if (parts.length === 0) return { problem: 'empty', part: '' }
  const spans: Span[] = []
  const names = new Set<string>()
  for (const part of parts.map(partOf)) {
    if ('problem' in part) return part
    if ('name' in part) names.add(part.name)
    else spans.push(part)
  }
  const apart = merged(spans)
  const count = apart.reduce((sum, { from, to }) => sum + (to - from + 1n), BigInt(names.size))
  if (count > BigInt(MOST_ADDRESSES)) return { problem: 'too-many', part: String(count) }
  return { count: Number(count), hosts: () => hostsOf(apart, [...names]) }
}

/** For people, in English; the console has its own words. */
export const rangeRefusalText = ({ problem, part }: RangeRefusal): string => {
  switch (problem) {
    case 'empty':
      return 'No address is given'
    case 'not-an-address':
      return `“${part}” is neither an address, nor a range, nor a name`
    case 'wrong-prefix':
      return `“${part}” has no valid prefix length`
    case 'reversed':
      return `“${part}” ends before it begins`
    case 'no-host':
      return `“${part}” holds addresses that belong to no single device (multicast, broadcast or reserved)`
    case 'too-wide':
      return `“${part}” is too wide: at most 65,536 IPv4 addresses (/16) or 4,096 IPv6 addresses (/116)`
    case 'too-many':
      return `These are ${part} addresses: at most ${MOST_ADDRESSES} are searched at once`
  }
}
