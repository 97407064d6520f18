import { type CallOptions, refused, type TaskState } from '../../ports'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { askJob } from './act-questions'
import type { Vmm } from './vmm'

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const isGuid = (text: string): boolean => GUID.test(text)

const SUCCEEDED = ['Completed', 'SucceedWithInfo']
const FAILED = ['Failed', 'Canceled', 'Cancelled']

/** A word that nobody knows is taken for "under way": what was wanted is looked at anyway. */
export const taskState = async (vmm: Vmm, job: string, options: CallOptions): Promise<TaskState> => {
  if (!isGuid(job)) throw new CallFailed(refused('This is no job of SCVMM.', 'Ask with the id that the act returned.'))
  const { job: told } = await vmm.ask(askJob, { job }, options)
  if (told === null) return { state: 'gone' }
  if (SUCCEEDED.includes(told.Status)) return { state: 'succeeded' }
  if (FAILED.includes(told.Status)) {
    const words = [told.Problem, told.Recommended].filter(Boolean).join(' ')
    return { state: 'failed', message: words || `SCVMM ended it: ${told.Status}.` }
  }
  return { state: 'running', progressPercent: told.ProgressValue ?? null }
}
