import { setMaxListeners } from 'node:events'
import type { Logger } from 'pino'
import { type PowerTrack, newTrack, trackAnswer, trackSilence } from '../decide/power-track'
import { hasOtherSerial } from '../domain/device-change'
import type { DeviceId } from '../domain/ids'
import type { UpsIdentity, UpsObservation } from '../domain/ups'
import { detectUps } from '../drivers/ups/detect'
import { upsDrivers } from '../drivers/ups/registry'
import type { UpsDriver, UpsSession, UpsTarget } from '../drivers/ports'
import type { CommandSupport } from '../domain/view'
import type { DeviceRow } from '../store/store'
import { Gate } from './gate'
import type { Clock } from './steady-clock'
import { withHint } from './with-hint'

const POLL_MS = 2_000
/** On battery, and while an answer is missing. */
const FAST_POLL_MS = 1_000
/** So many polls that read everything are had of calm UPSs in a second; where there are more UPSs, the polls between read in brief. */
const WHOLE_POLLS_PER_SECOND = 500
/** However many UPSs there are: a temperature is to be read again before its danger track takes the gap for a silence. */
const MOST_BETWEEN_WHOLE_MS = 8_000
/** Between two polls of a UPS whose answer took as long as the interval. */
const SHORTEST_PAUSE_MS = 50
/** Between two polls of a UPS that somebody keeps sending traps about. */
const HURRY_PAUSE_MS = 100
/** What a trap announced may take a moment to show in what is read: many cards gather values at intervals of their own. */
const AFTER_HURRY = [
  { withinMs: 600, everyMs: 100 },
  { withinMs: 2_000, everyMs: 250 },
  { withinMs: 10_000, everyMs: FAST_POLL_MS },
] as const
const FOLLOWED_MS = 10_000
/** So many UPSs at a time are looked at more often after a trap; in a storm about more of them the others get their one poll. */
const MOST_FOLLOWED = 100
/** A storm of traps makes no storm of polls: so many begin at once, the next ones a little later. */
const HURRY_TOGETHER = 25
const HURRY_NEXT_MS = 10
const DEADLINE_MS = 1_500
const DETECT_DEADLINE_MS = 6_000
const DETECT_AGAIN_MS = 5_000
/** Getting to know a UPS costs as much as many polls: so many at a time when the engine starts, or the whole site would time out. */
const MOST_OPENED_AT_ONCE = 24
const OPENED_ALONE_MS = 400
const COMMANDS_DEADLINE_MS = 3_000
const COMMANDS_AGAIN_MS = 60_000

export interface WatchedDevice {
  readonly row: DeviceRow
  readonly track: PowerTrack
  readonly observation: UpsObservation | null
  readonly identity: UpsIdentity | null
}

interface Watch {
  device: WatchedDevice
  readonly target: UpsTarget
  session: UpsSession | null
  commands: CommandSupport | null
  commandsAskedAtMs: number
  readonly stop: AbortController
  /** Ends the pause that goes on. */
  wake: () => void
  dueAtMs: number
  /** The next poll was called for by a trap. */
  hurried: boolean
  /** When the last poll began that a trap had called for. */
  hurriedAtMs: number
  /** Since when it has been looked at more often, because of a trap. */
  followedSinceMs: number
  /** When everything was read last. */
  wholeAtMs: number
}

/** How long after a poll was due the next one is. */
export const pollEveryMs = ({ supply, misses }: PowerTrack, sinceTrapMs: number): number =>
  Math.min(
    supply === 'battery' || misses > 0 ? FAST_POLL_MS : POLL_MS,
    AFTER_HURRY.find(({ withinMs }) => sinceTrapMs < withinMs)?.everyMs ?? POLL_MS,
  )

/** Whether a poll may leave out what is merely measured: nothing is the matter, and it was read not long ago for a site of that size. */
export const mayBeBrief = ({ contact, misses, supply, flags }: PowerTrack, sinceWholeMs: number, deviceCount: number): boolean =>
  contact === 'ok' &&
  misses === 0 &&
  supply === 'mains' &&
  flags.length === 0 &&
  sinceWholeMs + POLL_MS <= Math.min(MOST_BETWEEN_WHOLE_MS, (deviceCount / WHOLE_POLLS_PER_SECOND) * 1000)

/** It, or the UPS behind it, did not answer the last time. */
const hasBeenAway = ({ contact, misses }: PowerTrack): boolean => misses > 0 || contact === 'lost'

/** The part of a poll interval by which the nth UPS waits: parts of the golden ratio lie evenly, however many there are. */
export const phaseOf = (index: number): number => Math.floor(((index * 0.618_033_988_749_895) % 1) * POLL_MS)

