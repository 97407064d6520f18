import type { ManagerSecret } from '../../../server/domain/manager'
import { driver } from '../../../server/drivers/hypervisor/libvirt/driver'
import type { DriverResult, ManagerSession, TaskState } from '../../../server/drivers/ports'
import { until } from '../../../server/testing/require-peer'
import type { KvmLab } from './start'

export const quick = { deadlineMs: 20_000 }
/** A lab's hosts share few processors with everything else that is tested. */
export const PATIENCE_MS = 90_000

/** The value, or a failed test that says what the driver said. */
export const value = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message} ${result.hint}`)
  return result.value
}

/** What a person would read. */
export const words = (result: DriverResult<unknown>): string =>
  result.kind === 'ok' ? 'ok' : `${result.kind}: ${result.message} ${result.hint}`

export const keyOf = (lab: KvmLab): ManagerSecret => ({
  kind: 'ssh-key',
  user: lab.user,
  privateKey: lab.privateKey,
  passphrase: '',
})

export const openAt = (
  lab: KvmLab,
  changed: { readonly url?: string; readonly pins?: readonly string[]; readonly secret?: ManagerSecret } = {},
): ManagerSession =>
  driver.open({
    address: { kind: 'libvirt', url: changed.url ?? lab.url, pins: [...(changed.pins ?? lab.pins)] },
    secret: changed.secret ?? keyOf(lab),
  })

/** Waits for the end of a task that an act began. */
export const ending = (session: ManagerSession, task: string | null): Promise<TaskState> => {
  if (task === null) throw new Error('the act began no task')
  return until(
    `the end of ${task}`,
    async () => {
      const state = value(await session.task(task, quick))
      return state.state === 'running' ? null : state
    },
    PATIENCE_MS,
  )
}

export const vmSeen = (
  session: ManagerSession,
  uuid: string,
  what: string,
  wanted: (vm: { power: string; host: string | null }) => boolean,
) =>
  until(
    what,
    async () => {
      const vm = value(await session.observeVm(uuid, quick))
      return vm !== null && wanted({ power: vm.power, host: vm.hostNativeId }) ? vm : null
    },
    PATIENCE_MS,
    100,
  )
