/**
 * One element of an answer. Prefixes are cut from element names (they vary between products) but not from attribute
 * names: on an object reference `type` (the object's class) and `xsi:type` (the wire type) are two different things.
 */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const codePoint = (value: number, otherwise: string): string =>
  Number.isInteger(value) && value > 0 && value <= 0x10ffff ? String.fromCodePoint(value) : otherwise

export const decodeXml = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(\w+));/g, (all, hex?: string, decimal?: string, name?: string) => {
        if (hex !== undefined) return codePoint(parseInt(hex, 16), all)
        if (decimal !== undefined) return codePoint(parseInt(decimal, 10), all)
        return NAMED[name ?? ''] ?? all
      })
    : text

export const escapeXml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

export const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** The element at the end of a path of names, or null. */
export const find = (from: XmlElement | null | undefined, ...path: readonly string[]): XmlElement | null => {
  let at = from ?? null
  for (const name of path) at = at?.children.find((child) => child.name === name) ?? null
  return at
}

export const all = (from: XmlElement | null | undefined, name: string): readonly XmlElement[] =>
  from?.children.filter((child) => child.name === name) ?? []

/** The text at the end of a path; null where there is none, or where it is empty. */
export const text = (from: XmlElement | null | undefined, ...path: readonly string[]): string | null =>
  find(from, ...path)?.text || null

export const number = (from: XmlElement | null | undefined, ...path: readonly string[]): number | null => {
  const written = text(from, ...path)
  const value = written === null ? Number.NaN : Number(written)
  return Number.isFinite(value) ? value : null
}

/** A number that counts or measures something; one below zero cannot be true and counts as not told. */
export const amount = (from: XmlElement | null | undefined, ...path: readonly string[]): number | null => {
  const value = number(from, ...path)
  return value === null || value < 0 ? null : value
}

export const flag = (from: XmlElement | null | undefined, ...path: readonly string[]): boolean | null => {
  const written = text(from, ...path)
  return written === 'true' || written === '1' ? true : written === 'false' || written === '0' ? false : null
}

/** The wire type, `xsi:type`, without its prefix. */
export const wireType = (element: XmlElement | null | undefined): string | null => {
  const type = element?.attributes['xsi:type']
  return type === undefined ? null : localName(type)
}
