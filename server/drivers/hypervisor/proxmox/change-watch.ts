import { setTimeout as pause } from 'node:timers/promises'
import { type ChangedObjects, type DriverFailure, unreachable } from '../../ports'
import type { PveClient } from './client'
import { taskListSchema } from './wire'

/** Proxmox VE has no events; its list of tasks is short and costs it nothing. */
const LOOK_EVERY_MS = 2_000
const LOOK_DEADLINE_MS = 5_000

/** "qmstart", "vzshutdown", "qmigrate", … of one guest; null: of none, or of several. */
const guestOf = ({ type, id }: { readonly type: string | null; readonly id: string | null }): string | null => {
  if (id === null || !/^\d{3,9}$/.test(id)) return null
  if (type?.startsWith('qm') === true) return `qemu/${id}`
  return type?.startsWith('vz') === true && type !== 'vzdump' ? `lxc/${id}` : null
}

/** Tells of guests whose tasks have begun or ended since the look before. What happens without a task is found by polling. */
export const watchChanges = async (
  client: PveClient,
  tell: (changed: ChangedObjects) => void,
  signal: AbortSignal,
): Promise<DriverFailure> => {
  let known: ReadonlyMap<string, string | null> | null = null
  while (!signal.aborted) {
    const tasks = await client.get('/cluster/tasks', {}, taskListSchema, { deadlineMs: LOOK_DEADLINE_MS, signal })
    if (tasks.kind !== 'ok') return { kind: tasks.kind, message: tasks.message, hint: tasks.hint }
    const before = known
    const news = tasks.value.filter(({ upid, status }) => before !== null && (!before.has(upid) || before.get(upid) !== status))
    const vmNativeIds = [...new Set(news.flatMap((task) => guestOf(task) ?? []))]
    if (vmNativeIds.length > 0) tell({ vmNativeIds, hostNativeIds: [] })
    known = new Map(tasks.value.map(({ upid, status }) => [upid, status]))
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
  return unreachable('Listening was ended.', '')
}
