import type { ManagerId } from '../domain/ids'
import { isEnded, type RunWithSteps } from '../domain/run'
import type { World } from '../domain/world'
import type { ManagerWatch } from './manager-watch'
import { type IsDeleted, stillAside } from './still-aside'

const ASK_DEADLINE_MS = 5_000

interface Parts {
  readonly managers: Pick<ManagerWatch, 'call'>
  readonly world: () => Pick<World, 'managers' | 'vms'>
  /** Those that are shown. */
  readonly runs: () => readonly RunWithSteps[]
}

interface Question {
  readonly managerId: ManagerId
  readonly nativeId: string
}

const keyOf = ({ managerId, nativeId }: Question): string => `${managerId} ${nativeId}`

/**
 * Which VMs, of those that runs have left set aside, were deleted: nobody can put these back. That an inventory does not name one is no
 * proof (it is old, or its account sees fewer): its manager is asked for that very VM, once for each inventory without it (A4).
 */
export class DeletedVms {
  readonly #parts: Parts
  readonly #deleted = new Set<string>()
  readonly #askedOf = new Map<string, number>()
  #asking: Promise<void> | null = null

  constructor(parts: Parts) {
    this.#parts = parts
  }

  readonly has: IsDeleted = (managerId, nativeId) => this.#deleted.has(keyOf({ managerId, nativeId }))

  /** Asks in the background what has not been asked since the newest inventory. */
  tick(): void {
    const questions = this.#questions()
    const open = new Set(questions.map(keyOf))
    // It is there (again), or nobody needs to know any more.
    for (const key of this.#deleted) if (!open.has(key)) this.#deleted.delete(key)
    for (const key of this.#askedOf.keys()) if (!open.has(key)) this.#askedOf.delete(key)
    this.#asking ??= this.#askAll(questions).finally(() => (this.#asking = null))
  }

  /** Until everything that was begun has been answered. */
  async settled(): Promise<void> {
    await this.#asking
  }

  #questions(): readonly Question[] {
    const { managers, vms } = this.#parts.world()
    const aside = this.#parts
      .runs()
      .flatMap((run) =>
        isEnded(run.phase) ? stillAside(run, managers).map(({ safeguard }) => ({ safeguard, endedAtMs: run.endedAtMs })) : [],
      )
    if (aside.length === 0) return []
    const there = new Set(vms.map(({ managerId, nativeId }) => keyOf({ managerId, nativeId })))
    return aside.flatMap(({ safeguard, endedAtMs }) => {
      const manager = managers.find(({ id }) => id === safeguard?.managerId)
      const isRead = manager?.contact === 'ok' && (manager.refreshedAtMs ?? 0) > (endedAtMs ?? Number.POSITIVE_INFINITY)
      if (manager === undefined || !isRead || safeguard?.found.kind !== 'autostart') return []
      return safeguard.found.vms
        .map(({ nativeId }) => ({ managerId: manager.id, nativeId }))
        .filter((question) => !there.has(keyOf(question)))
    })
  }

  async #askAll(questions: readonly Question[]): Promise<void> {
    const readAtMs = new Map(this.#parts.world().managers.map(({ id, refreshedAtMs }) => [id, refreshedAtMs ?? 0]))
    for (const question of questions) {
      const key = keyOf(question)
      const read = readAtMs.get(question.managerId) ?? 0
      if (this.#deleted.has(key) || this.#askedOf.get(key) === read) continue
      this.#askedOf.set(key, read)
      const seen = await this.#parts.managers.call(question.managerId, { deadlineMs: ASK_DEADLINE_MS }, (session, options) =>
        session.observeVm(question.nativeId, options),
      )
      if (seen.kind === 'ok' && seen.value === null) this.#deleted.add(key)
    }
  }
}
