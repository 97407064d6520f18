/** An IP address as a number, so that ranges can be counted through. */
export interface IpAddress {
  readonly family: 4 | 6
  readonly value: bigint
}

/** How many bits an address has. */
export const ADDRESS_BITS = { 4: 32, 6: 128 } as const

const GROUPS = 8
const GROUP_BITS = 16n
const GROUP_MASK = 0xffffn
/** Without leading zeros: some programs read those as octal. */
const OCTET = /^(0|[1-9]\d{0,2})$/
const GROUP = /^[0-9a-f]{1,4}$/i

const v4Of = (text: string): bigint | null => {
  const octets = text.split('.')
  if (octets.length !== 4) return null
  let value = 0n
  for (const octet of octets) {
    if (!OCTET.test(octet) || Number(octet) > 255) return null
    value = value * 256n + BigInt(octet)
  }
  return value
}

const groupsOf = (text: string): readonly string[] | null => {
  const groups = text === '' ? [] : text.split(':')
  return groups.every((group) => GROUP.test(group)) ? groups : null
}

const v6Of = (text: string): bigint | null => {
  const [head = '', tail, ...more] = text.split('::')
  const first = groupsOf(head)
  const last = tail === undefined ? [] : groupsOf(tail)
  if (first === null || last === null || more.length > 0) return null
  const missing = GROUPS - first.length - last.length
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  const groups = [...first, ...Array.from({ length: missing }, () => '0'), ...last]
  return groups.reduce((value, group) => (value << GROUP_BITS) + BigInt(`0x${group}`), 0n)
}

/** Null: the text is no address. */
export const ipAddressOf = (text: string): IpAddress | null => {
  const v4 = v4Of(text)
  if (v4 !== null) return { family: 4, value: v4 }
  const v6 = text.includes(':') ? v6Of(text) : null
  return v6 === null ? null : { family: 6, value: v6 }
}

const v4Text = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.')

/** The longest run of zero groups, the first of several, is left out (RFC 5952). */
const v6Text = (value: bigint): string => {
  const text = Array.from({ length: GROUPS }, (_, index) =>
    ((value >> (GROUP_BITS * BigInt(GROUPS - 1 - index))) & GROUP_MASK).toString(16),
  ).join(':')
  const runs = [...text.matchAll(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g)]
  const longest = runs.toSorted((one, other) => other[0].length - one[0].length).at(0)
  if (longest === undefined) return text
  const { index } = longest
  return `${text.slice(0, index).replace(/:$/, '')}::${text.slice(index + longest[0].length).replace(/^:/, '')}`
}

export const ipText = ({ family, value }: IpAddress): string => (family === 4 ? v4Text(value) : v6Text(value))
