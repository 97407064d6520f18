import { refused } from '../../ports'
import type { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { CallFailed } from '../../protocols/ssh/call-failed'
import type { Outcome } from './act-questions'
import { codeFailure } from './return-codes'
import { isGuid, jobTask } from './task-id'

/** The task that goes on by itself; null: it is done. */
export const accepted = (host: PowerShellHost, doing: string, { code, job }: Outcome): string | null => {
  if (code === null)
    throw new CallFailed(refused(`${host.name} cannot ${doing}: it is not there (any more).`, 'Read the inventory again.'))
  const failure = codeFailure(doing, code)
  if (failure !== null) throw new CallFailed(failure)
  return job !== null && isGuid(job) ? jobTask(host.name, job) : null
}
