import { driver } from '../../../server/drivers/hypervisor/vsphere/driver'
import type { DriverResult, ManagerSession, TaskState } from '../../../server/drivers/ports'
import { until } from '../../../server/testing/require-peer'
import type { Vcsim } from './start'

export const quick = { deadlineMs: 10_000 }

/** The value, or a failed test that says what the driver said. */
export const value = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message} ${result.hint}`)
  return result.value
}

/** What a person would read. */
export const words = (result: DriverResult<unknown>): string =>
  result.kind === 'ok' ? 'ok' : `${result.kind}: ${result.message} ${result.hint}`

export const openAt = (lab: Vcsim, changed: { password?: string; pins?: string[]; url?: string } = {}): ManagerSession =>
  driver.open({
    address: { kind: 'vsphere', url: changed.url ?? lab.url, pins: changed.pins ?? [lab.fingerprint] },
    secret: { kind: 'password', user: lab.user, password: changed.password ?? lab.password },
  })

/** Waits for the end of a task that an act began. */
export const ending = (session: ManagerSession, task: string | null): Promise<TaskState> => {
  if (task === null) throw new Error('the act began no task')
  return until(`the end of ${task}`, async () => {
    const state = value(await session.task(task, quick))
    return state.state === 'running' ? null : state
  })
}
