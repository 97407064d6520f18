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

/** What a task wrote, as far as it could be read. */
async function* logOf(client: PveClient, node: string, upid: string, options: CallOptions): AsyncGenerator<string> {
  const budget = budgetOf(options)
  for (let start = 0; ; start += LOG_LINES) {
    const log = await client.get(`${taskPath(node, upid)}/log`, { start, limit: LOG_LINES }, taskLogSchema, budget())
    if (log.kind !== 'ok') return
    for (const { t } of log.value) if (t !== null && t !== 'no content') yield t
    if (log.value.length < LOG_LINES || budget().deadlineMs === 0) return
  }
}

/** The last thing that a failed task wrote; its exit status is often only "job errors" or "migration problems". */
const lastWords = async (client: PveClient, node: string, upid: string, options: CallOptions): Promise<string | null> => {
  let last: string | null = null
  for await (const line of logOf(client, node, upid, options)) last = line
  return last
}

/** "migration speed: 256.00 MB/s - downtime 41 ms", later versions "average migration speed: …". */
const DOWNTIME = /^(?:[\d-]+ [\d:]+ )?(?:average )?migration speed: .* - downtime (\d+) ms$/

/** Milliseconds, of a live migration that has ended; null: its log does not say. */
export const downtimeOfTask = async (client: PveClient, upid: string | null, options: CallOptions): Promise<number | null> => {
  const node = upid === null ? null : nodeOf(upid)
  if (upid === null || node === null) return null
  let told: number | null = null
  for await (const line of logOf(client, node, upid, options)) {
    const milliseconds = DOWNTIME.exec(line)?.[1]
    if (milliseconds !== undefined) told = Number(milliseconds)
  }
  return told
}

const BYTES = { B: 1, KiB: 1_024, MiB: 1_024 ** 2, GiB: 1_024 ** 3, TiB: 1_024 ** 4 } as const
const isUnit = (unit: string | undefined): unit is keyof typeof BYTES => unit !== undefined && unit in BYTES

/** "migration active, transferred 1.2 GiB of 4.0 GiB VM-state, 113.5 MiB/s", as QemuMigrate writes it about every second. */
const TRANSFERRED = /^(?:[\d-]+ [\d:]+ )?migration active, transferred ([\d.]+) (\w+) of ([\d.]+) (\w+) VM-state/

const percentIn = (line: string): number | null => {
  const [, sent, sentUnit, whole, wholeUnit] = TRANSFERRED.exec(line) ?? []
  if (!isUnit(sentUnit) || !isUnit(wholeUnit)) return null
  const percent = (100 * Number(sent) * BYTES[sentUnit]) / (Number(whole) * BYTES[wholeUnit])
  // What guests write anew is sent again: more than all of it may be sent before the end.
  return Number.isFinite(percent) ? Math.min(99, percent) : null
}

/** Only moves write how far they are. It is for people to see, so nothing waits long for it. */
const PROGRESS_WITHIN_MS = 1_000

const progressOf = async (client: PveClient, upid: string, node: string, options: CallOptions): Promise<number | null> => {
  if (!/^UPID(?::[^:]*){4}:qmigrate:/.test(upid)) return null
  const brief = { ...options, deadlineMs: Math.min(PROGRESS_WITHIN_MS, options.deadlineMs) }
  let percent: number | null = null
  for await (const line of logOf(client, node, upid, brief)) percent = percentIn(line) ?? percent
  return percent
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
  if (status.value.status === 'running')
    return { kind: 'ok', value: { state: 'running', progressPercent: await progressOf(client, upid, node, budget()) } }
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
