const HEX = /^[0-9a-f]{32}$/

/** What boards report that were never given one of their own. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  '0'.repeat(32),
  'f'.repeat(32),
  '03000200040005000006000700080009',
  '00020003000400050006000700080009',
])

const hexOf = (uuid: string | null): string | null => {
  const hex = (uuid ?? '').toLowerCase().replace(/[^0-9a-f]/g, '')
  return HEX.test(hex) && !PLACEHOLDERS.has(hex) ? hex : null
}

const reversedBytes = (hex: string): string => (hex.match(/../g) ?? []).reverse().join('')

/** The first three fields are told in either byte order: SMBIOS since 2.6 writes them little-endian, many tools do not turn them. */
const turned = (hex: string): string =>
  reversedBytes(hex.slice(0, 8)) + reversedBytes(hex.slice(8, 12)) + reversedBytes(hex.slice(12, 16)) + hex.slice(16)

/** Whether two hardware UUIDs are one machine's, in whichever byte order each was told. Null: one of them tells nothing. */
export const isSameMachine = (left: string | null, right: string | null): boolean | null => {
  const [one, other] = [hexOf(left), hexOf(right)]
  // Some controllers turn the whole number round.
  return one === null || other === null ? null : [other, turned(other), reversedBytes(other)].includes(one)
}
