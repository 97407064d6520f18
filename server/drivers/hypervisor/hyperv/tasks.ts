import { type CallOptions, refused, type TaskState } from '../../ports'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { askJob, askRole } from './act-questions'
import { hostNamed } from './host-named'
import type { SiteReader } from './site-reader'
import { isGuid } from './task-id'
import { sameId } from './vm-facts'

const BEGINS_WITHIN_MS = 20_000
const LOCKED_OR_QUEUED = 1 | 4

const COMPLETED = [7, 32768]
const ENDED_BADLY = [8, 9, 10]

const jobState = async (reader: SiteReader, hostId: string, job: string, options: CallOptions): Promise<TaskState> => {
  const host = await hostNamed(reader, hostId, options)
  const { job: told } = await host.ask(askJob, { job }, options)
  if (told === null) return { state: 'gone' }
  if (COMPLETED.includes(told.JobState)) return { state: 'succeeded' }
  if (ENDED_BADLY.includes(told.JobState))
    return { state: 'failed', message: told.ErrorDescription || `Hyper-V ended it without a reason (${told.JobState}).` }
  return { state: 'running', progressPercent: told.PercentComplete }
}

const roleState = async (
  reader: SiteReader,
  [vm, from, node, sinceMs]: readonly [string, string, string, number],
  options: CallOptions,
): Promise<TaskState> => {
  const host = await hostNamed(reader, from, options)
  const role = await host.ask(askRole, { vm }, options)
  const busy = (role.StatusInformation & LOCKED_OR_QUEUED) !== 0 || role.State === 'Pending'
  if (busy) return { state: 'running', progressPercent: role.percent }
  if (sameId(role.OwnerNode, node)) return { state: 'succeeded' }
  if (Date.now() - sinceMs < BEGINS_WITHIN_MS) return { state: 'running', progressPercent: null }
  return {
    state: 'failed',
    message: `The cluster ended the move; the VM is on ${role.OwnerNode}. See the log Microsoft-Windows-FailoverClustering.`,
  }
}

export const taskState = async (reader: SiteReader, task: string, options: CallOptions): Promise<TaskState> => {
  const [kind, first = '', second = '', third = '', fourth = ''] = task.split(' ')
  if (kind === 'job' && isGuid(second) && third === '') return jobState(reader, first, second, options)
  if (kind === 'role' && isGuid(first) && /^\d+$/.test(fourth))
    return roleState(reader, [first, second, third, Number(fourth)], options)
  throw new CallFailed(refused('This is no task of these hosts.', 'Ask with the id that the act returned.'))
}
