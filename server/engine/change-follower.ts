import type { Logger } from 'pino'
import type { ChangedObjects, ManagerSession } from '../drivers/ports'
import { pause } from './power-watch'

/** Changes that come close together are looked at together: a whole row of VMs that stops must not be read one by one. */
const GATHER_MS = 100
/** More than so many objects: the whole inventory is read instead. */
const MANY = 20
/** Whole readings because of changes are so far apart: a row of a thousand VMs that stops keeps the manager busy enough. */
const ALL_AGAIN_MS = 1_000
/** After a stream has died it is begun anew, at first soon. Until then the inventory is polled as ever. */
const AGAIN_MS = [2_000, 10_000, 60_000] as const
const LIVED_MS = 60_000

export interface ChangeFollowerParts {
  readonly name: string
  readonly session: ManagerSession
  readonly log: Logger
  readonly signal: AbortSignal
  /** Reads these objects now. */
  readonly look: (changed: ChangedObjects) => Promise<void>
  /** Reads everything now. */
  readonly lookAtAll: () => void
}

/**
 * Follows what a manager tells of changes. It only leads to looking sooner: what is believed comes from readings, and a stream that
 * dies or says nothing costs no more than the seconds until the next one.
 */
export class ChangeFollower {
  readonly #parts: ChangeFollowerParts
  readonly #vms = new Set<string>()
  readonly #hosts = new Set<string>()
  #isAll = false
  #isLooking = false

  constructor(parts: ChangeFollowerParts) {
    this.#parts = parts
  }

  /** Until the signal ends it. Nothing where the platform has no events. */
  async follow(): Promise<void> {
    const { name, session, log, signal } = this.#parts
    for (let failures = 0; !signal.aborted && session.watchChanges !== undefined; failures += 1) {
      const beganAtMs = performance.now()
      const failure = await session
        .watchChanges((changed) => this.changed(changed), signal)
        .catch((error: unknown) => {
          log.error({ err: error, manager: name }, 'a driver threw while it told of changes')
          return null
        })
      if (signal.aborted) return
      if (performance.now() - beganAtMs > LIVED_MS) failures = 0
      log.debug({ manager: name, failure }, 'the stream of changes has ended; it is begun anew')
      await pause(AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)] ?? LIVED_MS, signal)
    }
  }

  /** Also called by tests. */
  changed(changed: ChangedObjects | null): void {
    for (const id of changed?.vmNativeIds ?? []) this.#vms.add(id)
    for (const id of changed?.hostNativeIds ?? []) this.#hosts.add(id)
    this.#isAll ||= changed === null || this.#vms.size + this.#hosts.size > MANY
    if (!this.#isLooking && (this.#isAll || this.#vms.size + this.#hosts.size > 0)) void this.#lookSoon()
  }

  async #lookSoon(): Promise<void> {
    this.#isLooking = true
    const { signal, look, lookAtAll, log, name } = this.#parts
    while (!signal.aborted && (this.#isAll || this.#vms.size + this.#hosts.size > 0)) {
      await pause(GATHER_MS, signal)
      const changed = { vmNativeIds: [...this.#vms], hostNativeIds: [...this.#hosts] }
      const isAll = this.#isAll
      this.#vms.clear()
      this.#hosts.clear()
      this.#isAll = false
      if (isAll) {
        lookAtAll()
        await pause(ALL_AGAIN_MS, signal)
      } else await look(changed).catch((error: unknown) => log.error({ err: error, manager: name }, 'looking at changes failed'))
    }
    this.#isLooking = false
  }
}
