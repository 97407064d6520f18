import type { Logger } from 'pino'
import type { HardwareDoc, HardwareReading, HostPower } from '../../domain/hardware'
import { hardwareEndpoint } from '../../domain/hardware'
import type { CallOptions, DriverResult, HardwareDriver, HardwareSession } from '../../drivers/ports'
import { unreachable } from '../../drivers/ports'
import type { HardwareRow } from '../../store/store'
import { pause } from '../power-watch'
import { withHint } from '../with-hint'
import { type PowerBelief, UNDOUBTED } from './believed-power'

const READ_EVERY_MS = 30_000
/** While its power group is in an outage, or a UPS of it is silent. */
const READ_URGENTLY_EVERY_MS = 5_000
/** Hundreds of sensors, one by one, on a slow BMC. */
const READ_DEADLINE_MS = 25_000

/** What was read: the moment it was asked for, by the engine's clock. */
export interface Reading {
  readonly askedAtMs: number
  readonly value: HardwareReading
}

/** Reads one BMC again and again. Silence is kept as silence: the last reading stays with its age. */
export class HardwareWatch {
  readonly row: HardwareRow
  readonly driver: HardwareDriver
  readonly #session: HardwareSession
  readonly #stop = new AbortController()
  readonly #now: () => number
  readonly #log: Logger
  #wake: (() => void) | null = null
  #urgent = false
  contact: HardwareDoc['contact']
  message: string | null = null
  reading: Reading | null = null
  belief: PowerBelief = UNDOUBTED

  constructor(row: HardwareRow, driver: HardwareDriver, session: HardwareSession, parts: { now: () => number; log: Logger }) {
    this.row = row
    this.driver = driver
    this.#session = session
    this.#now = parts.now
    this.#log = parts.log
    this.contact = driver.capabilities.sensors ? 'never' : 'silent'
  }

  /** `onRead` after each answer and each silence. */
  async run(firstAfterMs: number, onRead: (before: HardwareDoc['contact']) => void): Promise<void> {
    const { signal } = this.#stop
    if (this.contact === 'silent') return onRead('silent')
    await pause(firstAfterMs, signal)
    while (!signal.aborted) {
      const askedAtMs = this.#now()
      const result = await this.call((session, options) => session.sensors(options), READ_DEADLINE_MS)
      if (signal.aborted) return
      const before = this.contact
      if (result.kind === 'ok') {
        this.reading = { askedAtMs, value: result.value }
        this.contact = 'ok'
        this.message = null
      } else {
        if (this.contact === 'ok') this.contact = 'lost'
        this.message = withHint(result)
      }
      onRead(before)
      await Promise.race([
        pause(this.#urgent ? READ_URGENTLY_EVERY_MS : READ_EVERY_MS, signal),
        new Promise<void>((wake) => (this.#wake = wake)),
      ])
      this.#wake = null
    }
  }

  setUrgent(urgent: boolean): void {
    if (urgent && !this.#urgent) this.#wake?.()
    this.#urgent = urgent
  }

  readSoon(): void {
    this.#wake?.()
  }

  /** A driver that throws is as good as silent. */
  async call<T>(
    work: (session: HardwareSession, options: CallOptions) => Promise<DriverResult<T>>,
    deadlineMs: number,
  ): Promise<DriverResult<T>> {
    try {
      return await work(this.#session, { deadlineMs, signal: this.#stop.signal })
    } catch (error) {
      this.#log.error({ err: error, host: this.row.hostId }, 'a driver threw while it spoke with a BMC')
      return unreachable(`Speaking with the BMC failed: ${String(error)}`, 'Report this as a defect; it is tried again.')
    }
  }

  /** Believed now, by the last reading: too old, silent or doubted is unknown. */
  powerWithin(mostAgeMs: number): HostPower {
    const { reading } = this
    if (this.contact !== 'ok' || reading === null || this.belief.doubted) return 'unknown'
    return this.#now() - reading.askedAtMs <= mostAgeMs ? reading.value.power : 'unknown'
  }

  doc(): HardwareDoc {
    const { row, driver, contact, message, reading } = this
    return {
      hostId: row.hostId,
      kind: row.address.kind,
      endpoint: hardwareEndpoint(row.address),
      capabilities: driver.capabilities,
      contact,
      message,
      readAtMs: reading?.askedAtMs ?? null,
      reading: reading?.value ?? null,
      power: this.powerWithin(Number.POSITIVE_INFINITY),
      doubt: this.belief.doubted ? DOUBT : null,
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    this.#wake?.()
    await this.#session.close().catch((error: unknown) => this.#log.debug({ err: error }, 'closing a session with a BMC'))
  }
}

const DOUBT = 'It says “off” of a host that its manager sees running: it is another machine’s BMC, or broken.'
