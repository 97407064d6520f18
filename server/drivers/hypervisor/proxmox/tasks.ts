import { type CallOptions, type TaskState, refused } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { type PveClient, segment } from './client'
import { type PveResult, other } from './failure'
import { type GuestRef } from './guest'
import { nothingSchema, taskListSchema, taskLogSchema, taskStatusSchema } from './wire'

/** "UPID:node:pid:pstart:starttime:type:id:user:" → node; null where it is no task id. */
const nodeOf = (upid: string): string | null => /^UPID:([^:]+):/.exec(upid)?.[1] ?? null

const taskPath = (node: string, upid: string): string => `/nodes/${segment(node)}/tasks/${segment(upid)}`

const LOG_LINES = 500

/** The last thing that a failed task wrote; its exit status is often only "job errors" or "migration problems". */
const lastWords = async (client: PveClient, node: string, upid: string, options: CallOptions): Promise<string | null> => {
  let last: string | null = null
  for (let start = 0; ; start += LOG_LINES) {
    const log = await client.get(`${taskPath(node, upid)}/log`, { start, limit: LOG_LINES }, taskLogSchema, options)
    if (log.kind !== 'ok') return last
    const lines = log.value.flatMap((line) => (line.t === null || line.t === 'no content' ? [] : [line.t]))
    last = lines.at(-1) ?? last
    if (log.value.length < LOG_LINES || options.deadlineMs === 0) return last
  }
}

const failureText = (exitStatus: string, words: string | null): string => {
  const said = words?.replace(/^TASK ERROR:\s*/, '') ?? ''
  return said === '' || said === exitStatus ? exitStatus : `${exitStatus}: ${said}`
}

export const taskState = async (client: PveClient, upid: string, options: CallOptions): Promise<PveResult<TaskState>> => {
  const budget = budgetOf(options)
  const node = nodeOf(upid)
  if (node === null) return other(refused('This is no task of Proxmox VE.', 'Ask with the id that the act returned.'))
  const status = await client.get(`${taskPath(node, upid)}/status`, {}, taskStatusSchema, budget())
  if (status.kind !== 'ok') return status.why === 'gone' ? { kind: 'ok', value: { state: 'gone' } } : status
  if (status.value.status === 'running') return { kind: 'ok', value: { state: 'running', progressPercent: null } }
  const exit = status.value.exitstatus ?? 'ended without a result'
  // "WARNINGS: 1": done, with something to read in its log.
  if (exit === 'OK' || exit.startsWith('WARNINGS')) return { kind: 'ok', value: { state: 'succeeded' } }
  return { kind: 'ok', value: { state: 'failed', message: failureText(exit, await lastWords(client, node, upid, budget())) } }
}

/** Stops the guest's running tasks of these types and returns how many there were. */
export const stopTasks = async (
  client: PveClient,
  node: string,
  ref: GuestRef,
  types: readonly string[],
  options: CallOptions,
): Promise<PveResult<number>> => {
  const budget = budgetOf(options)
  const active = await client.get(`/nodes/${segment(node)}/tasks`, { source: 'active', vmid: ref.vmid }, taskListSchema, budget())
  if (active.kind !== 'ok') return active
  const running = active.value.filter(
    (task) =>
      (task.status === null || /^running$/i.test(task.status)) && types.includes(task.type ?? '') && task.id === String(ref.vmid),
  )
  for (const task of running) {
    const stopped = await client.delete(taskPath(node, task.upid), nothingSchema, budget())
    if (stopped.kind !== 'ok') return stopped
  }
  return { kind: 'ok', value: running.length }
}
