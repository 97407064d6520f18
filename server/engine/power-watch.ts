import type { Logger } from 'pino'
import { type PowerTrack, newTrack, trackAnswer, trackSilence } from '../decide/power-track'
import type { DeviceId } from '../domain/ids'
import type { UpsIdentity, UpsObservation } from '../domain/ups'
import { detectUps } from '../drivers/ups/detect'
import { upsDrivers } from '../drivers/ups/registry'
import type { UpsSession, UpsTarget } from '../drivers/ports'
import type { DeviceRow } from '../store/store'
import type { Clock } from './steady-clock'

const POLL_MS = 2_000
/** On battery, and while an answer is missing. */
const FAST_POLL_MS = 1_000
/** Between two polls of a UPS whose answer took as long as the interval. */
const SHORTEST_PAUSE_MS = 50
const DEADLINE_MS = 1_500
const DETECT_DEADLINE_MS = 6_000
const DETECT_AGAIN_MS = 5_000

export interface WatchedDevice {
  readonly row: DeviceRow
  readonly track: PowerTrack
  readonly observation: UpsObservation | null
  readonly identity: UpsIdentity | null
}

interface Watch {
  device: WatchedDevice
  readonly stop: AbortController
  /** Ends the pause that goes on. */
  wake: () => void
}

/** The part of a poll interval by which the nth UPS waits: parts of the golden ratio lie evenly, however many there are. */
export const phaseOf = (index: number): number => Math.floor(((index * 0.618_033_988_749_895) % 1) * POLL_MS)

/** Polls every UPS, each in its own loop with its own deadline, and keeps what is known of each. */
export class PowerWatch {
  readonly #watches = new Map<DeviceId, Watch>()
  readonly #clock: Clock
  readonly #log: Logger
  readonly #onPoll: (before: WatchedDevice, after: WatchedDevice) => void

  constructor(clock: Clock, log: Logger, onPoll: (before: WatchedDevice, after: WatchedDevice) => void) {
    this.#clock = clock
    this.#log = log
    this.#onPoll = onPoll
  }

  get devices(): readonly WatchedDevice[] {
    return [...this.#watches.values()].map((watch) => watch.device)
  }

  get(id: DeviceId): WatchedDevice | null {
    return this.#watches.get(id)?.device ?? null
  }

  start(row: DeviceRow, target: UpsTarget, track: PowerTrack | null, phaseMs: number): void {
    this.stop(row.id)
    const watch: Watch = {
      device: { row, track: track ?? newTrack(), observation: null, identity: row.identity },
      stop: new AbortController(),
      wake: () => undefined,
    }
    this.#watches.set(row.id, watch)
    void this.#loop(watch, target, phaseMs).catch((error: unknown) => {
      this.#log.error({ err: error, device: row.name }, 'the poll loop of a UPS ended; it is begun anew')
      if (!watch.stop.signal.aborted) setTimeout(() => this.start(row, target, watch.device.track, 0), POLL_MS).unref()
    })
  }

  /** A new name or a corrected row, without losing what was seen. */
  rename(row: DeviceRow): void {
    const watch = this.#watches.get(row.id)
    if (watch !== undefined) watch.device = { ...watch.device, row }
  }

  stop(id: DeviceId): void {
    const watch = this.#watches.get(id)
    this.#watches.delete(id)
    watch?.stop.abort()
    watch?.wake()
  }

  stopAll(): void {
    for (const id of [...this.#watches.keys()]) this.stop(id)
  }

  async #loop(watch: Watch, target: UpsTarget, phaseMs: number): Promise<void> {
    const { signal } = watch.stop
    await rest(watch, phaseMs)
    let session: UpsSession | null = null
    // Polls are due at fixed moments: an interval after the end of a poll would be longer than the interval.
    let dueAtMs = this.#clock.now()
    try {
      while (!signal.aborted) {
        session ??= await this.#open(watch, target)
        if (session === null) {
          await rest(watch, DETECT_AGAIN_MS)
          dueAtMs = this.#clock.now()
          continue
        }
        const result = await session.poll({ deadlineMs: DEADLINE_MS, signal })
        if (signal.aborted) break
        // It answers as another device than the one that was found: a card was replaced, or serves another MIB since its update.
        if (result.kind === 'unsupported') {
          session.close()
          session = null
        }
        const nowMs = this.#clock.now()
        const before = watch.device
        watch.device =
          result.kind === 'ok'
            ? { ...before, track: trackAnswer(before.track, result.value, nowMs), observation: result.value }
            : { ...before, track: trackSilence(before.track, `${result.message} ${result.hint}`.trim(), nowMs) }
        this.#onPoll(before, watch.device)
        const { track } = watch.device
        const everyMs = track.supply === 'battery' || track.misses > 0 ? FAST_POLL_MS : POLL_MS
        dueAtMs = Math.max(dueAtMs + everyMs, nowMs + SHORTEST_PAUSE_MS)
        await rest(watch, dueAtMs - nowMs)
      }
    } finally {
      session?.close()
    }
  }

  async #open(watch: Watch, target: UpsTarget): Promise<UpsSession | null> {
    const { family } = target.address.protocol === 'snmp' ? target.address : { family: 'nut' }
    const named = upsDrivers.find((driver) => driver.family === family)
    if (named !== undefined) {
      const session = named.open(target)
      const identified = await session.identify({ deadlineMs: DETECT_DEADLINE_MS, signal: watch.stop.signal })
      if (identified.kind === 'ok') watch.device = { ...watch.device, identity: identified.value }
      return session
    }
    const found = await detectUps(target, { deadlineMs: DETECT_DEADLINE_MS, signal: watch.stop.signal })
    if (found.kind === 'ok') {
      watch.device = { ...watch.device, identity: found.value.identity }
      return found.value.open()
    }
    const before = watch.device
    watch.device = { ...before, track: trackSilence(before.track, `${found.message} ${found.hint}`.trim(), this.#clock.now()) }
    if (!watch.stop.signal.aborted) this.#onPoll(before, watch.device)
    return null
  }
}

const rest = (watch: Watch, ms: number): Promise<void> =>
  new Promise((done) => {
    if (watch.stop.signal.aborted) return done()
    const timer = setTimeout(done, ms)
    watch.wake = () => {
      clearTimeout(timer)
      done()
    }
  })

export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) return done()
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      done()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish)
  })
