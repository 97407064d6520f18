import type { ManagerKind, ManagerSecret } from '../../../server/domain/manager'
import { hypervisorDrivers } from '../../../server/drivers/hypervisor/registry'
import type { DriverResult, ManagerSession } from '../../../server/drivers/ports'
import { until } from '../../../server/testing/require-peer'
import type { WindowsLab } from './start'

/** Generous: a machine may be busy with everything else that is tested. */
export const patient = { deadlineMs: 60_000 }

export const openAt = (
  kind: ManagerKind,
  lab: Pick<WindowsLab<unknown>, 'url' | 'pins' | 'secret'>,
  changed: { readonly url?: string; readonly pins?: readonly string[]; readonly secret?: ManagerSecret } = {},
): ManagerSession => {
  const driver = hypervisorDrivers.find((one) => one.kind === kind)
  if (driver === undefined) throw new Error(`no driver ${kind}`)
  const { url, pins, secret } = { ...lab, ...changed }
  return driver.open({ address: { kind, url, pins: [...pins] }, secret })
}

/** What a person would read. */
export const words = (result: DriverResult<unknown>): string =>
  result.kind === 'ok' ? 'ok' : `${result.kind}: ${result.message} ${result.hint}`

/** The value, or a failed test that says what the driver said. */
export const value = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(words(result))
  return result.value
}

/** Looks again until the VM is as wanted. */
export const vmSeen = (session: ManagerSession, id: string, wanted: { power?: string; hostNativeId?: string }) =>
  until(
    `${id} to be ${JSON.stringify(wanted)}`,
    async () => {
      const vm = value(await session.observeVm(id, patient))
      const isSo =
        vm !== null &&
        vm.lockedBy === null &&
        (wanted.power ?? vm.power) === vm.power &&
        (wanted.hostNativeId ?? vm.hostNativeId) === vm.hostNativeId
      return isSo ? vm : null
    },
    90_000,
  )
