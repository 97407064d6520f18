import { randomUUID } from 'node:crypto'
import type { TaskState } from '../../ports'
import type { Deed } from './endpoint'

interface Job {
  readonly id: string
  readonly machineId: string
  readonly deed: Deed
  readonly cut: AbortController
  readonly ended: Promise<void>
  isOver: boolean
  succeeded: boolean
}

const MOST_KEPT = 500

/** Commands under way, one for each machine: the newest wish counts, and the same wish twice is one (A2). */
export class Jobs {
  readonly #byId = new Map<string, Job>()
  readonly #ofMachine = new Map<string, Job>()

  /** The same wish, while it is still being carried out. */
  underWay(machineId: string, deed: Deed): Job | null {
    const job = this.#ofMachine.get(machineId)
    return job !== undefined && !job.isOver && job.deed === deed ? job : null
  }

  /** `work` throws where it ends badly. What another deed still does to the machine is cut off: nothing stuck is in the way (A3). */
  begin(machineId: string, deed: Deed, work: (signal: AbortSignal) => Promise<void>): Job {
    const same = this.underWay(machineId, deed)
    if (same !== null) return same
    this.#ofMachine.get(machineId)?.cut.abort()
    const cut = new AbortController()
    const ended = work(cut.signal)
    const job: Job = { id: randomUUID(), machineId, deed, cut, ended, isOver: false, succeeded: false }
    void ended.then(
      () => Object.assign(job, { isOver: true, succeeded: true }),
      () => Object.assign(job, { isOver: true }),
    )
    this.#byId.set(job.id, job)
    this.#ofMachine.set(machineId, job)
    const oldest = this.#byId.keys().next().value
    if (this.#byId.size > MOST_KEPT && oldest !== undefined) this.#byId.delete(oldest)
    return job
  }

  /** A command that ended badly may have done its work all the same (A1): it is `gone`, never `failed`, and looking tells. */
  state(id: string): TaskState {
    const job = this.#byId.get(id)
    if (job === undefined) return { state: 'gone' }
    if (!job.isOver) return { state: 'running', progressPercent: null }
    return job.succeeded ? { state: 'succeeded' } : { state: 'gone' }
  }

  close(): void {
    for (const job of this.#byId.values()) job.cut.abort()
  }
}
