/** Sensor data records (IPMI 2.0, 43): what a sensor is called, what it measures, and how its raw byte becomes a value. */

export interface ValueFormula {
  readonly format: 'unsigned' | 'ones-complement' | 'twos-complement'
  /** Table 43-1, byte 24; 70h–7Fh: the factors are asked for with each reading. */
  readonly linearization: number
  readonly m: number
  readonly b: number
  readonly bExponent: number
  readonly resultExponent: number
}

export interface SensorRecord {
  readonly ownerId: number
  readonly lun: number
  readonly number: number
  readonly entityId: number
  readonly entityInstance: number
  readonly sensorType: number
  /** 01h: thresholds; 6Fh: states of this sensor type. */
  readonly readingType: number
  readonly name: string
  readonly isPercentage: boolean
  readonly hasPlainUnit: boolean
  readonly baseUnit: number
  /** Null: it has states only. */
  readonly formula: ValueFormula | null
}

const FULL = 0x01
const COMPACT = 0x02
const FULL_NAME_AT = 47
const COMPACT_NAME_AT = 31

const signed = (value: number, bits: number): number => (value >= 2 ** (bits - 1) ? value - 2 ** bits : value)

const formatOf = (units1: number): ValueFormula['format'] | null =>
  ([`unsigned`, 'ones-complement', 'twos-complement'] as const)[units1 >> 6] ?? null

const BCD_PLUS = '0123456789 -.:,_'

const bcdText = (bytes: Buffer): string => [...bytes].map((byte) => `${BCD_PLUS[byte >> 4]}${BCD_PLUS[byte & 15]}`).join('')

/** Four characters in three bytes, lowest bits first. */
const sixBitText = (bytes: Buffer): string => {
  let text = ''
  for (let bit = 0; bit + 6 <= bytes.length * 8; bit += 6) {
    const pair = (bytes[bit >> 3] ?? 0) | ((bytes[(bit >> 3) + 1] ?? 0) << 8)
    text += String.fromCharCode(0x20 + ((pair >> (bit & 7)) & 0x3f))
  }
  return text
}

/** Type/length and what follows it (43.15). Damaged lengths end where the record does. */
const nameAt = (record: Buffer, at: number): string => {
  const typeLength = record[at] ?? 0
  const bytes = record.subarray(at + 1, at + 1 + (typeLength & 0x1f))
  const kind = typeLength >> 6
  const text = kind === 1 ? bcdText(bytes) : kind === 2 ? sixBitText(bytes) : bytes.toString('latin1')
  const shown = text.replace(/[^\u0020-\u007e\u00a0-\u00ff]/g, '').trim()
  return shown
}

const tenBits = (low: number, high: number): number => signed(low | ((high & 0xc0) << 2), 10)

const formulaOf = (record: Buffer, units1: number): ValueFormula | null => {
  const format = formatOf(units1)
  if (format === null || record.length < 30) return null
  const [linearization = 0, mLow = 0, mHigh = 0, bLow = 0, bHigh = 0, , exponents = 0] = record.subarray(23, 30)
  return { format, linearization: linearization & 0x7f, ...factors(mLow, mHigh, bLow, bHigh, exponents) }
}

/** M, B and their exponents, as records and the answers to "Get Sensor Reading Factors" hold them. */
export const factors = (mLow: number, mHigh: number, bLow: number, bHigh: number, exponents: number) => ({
  m: tenBits(mLow, mHigh),
  b: tenBits(bLow, bHigh),
  bExponent: signed(exponents & 0x0f, 4),
  resultExponent: signed(exponents >> 4, 4),
})

const baseOf = (record: Buffer) => {
  const [ownerId = 0, lun = 0, number = 0, entityId = 0, entityInstance = 0] = record.subarray(5, 10)
  const [units1 = 0, baseUnit = 0, modifierUnit = 0] = record.subarray(20, 23)
  return {
    ownerId,
    lun: lun & 0x03,
    number,
    entityId,
    entityInstance: entityInstance & 0x7f,
    sensorType: record[12] ?? 0,
    readingType: record[13] ?? 0,
    isPercentage: (units1 & 0x01) === 1,
    // No "per second", no "volts × amperes".
    hasPlainUnit: (units1 & 0x3e) === 0 && (modifierUnit === 0 || (units1 & 0x06) === 0),
    baseUnit,
    units1,
  }
}

const LETTER_A = 65

/** A compact record may stand for up to 15 sensors in a row, numbered or lettered (43.2). */
const sharedName = (name: string, how: number, at: number): string => {
  const isLettered = (how >> 4) & 1
  const suffix = isLettered === 1 ? String.fromCharCode(LETTER_A + (at % 26)) : String(at)
  return `${name}${suffix}`
}

/** The sensors that a record describes; none where it is a record of another kind, or too short to be one. */
export const sensorRecords = (record: Buffer): readonly SensorRecord[] => {
  const type = record[3]
  if (type === FULL && record.length > FULL_NAME_AT - 1) {
    const { units1, ...base } = baseOf(record)
    return [named({ ...base, formula: formulaOf(record, units1), name: nameAt(record, FULL_NAME_AT) })]
  }
  if (type !== COMPACT || record.length < COMPACT_NAME_AT) return []
  const { units1: _units, ...base } = baseOf(record)
  const [how = 0, modifier = 0] = record.subarray(23, 25)
  const count = Math.max(1, how & 0x0f)
  const name = nameAt(record, COMPACT_NAME_AT)
  return Array.from({ length: count }, (_, at) =>
    named({
      ...base,
      number: base.number + at,
      entityInstance: (modifier & 0x80) !== 0 ? base.entityInstance + at : base.entityInstance,
      formula: null,
      name: count === 1 ? name : sharedName(name, how, (modifier & 0x7f) + at),
    }),
  ).filter(({ number }) => number < 0xff)
}

const named = (sensor: SensorRecord): SensorRecord =>
  sensor.name === '' ? { ...sensor, name: `Sensor ${sensor.number}` } : sensor
