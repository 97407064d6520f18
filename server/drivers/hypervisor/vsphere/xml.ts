import { XMLParser } from 'fast-xml-parser'

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

// Entities are decoded here: the parser's own decoding has limits that a large answer meets, and DTDs have no place in SOAP.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
})

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const codePoint = (value: number, otherwise: string): string =>
  Number.isInteger(value) && value > 0 && value <= 0x10ffff ? String.fromCodePoint(value) : otherwise

const decode = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(\w+));/g, (all, hex?: string, decimal?: string, name?: string) => {
        if (hex !== undefined) return codePoint(parseInt(hex, 16), all)
        if (decimal !== undefined) return codePoint(parseInt(decimal, 10), all)
        return NAMED[name ?? ''] ?? all
      })
    : text

export const escapeXml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Managers bind the schema-instance namespace to prefixes of their own (`xsi`, `XMLSchema-instance`): a prefixed `type` is it. */
const attributeName = (name: string): string => (/^(?!xmlns:)[^:]+:type$/.test(name) ? 'xsi:type' : name)

const attributesOf = (raw: unknown): Record<string, string> =>
  isRecord(raw)
    ? Object.fromEntries(
        Object.entries(raw).flatMap(([key, value]) => (typeof value === 'string' ? [[attributeName(key), decode(value)]] : [])),
      )
    : {}

const elementsOf = (nodes: unknown): XmlElement[] =>
  (Array.isArray(nodes) ? nodes : []).flatMap((node: unknown) => {
    if (!isRecord(node)) return []
    const name = Object.keys(node).find((key) => key !== ':@' && !key.startsWith('#') && !key.startsWith('?'))
    if (name === undefined) return []
    const inner = node[name]
    const text = (Array.isArray(inner) ? inner : [])
      .map((child: unknown) => (isRecord(child) && typeof child['#text'] === 'string' ? child['#text'] : ''))
      .join('')
    return [
      { name: localName(name), attributes: attributesOf(node[':@']), children: elementsOf(inner), text: decode(text).trim() },
    ]
  })

/** The root element, or null when this is not XML at all. */
export const parseXml = (text: string): XmlElement | null => {
  if (text.includes('<!DOCTYPE')) return null
  try {
    return elementsOf(parser.parse(text))[0] ?? null
  } catch {
    return null
  }
}

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

export const flag = (from: XmlElement | null | undefined, ...path: readonly string[]): boolean | null => {
  const written = text(from, ...path)
  return written === 'true' || written === '1' ? true : written === 'false' || written === '0' ? false : null
}

/** The wire type, `xsi:type`, without its prefix. */
export const wireType = (element: XmlElement | null | undefined): string | null => {
  const type = element?.attributes['xsi:type']
  return type === undefined ? null : localName(type)
}
