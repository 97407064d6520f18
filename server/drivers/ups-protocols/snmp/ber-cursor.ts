export const TAG = {
  integer: 0x02,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  sequence: 0x30,
  ipAddress: 0x40,
  counter: 0x41,
  gauge: 0x42,
  ticks: 0x43,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfView: 0x82,
  get: 0xa0,
  response: 0xa2,
} as const

/** What comes is not what was to come. */
export class UnexpectedBer extends Error {}

/** Walks over a message without taking copies; throws UnexpectedBer on what it does not expect. */
export class BerCursor {
  at = 0

  constructor(readonly bytes: Buffer) {}

  /** The tag that comes next; -1 at the end. */
  get tag(): number {
    return this.bytes[this.at] ?? -1
  }

  /** Steps over tag and length, to the first byte of the content; gives the content's length. */
  enter(tag: number): number {
    const { bytes } = this
    if (bytes[this.at] !== tag) throw new UnexpectedBer()
    const first = bytes[this.at + 1] ?? -1
    this.at += 2
    let length = first
    if (first >= 0x80) {
      const digits = first - 0x80
      if (digits < 1 || digits > 4) throw new UnexpectedBer()
      length = 0
      for (let digit = 0; digit < digits; digit += 1) length = length * 256 + (bytes[this.at + digit] ?? 0)
      this.at += digits
    }
    if (length < 0 || this.at + length > bytes.length) throw new UnexpectedBer()
    return length
  }

  skip(tag: number): void {
    const length = this.enter(tag)
    this.at += length
  }

  /** A signed number of at most `mostBytes`. */
  integer(tag: number, mostBytes: number): number {
    const length = this.enter(tag)
    if (length < 1 || length > mostBytes) throw new UnexpectedBer()
    const value = this.bytes.readIntBE(this.at, length)
    this.at += length
    return value
  }

  content(tag: number): Buffer {
    const length = this.enter(tag)
    const content = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return content
  }
}
