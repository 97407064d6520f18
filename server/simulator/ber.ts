/** The little of BER (X.690) that SNMP needs, and of DER that a certificate needs. */

export const TAG = {
  integer: 0x02,
  string: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  counter: 0x41,
  gauge: 0x42,
  ticks: 0x43,
  noSuchObject: 0x80,
  endOfMibView: 0x82,
} as const

export class MalformedBer extends Error {}

const lengthBytes = (length: number): number[] => {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

export const tlv = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const body = content.length === 1 && content[0] !== undefined ? content[0] : Buffer.concat(content)
  return Buffer.concat([Uint8Array.from([tag, ...lengthBytes(body.length)]), body])
}

const integerBytes = (value: number): Uint8Array => {
  const bytes: number[] = []
  let rest = Math.trunc(value)
  do {
    bytes.unshift(((rest % 256) + 256) % 256)
    rest = Math.floor(rest / 256)
  } while (!((rest === 0 && (bytes[0] ?? 0) < 0x80) || (rest === -1 && (bytes[0] ?? 0) >= 0x80)))
  return Uint8Array.from(bytes)
}

const oidBytes = (oid: readonly number[]): Uint8Array => {
  const [first = 0, second = 0, ...rest] = oid
  const bytes = [first * 40 + second]
  for (const arc of rest) {
    const groups = [arc & 0x7f]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 0x7f) | 0x80)
    bytes.push(...groups)
  }
  return Uint8Array.from(bytes)
}

export const encodeInteger = (value: number, tag: number = TAG.integer): Buffer => tlv(tag, integerBytes(value))
export const encodeOid = (oid: readonly number[]): Buffer => tlv(TAG.oid, oidBytes(oid))
export const encodeString = (value: string | Uint8Array): Buffer =>
  tlv(TAG.string, typeof value === 'string' ? Buffer.from(value, 'utf8') : value)

/** Reads one element after the other; throws `MalformedBer` where the bytes end early. */
export class BerReader {
  private at = 0
  constructor(private readonly bytes: Buffer) {}

  get done(): boolean {
    return this.at >= this.bytes.length
  }

  next(): { readonly tag: number; readonly content: Buffer; readonly whole: Buffer } {
    const start = this.at
    const tag = this.byte()
    let length = this.byte()
    if (length >= 0x80) {
      const count = length & 0x7f
      if (count === 0 || count > 3) throw new MalformedBer('unusable length')
      length = 0
      for (let read = 0; read < count; read += 1) length = length * 256 + this.byte()
    }
    if (this.at + length > this.bytes.length) throw new MalformedBer('cut short')
    const content = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return { tag, content, whole: this.bytes.subarray(start, this.at) }
  }

  expect(tag: number): Buffer {
    const element = this.next()
    if (element.tag !== tag) throw new MalformedBer(`expected tag ${tag}, found ${element.tag}`)
    return element.content
  }

  integer(): number {
    return decodeInteger(this.expect(TAG.integer))
  }

  private byte(): number {
    const value = this.bytes[this.at]
    if (value === undefined) throw new MalformedBer('cut short')
    this.at += 1
    return value
  }
}

export const decodeInteger = (content: Buffer): number => {
  if (content.length === 0 || content.length > 6) throw new MalformedBer('unusable integer')
  return content.readIntBE(0, content.length)
}

export const decodeOid = (content: Buffer): number[] => {
  const first = content[0] ?? 0
  const oid = [Math.min(2, Math.floor(first / 40)), first - 40 * Math.min(2, Math.floor(first / 40))]
  let arc = 0
  for (const byte of content.subarray(1)) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      oid.push(arc)
      arc = 0
    }
  }
  return oid
}
