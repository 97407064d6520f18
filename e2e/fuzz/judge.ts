/**
 * Reads SNMP v1 and v2c messages by the letter of X.690 and RFC 3416, apart from everything that the product reads them with: what
 * this calls damaged can have told nobody anything.
 */
export type Verdict =
  | {
      readonly kind: 'message'
      readonly version: number
      readonly community: string
      readonly pdu: number
      readonly requestId: number
      readonly errorStatus: number
      readonly names: readonly string[]
    }
  | { readonly kind: 'damaged'; readonly reason: string }

class Damage extends Error {}

interface Element {
  readonly tag: number
  readonly content: Buffer
}

const fail = (reason: string): never => {
  throw new Damage(reason)
}

const elementsOf = (bytes: Buffer): Element[] => {
  const found: Element[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0
    const short = bytes[at + 1]
    if (short === undefined) return fail('ends in mid-element')
    at += 2
    let length = short
    if (short >= 0x80) {
      const digits = short & 0x7f
      if (digits === 0 || digits > 4) return fail('length of no definite form')
      if (at + digits > bytes.length) return fail('ends in mid-element')
      length = bytes.readUIntBE(at, digits)
      at += digits
    }
    if (at + length > bytes.length) return fail('length runs past the end')
    found.push({ tag, content: bytes.subarray(at, at + length) })
    at += length
  }
  return found
}

const one = (bytes: Buffer, tag: number): Buffer => {
  const [only, ...others] = elementsOf(bytes)
  if (only?.tag !== tag) return fail('element of another kind')
  return others.length > 0 ? fail('bytes left over') : only.content
}

const integerOf = (element: Element | undefined): number => {
  if (element?.tag !== 0x02) return fail('element of another kind')
  const { length } = element.content
  return length < 1 || length > 4 ? fail('integer of no size') : element.content.readIntBE(0, length)
}

const checkValue = ({ tag, content }: Element): void => {
  const { length } = content
  if (tag === 0x02 && (length < 1 || length > 4)) fail('integer of no size')
  if ((tag === 0x41 || tag === 0x42 || tag === 0x43) && (length < 1 || length > 5)) fail('integer of no size')
  if (tag === 0x46 && (length < 1 || length > 9)) fail('integer of no size')
  if (tag === 0x40 && length !== 4) fail('address of no size')
  if (tag === 0x06 && (content.at(-1) ?? 0) >= 0x80) fail('object name ends in mid-number')
  if ((tag === 0x05 || (tag >= 0x80 && tag <= 0x82)) && length !== 0) fail('nothing, with content')
  const known = [0x02, 0x04, 0x05, 0x06, 0x80, 0x81, 0x82].includes(tag) || (tag >= 0x40 && tag < 0x60)
  if (!known) fail('value of an unknown kind')
}

const nameOf = ({ tag, content }: Element): string => {
  if (tag !== 0x06) return fail('element of another kind')
  if (content.length === 0 || (content.at(-1) ?? 0x80) >= 0x80) return fail('object name ends in mid-number')
  return content.toString('hex')
}

const namesIn = (list: Element | undefined): string[] => {
  if (list?.tag !== 0x30) return fail('element of another kind')
  return elementsOf(list.content).map((pair) => {
    const [name, value, ...others] = pair.tag === 0x30 ? elementsOf(pair.content) : fail('element of another kind')
    if (name === undefined || value === undefined || others.length > 0) return fail('object without one value')
    checkValue(value)
    return nameOf(name)
  })
}

const read = (bytes: Buffer): Verdict => {
  const [version, community, pdu, ...others] = elementsOf(one(bytes, 0x30))
  const number = integerOf(version)
  if (community?.tag !== 0x04 || pdu === undefined || others.length > 0) return fail('element of another kind')
  if (number !== 0 && number !== 1) return fail('another version')
  const head = { kind: 'message' as const, version: number, community: community.content.toString('hex'), pdu: pdu.tag }
  if (pdu.tag < 0xa0 || pdu.tag > 0xa8) return fail('element of another kind')
  const parts = elementsOf(pdu.content)
  if (pdu.tag === 0xa4) {
    const [enterprise, address, generic, specific, uptime, list, ...more] = parts
    if (enterprise === undefined || more.length > 0) return fail('element of another kind')
    nameOf(enterprise)
    if (address?.tag !== 0x40 || address.content.length !== 4) return fail('address of no size')
    if (uptime?.tag !== 0x43) return fail('element of another kind')
    checkValue(uptime)
    const numbers = [integerOf(generic), integerOf(specific)]
    return { ...head, requestId: 0, errorStatus: numbers[0] ?? 0, names: namesIn(list) }
  }
  const [requestId, errorStatus, errorIndex, list, ...more] = parts
  if (more.length > 0) return fail('bytes left over')
  integerOf(errorIndex)
  return { ...head, requestId: integerOf(requestId), errorStatus: integerOf(errorStatus), names: namesIn(list) }
}

export const judge = (bytes: Buffer): Verdict => {
  try {
    return read(bytes)
  } catch (error) {
    if (error instanceof Damage) return { kind: 'damaged', reason: error.message }
    throw error
  }
}
