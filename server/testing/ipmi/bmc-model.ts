import type { Answer } from '../../drivers/hardware/ipmi/message'

/** A sensor of the stand-in, with the bytes that it answers. */
export interface BmcSensor {
  readonly record: Buffer
  readonly number: number
  /** Raw reading, flags (C0h: it is read), states. */
  reading: readonly [number, number, number, number]
  readonly thresholds: readonly number[] | null
  /** Answer to "Get Sensor Reading Factors". */
  readonly factors?: readonly number[]
}

export interface BmcModel {
  power: 'on' | 'off'
  sensors: readonly BmcSensor[]
  /** DCMI; null: it does not measure. */
  watts: number | null
  /** Bytes that a record is read in at most. */
  portion: number
  /** Raised when its repository changes. */
  generation: number
  /** Answers instead of the model's own, by "netFn/command", hexadecimal. */
  readonly instead: Map<string, Answer>
}

export const bmcModel = (sensors: readonly BmcSensor[] = []): BmcModel => ({
  power: 'on',
  sensors,
  watts: null,
  portion: 255,
  generation: 1,
  instead: new Map(),
})

export interface RecordParts {
  readonly number: number
  readonly name: string
  readonly sensorType: number
  readonly entity: readonly [number, number]
  readonly readingType?: number
  readonly units?: readonly [number, number, number]
  /** Linearization, M, B, exponents as written in the record. */
  readonly formula?: { readonly linearization?: number; readonly m: number; readonly b?: number; readonly exponents?: number }
}

/** A full sensor record (IPMI 2.0, 43.1), by hand. */
export const fullRecord = (id: number, parts: RecordParts): Buffer => {
  const name = Buffer.from(parts.name, 'latin1')
  const record = Buffer.alloc(48 + name.length)
  const { linearization = 0, m = 1, b = 0, exponents = 0 } = parts.formula ?? {}
  record.set([id & 0xff, id >> 8, 0x51, 0x01, record.length - 5, 0x20, 0, parts.number, ...parts.entity, 0x7f, 0x68])
  record.set([parts.sensorType, parts.readingType ?? 1], 12)
  record.set(parts.units ?? [0, 1, 0], 20)
  record.set([linearization, m & 0xff, (m >> 2) & 0xc0, b & 0xff, (b >> 2) & 0xc0, 0, exponents], 23)
  record.set([0xc0 | name.length], 47)
  record.set(name, 48)
  return record
}

const fine = (...data: readonly number[]): Answer => ({ completion: 0, data: Buffer.from(data) })
const no = (completion: number): Answer => ({ completion, data: Buffer.alloc(0) })
const INVALID_COMMAND = no(0xc1)
const NOT_PRESENT = no(0xcb)

const recordPart = (model: BmcModel, data: Buffer): Answer => {
  const [, , low = 0, high = 0, at = 0, count = 0] = data
  if (data[0] !== (model.generation & 0xff)) return no(0xc5)
  const index = low | (high << 8)
  const record = model.sensors[index]?.record
  if (record === undefined) return NOT_PRESENT
  if (count > model.portion) return no(0xca)
  const next = index + 1 < model.sensors.length ? index + 1 : 0xffff
  return fine(next & 0xff, next >> 8, ...record.subarray(at, at + count))
}

const ofSensor = (model: BmcModel, number: number | undefined, tell: (sensor: BmcSensor) => Answer): Answer => {
  const sensor = model.sensors.find((one) => one.number === number)
  return sensor === undefined ? NOT_PRESENT : tell(sensor)
}

const control = (model: BmcModel, what: number | undefined): Answer => {
  if (what === 0 || what === 5) model.power = 'off'
  else if (what === 1 || what === 2) model.power = 'on'
  return fine()
}

/** What the stand-in says to a command. */
export const bmcAnswer = (model: BmcModel, netFn: number, command: number, data: Buffer): Answer => {
  const key = Buffer.from([netFn, command]).toString('hex')
  const instead = model.instead.get(`${key.slice(0, 2)}/${key.slice(2)}`)
  if (instead !== undefined) return instead
  switch (key) {
    case '0601':
      return fine(0x20, 0x01, 0x02, 0x35, 0x02, 0xbf, 0xa2, 0x02, 0x00, 0x00, 0x01)
    case '0637':
      return fine(...Buffer.from('33221100554477668899aabbccddeeff', 'hex').reverse())
    case '063b':
      return fine(data[0] ?? 0)
    case '063c':
      return fine()
    case '0654':
      return fine(0x01, 0xc0, 0x03, 0x01, 0x41, 0x81, 0xc0, 0x11, 0x03, 0x44, 0x81)
    case '0001':
      return fine(model.power === 'on' ? 0x21 : 0x20, 0, 0x40)
    case '0002':
      return control(model, data[0])
    case '0a20':
      return fine(0x51, model.sensors.length, 0, 0xff, 0xff, model.generation, 0, 0, 0, 0, 0, 0, 0, 0x02)
    case '0a22':
      return fine(model.generation & 0xff, 0)
    case '0a23':
      return recordPart(model, data)
    case '0423':
      return ofSensor(model, data[0], ({ factors }) => (factors === undefined ? INVALID_COMMAND : fine(...factors)))
    case '0427':
      return ofSensor(model, data[0], ({ thresholds }) => (thresholds === null ? no(0xcd) : fine(...thresholds)))
    case '042d':
      return ofSensor(model, data[0], ({ reading }) => fine(...reading))
    case '2c02': {
      const { watts } = model
      if (watts === null) return INVALID_COMMAND
      const draw = [watts & 0xff, watts >> 8]
      return fine(0xdc, ...draw, ...draw, ...draw, ...draw, 0, 0, 0, 0, 0, 0, 0, 0, 0x40)
    }
    default:
      return INVALID_COMMAND
  }
}
