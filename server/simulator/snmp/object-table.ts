import { encodeInteger, encodeOid, encodeString, TAG } from '../ber'

export type SnmpValue =
  | { readonly type: 'integer' | 'counter' | 'gauge' | 'ticks'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'oid'; readonly value: string }

export interface SnmpObject {
  readonly oid: string
  readonly value: SnmpValue
}

export interface TableEntry {
  readonly oid: readonly number[]
  readonly key: string
  /** The value, ready to be sent. */
  readonly encoded: Buffer
}

export const arcsOf = (oid: string): number[] => oid.split('.').map(Number)

const encode = (value: SnmpValue): Buffer => {
  switch (value.type) {
    case 'string':
      return encodeString(value.value)
    case 'oid':
      return encodeOid(arcsOf(value.value))
    case 'integer':
      return encodeInteger(value.value)
    case 'counter':
      return encodeInteger(value.value, TAG.counter)
    case 'gauge':
      return encodeInteger(value.value, TAG.gauge)
    case 'ticks':
      return encodeInteger(value.value, TAG.ticks)
  }
}

export const compareOids = (left: readonly number[], right: readonly number[]): number => {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** What an agent serves at one moment: exact look-up for GET, order for GETNEXT. */
export class ObjectTable {
  private readonly entries: readonly TableEntry[]
  private readonly byKey: ReadonlyMap<string, TableEntry>

  constructor(objects: readonly SnmpObject[]) {
    this.entries = objects
      .map(({ oid, value }) => ({ oid: arcsOf(oid), key: oid, encoded: encode(value) }))
      .sort((left, right) => compareOids(left.oid, right.oid))
    this.byKey = new Map(this.entries.map((entry) => [entry.key, entry]))
  }

  get(oid: readonly number[]): TableEntry | null {
    return this.byKey.get(oid.join('.')) ?? null
  }

  /** The first entry behind `oid`; null at the end. */
  next(oid: readonly number[]): TableEntry | null {
    let low = 0
    let high = this.entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      const entry = this.entries[middle]
      if (entry !== undefined && compareOids(entry.oid, oid) > 0) high = middle
      else low = middle + 1
    }
    return this.entries[low] ?? null
  }
}
