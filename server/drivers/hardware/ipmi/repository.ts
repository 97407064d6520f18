import { CommandRefused } from './failures'
import type { Request } from './link'
import { type SensorRecord, sensorRecords } from './sensor-record'

/** Runs one command within a call. */
export type Run = (request: Request) => Promise<Buffer>

const STORAGE = 0x0a
const GET_INFO = 0x20
const RESERVE = 0x22
const GET_RECORD = 0x23
const LAST_RECORD = 0xffff
const HEADER_BYTES = 5
/** More than any record is long; and than any BMC has of them. */
const MOST_RECORDS = 4_096
const MOST_RESERVATIONS = 8

const RESERVATION_LOST = 0xc5
const NOT_PRESENT = 0xcb
/** "Cannot return so many bytes", in the words of several makers. */
const TOO_MANY_BYTES: ReadonlySet<number> = new Set([0xca, 0xc7, 0xc8, 0xff])
const PORTIONS = [32, 22, 16, 8] as const

const uint16 = (value: number): readonly number[] => [value & 0xff, value >> 8]

const ask = (command: number, data: readonly number[]): Request => ({
  netFn: STORAGE,
  command,
  data: Buffer.from(data),
  doing: 'tell its sensors (SDR repository)',
})

/** Changes when the repository does: while it stays, nothing has to be read again. */
export const repositoryStamp = async (run: Run): Promise<string> => (await run(ask(GET_INFO, []))).subarray(0, 13).toString('hex')

class Walk {
  readonly #run: Run
  #reservation = 0
  #portion = 0
  #reserved = 0

  constructor(run: Run) {
    this.#run = run
  }

  async records(): Promise<readonly Buffer[]> {
    const records: Buffer[] = []
    const seen = new Set<number>()
    let id = 0
    while (id !== LAST_RECORD && !seen.has(id) && records.length < MOST_RECORDS) {
      seen.add(id)
      const read = await this.#whole(id)
      // The repository is empty, or has just become shorter.
      if (read === null) break
      records.push(read.record)
      id = read.nextId
    }
    return records
  }

  /** A reservation is lost whenever something changes in the BMC: the record is then read anew. */
  async #whole(id: number): Promise<{ record: Buffer; nextId: number } | null> {
    for (;;) {
      try {
        if (this.#reservation === 0) await this.#reserve()
        return await this.#read(id)
      } catch (error) {
        if (!(error instanceof CommandRefused)) throw error
        if (error.completion === NOT_PRESENT) return null
        if (error.completion === RESERVATION_LOST && this.#reserved < MOST_RESERVATIONS) this.#reservation = 0
        else if (TOO_MANY_BYTES.has(error.completion) && this.#portion < PORTIONS.length - 1) this.#portion += 1
        else throw error
      }
    }
  }

  async #reserve(): Promise<void> {
    const data = await this.#run(ask(RESERVE, []))
    this.#reservation = (data[0] ?? 0) | ((data[1] ?? 0) << 8)
    this.#reserved += 1
  }

  async #read(id: number): Promise<{ record: Buffer; nextId: number }> {
    const head = await this.#part(id, 0, HEADER_BYTES)
    const wholeBytes = HEADER_BYTES + (head.bytes[4] ?? 0)
    const parts = [head.bytes]
    let at = head.bytes.length
    while (at < wholeBytes) {
      const { bytes } = await this.#part(id, at, Math.min(PORTIONS[this.#portion] ?? 8, wholeBytes - at))
      // Nothing more comes: what there is must do.
      if (bytes.length === 0) break
      parts.push(bytes)
      at += bytes.length
    }
    return { record: Buffer.concat(parts), nextId: head.nextId }
  }

  async #part(id: number, at: number, count: number): Promise<{ bytes: Buffer; nextId: number }> {
    const data = await this.#run(ask(GET_RECORD, [...uint16(this.#reservation), ...uint16(id), at, count]))
    if (data.length < 2) return { bytes: Buffer.alloc(0), nextId: LAST_RECORD }
    return { bytes: data.subarray(2, 2 + count), nextId: data.readUInt16LE(0) }
  }
}

/** Every sensor that the BMC keeps a record of, in its order. */
export const readRepository = async (run: Run): Promise<readonly SensorRecord[]> =>
  (await new Walk(run).records()).flatMap(sensorRecords)
