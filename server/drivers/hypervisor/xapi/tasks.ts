import type { TaskState } from '../../ports'
import type { Budget } from './budget'
import { CallFailed, isGone } from './call-failed'
import type { Connection } from './connection'
import { faultFailure } from './fault-words'
import { anySchema, refSchema, taskSchema } from './wire'

const KEPT_ENDS = 500

/** The power state that a task was to bring, for those that complain that the VM is in it already (A2). */
const WANTED_POWER: Readonly<Record<string, string>> = {
  clean_shutdown: 'halted',
  hard_shutdown: 'halted',
  suspend: 'suspended',
  start: 'running',
  start_on: 'running',
  resume: 'running',
  resume_on: 'running',
  unpause: 'running',
}

/** In words that follow "cannot". */
const DOING: Readonly<Record<string, string>> = {
  clean_shutdown: 'shut the guest down',
  hard_shutdown: 'power the VM off',
  suspend: 'save the VM’s state',
  start: 'start the VM',
  start_on: 'start the VM',
  resume: 'resume the VM',
  resume_on: 'resume the VM',
  unpause: 'unpause the VM',
  pool_migrate: 'move the VM',
  evacuate: 'empty the host',
  shutdown: 'shut the host down',
  power_on: 'power the host on',
  disable_ha: 'switch HA off',
  enable_ha: 'switch HA on',
}

/** "Async.VM.clean_shutdown" → "clean_shutdown". */
const verbOf = (label: string | null): string => label?.split('.').at(-1) ?? ''

/** The tasks that this session has begun, and how they ended. */
export class Tasks {
  readonly #connection: Connection
  readonly #begun = new Set<string>()
  /** A task is taken away from the pool once it was seen to end; its end is remembered for those who ask again. */
  readonly #ends = new Map<string, TaskState>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Begins `method` as a task of the pool and returns it. */
  async begin(method: string, args: readonly unknown[], doing: string, budget: Budget): Promise<string> {
    const call = { method: `Async.${method}`, args, schema: refSchema, doing, changes: true }
    const task = await this.#connection.call(call, budget)
    this.#begun.add(task)
    return task
  }

  async cancel(task: string, doing: string, budget: Budget): Promise<void> {
    try {
      await this.#connection.call({ method: 'task.cancel', args: [task], schema: anySchema, doing, changes: true }, budget)
    } catch (error) {
      // It has ended meanwhile.
      if (!isGone(error)) throw error
    }
  }

  async state(task: string, budget: Budget): Promise<TaskState> {
    const ended = this.#ends.get(task)
    if (ended !== undefined) return ended
    const state = await this.#read(task, budget)
    if (state.state === 'running' || !this.#begun.delete(task)) return state
    this.#ends.set(task, state)
    const [oldest] = this.#ends.keys()
    if (this.#ends.size > KEPT_ENDS && oldest !== undefined) this.#ends.delete(oldest)
    const call = { method: 'task.destroy', args: [task], schema: anySchema, doing: 'clear the task away' }
    // Left alone, the pool clears it away itself after a day.
    await this.#connection.call(call, budget).catch((error: unknown) => {
      if (!(error instanceof CallFailed)) throw error
    })
    return state
  }

  async #read(task: string, budget: Budget): Promise<TaskState> {
    try {
      const call = { method: 'task.get_record', args: [task], schema: taskSchema, doing: 'tell about this task' }
      const { status, name_label: label, progress, error_info: errors } = await this.#connection.call(call, budget)
      switch (status) {
        case 'success':
          return { state: 'succeeded' }
        case 'failure':
          return failed(verbOf(label), errors)
        case 'cancelled':
          return { state: 'failed', message: 'The task was cancelled.' }
        default:
          return { state: 'running', progressPercent: percentOf(progress ?? null) }
      }
    } catch (error) {
      if (isGone(error)) return { state: 'gone' }
      throw error
    }
  }
}

const percentOf = (fraction: number | null): number | null =>
  fraction === null || !(fraction >= 0 && fraction <= 1) ? null : Math.round(fraction * 100)

const failed = (verb: string, [code, ...params]: readonly string[]): TaskState => {
  if (code === undefined) return { state: 'failed', message: 'The task failed; the pool does not say why.' }
  if (code === 'VM_BAD_POWER_STATE' && params[2]?.toLowerCase() === WANTED_POWER[verb]) return { state: 'succeeded' }
  return { state: 'failed', message: faultFailure({ code, params }, DOING[verb] ?? 'finish the task').message }
}