/** Polls every UPS, each in its own loop with its own deadline, and keeps what is known of each. */
export class PowerWatch {
  readonly #watches = new Map<DeviceId, Watch>()
  readonly #clock: Clock
  readonly #log: Logger
  readonly #onPoll: (before: WatchedDevice, after: WatchedDevice) => void
  readonly #drivers: readonly UpsDriver[]
  readonly #hurries = new Set<Watch>()
  #followed: readonly Watch[] = []
  #hurrying: NodeJS.Timeout | null = null
  readonly #opening = new Gate(MOST_OPENED_AT_ONCE, OPENED_ALONE_MS)

  constructor(
    clock: Clock,
    log: Logger,
    onPoll: (before: WatchedDevice, after: WatchedDevice) => void,
    drivers: readonly UpsDriver[] = upsDrivers,
  ) {
    this.#clock = clock
    this.#log = log
    this.#onPoll = onPoll
    this.#drivers = drivers
  }

  get devices(): readonly WatchedDevice[] {
    return [...this.#watches.values()].map((watch) => watch.device)
  }

  get(id: DeviceId): WatchedDevice | null {
    return this.#watches.get(id)?.device ?? null
  }

  /** For calls beside the polls; null while the device was not found yet. */
  session(id: DeviceId): UpsSession | null {
    return this.#watches.get(id)?.session ?? null
  }

  commands(id: DeviceId): CommandSupport | null {
    return this.#watches.get(id)?.commands ?? null
  }

  get targets(): readonly { readonly id: DeviceId; readonly name: string; readonly target: UpsTarget }[] {
    return [...this.#watches.values()].map(({ device, target }) => ({ id: device.row.id, name: device.row.name, target }))
  }

  /**
   * Something claims that this UPS changed: it is polled now, or once more after the poll that is under way. False: that was
   * arranged already.
   */
  hurry(id: DeviceId): boolean {
    const watch = this.#watches.get(id)
    if (watch === undefined || watch.hurried) return false
    watch.hurried = true
    this.#hurries.add(watch)
    this.#hurrying ??= setTimeout(() => this.#hurryNext(), 0)
    return true
  }

  /**
   * Begins to watch a UPS, or goes on with it at another address or with another credential: what was believed and seen of it stands
   * until it answers there. `track`: of one that is not watched yet, as it was kept.
   */
  start(row: DeviceRow, target: UpsTarget, track: PowerTrack | null, phaseMs: number): void {
    const before = this.get(row.id)
    this.stop(row.id)
    const watch: Watch = {
      device:
        before === null ? { row, track: track ?? newTrack(), observation: null, identity: row.identity } : { ...before, row },
      target,
      session: null,
      commands: null,
      commandsAskedAtMs: Number.NEGATIVE_INFINITY,
      stop: new AbortController(),
      wake: () => undefined,
      dueAtMs: this.#clock.now() + phaseMs,
      hurried: false,
      hurriedAtMs: Number.NEGATIVE_INFINITY,
      followedSinceMs: Number.NEGATIVE_INFINITY,
      wholeAtMs: Number.NEGATIVE_INFINITY,
    }
    // Every question that is on its way listens.
    setMaxListeners(0, watch.stop.signal)
    this.#watches.set(row.id, watch)
    void this.#loop(watch).catch((error: unknown) => {
      this.#log.error({ err: error, device: row.name }, 'the poll loop of a UPS ended; it is begun anew')
      if (!watch.stop.signal.aborted) setTimeout(() => this.start(watch.device.row, target, null, 0), POLL_MS).unref()
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
    if (this.#hurrying !== null) clearTimeout(this.#hurrying)
  }

  /** A UPS that goes on sending traps gets one poll for each, not a new series of them. */
  #follow(watch: Watch): void {
    const nowMs = this.#clock.now()
    watch.hurriedAtMs = nowMs
    const isFollowed = (one: Watch) => nowMs - one.followedSinceMs < FOLLOWED_MS
    if (isFollowed(watch)) return
    this.#followed = this.#followed.filter(isFollowed)
    if (this.#followed.length >= MOST_FOLLOWED) return
    watch.followedSinceMs = nowMs
    this.#followed = [...this.#followed, watch]
  }

  #hurryNext(): void {
    for (const watch of [...this.#hurries].slice(0, HURRY_TOGETHER)) {
      this.#hurries.delete(watch)
      watch.dueAtMs = Math.min(watch.dueAtMs, Math.max(this.#clock.now(), watch.hurriedAtMs + HURRY_PAUSE_MS))
      watch.wake()
    }
    this.#hurrying = this.#hurries.size === 0 ? null : setTimeout(() => this.#hurryNext(), HURRY_NEXT_MS)
  }

  async #loop(watch: Watch): Promise<void> {
    const { target } = watch
    const { signal } = watch.stop
    try {
      for (await this.#restUntilDue(watch); !signal.aborted; await this.#restUntilDue(watch)) {
        if (watch.hurried) this.#follow(watch)
        watch.hurried = false
        watch.session ??= await this.#opening.pass(() => this.#open(watch, target))
        const { session } = watch
        if (session === null) {
          watch.dueAtMs = this.#clock.now() + DETECT_AGAIN_MS
          continue
        }
        const begunAtMs = this.#clock.now()
        const brief = this.#mayBeBrief(watch, begunAtMs)
        const result = await session.poll({ deadlineMs: DEADLINE_MS, signal, brief })
        if (signal.aborted) break
        // It answers as another device than the one that was found: a card was replaced, or serves another MIB since its update.
        if (result.kind === 'unsupported') {
          session.close()
          watch.session = null
          watch.commands = null
        } else if (result.kind === 'ok') {
          if (result.value.isBrief !== true) watch.wholeAtMs = begunAtMs
          void this.#learnCommands(watch, session)
          if (hasBeenAway(watch.device.track)) void this.#recognise(watch, session)
        }
        const nowMs = this.#clock.now()
        const before = watch.device
        watch.device =
          result.kind === 'ok'
            ? { ...before, track: trackAnswer(before.track, result.value, nowMs), observation: result.value }
            : { ...before, track: trackSilence(before.track, withHint(result), nowMs) }
        this.#onPoll(before, watch.device)
        watch.dueAtMs = this.#dueAfter(watch, begunAtMs, nowMs)
      }
    } finally {
      watch.session?.close()
    }
  }

  /** A trap's poll reads everything. */
  #mayBeBrief({ device, hurriedAtMs, wholeAtMs }: Watch, nowMs: number): boolean {
    return nowMs - hurriedAtMs >= FOLLOWED_MS && mayBeBrief(device.track, nowMs - wholeAtMs, this.#watches.size)
  }

  /** Beside the polls, for NUT is asked over the network. */
  async #learnCommands(watch: Watch, session: UpsSession): Promise<void> {
    const nowMs = this.#clock.now()
    if (watch.commands !== null || nowMs - watch.commandsAskedAtMs < COMMANDS_AGAIN_MS) return
    watch.commandsAskedAtMs = nowMs
    const kinds = await session.commandKinds({ deadlineMs: COMMANDS_DEADLINE_MS, signal: watch.stop.signal })
    if (watch.session !== session) return
    if (kinds.kind === 'ok') watch.commands = { kinds: kinds.value, reason: null }
    else if (kinds.kind !== 'unreachable') watch.commands = { kinds: [], reason: `${kinds.message}. ${kinds.hint}` }
  }

  /** Beside the polls: what was silent may have been replaced meanwhile. It shows with the next poll. */
  async #recognise(watch: Watch, session: UpsSession): Promise<void> {
    const options = { deadlineMs: DETECT_DEADLINE_MS, signal: watch.stop.signal }
    const told = await this.#opening.pass(() => session.identify(options))
    if (watch.session === session && told.kind === 'ok' && hasOtherSerial(watch.device.identity, told.value))
      watch.device = { ...watch.device, identity: told.value }
  }

  /** Polls are due at fixed moments: an interval after the end of a poll would be longer than the interval. */
  #dueAfter(watch: Watch, begunAtMs: number, nowMs: number): number {
    const everyMs = pollEveryMs(watch.device.track, nowMs - watch.followedSinceMs)
    // Called for while this poll was under way: it may have read what was before.
    if (watch.hurried) return Math.max(nowMs, watch.hurriedAtMs + HURRY_PAUSE_MS)
    // Where a poll was late (the process was busy, the UPS detected anew) the moments are counted from it.
    const wasDueAtMs = begunAtMs - watch.dueAtMs > POLL_MS ? begunAtMs : watch.dueAtMs
    return Math.max(wasDueAtMs + everyMs, nowMs + SHORTEST_PAUSE_MS)
  }

  async #restUntilDue(watch: Watch): Promise<void> {
    for (;;) {
      const leftMs = watch.dueAtMs - this.#clock.now()
      if (leftMs <= 0 || watch.stop.signal.aborted) return
      await rest(watch, leftMs)
    }
  }

  async #open(watch: Watch, target: UpsTarget): Promise<UpsSession | null> {
    const { family } = target.address.protocol === 'snmp' ? target.address : { family: 'nut' }
    const named = this.#drivers.find((driver) => driver.family === family)
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
    watch.device = { ...before, track: trackSilence(before.track, withHint(found), this.#clock.now()) }
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
