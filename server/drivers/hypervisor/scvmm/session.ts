import type { HostFacts, VmFacts } from '../../../domain/inventory'
import { type CallOptions, type DriverResult, type ManagerSession, type ManagerTarget, ok } from '../../ports'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { perform } from './acts'
import { inventoryOf } from './inventory'
import { askHost, askInventory, askServer, askVm } from './questions'
import { isGuid, taskState } from './tasks'
import { openVmm, type Vmm } from './vmm'

export const openSession = (target: ManagerTarget): ManagerSession => {
  let opened: Vmm | null = null
  const vmm = () => (opened ??= openVmm(target))

  const result = async <T>(work: () => Promise<T>): Promise<DriverResult<T>> => {
    try {
      return ok(await work())
    } catch (error) {
      if (error instanceof CallFailed) return error.failure
      throw error
    }
  }

  const identify = async (options: CallOptions) => {
    const { server } = await vmm().ask(askServer, {}, options)
    return {
      kind: 'scvmm' as const,
      product: 'System Center Virtual Machine Manager',
      version: server.ProductVersion ?? null,
      instanceUuid: null,
    }
  }

  const vm = async (id: string, options: CallOptions): Promise<VmFacts | null> =>
    inventoryOf(await vmm().ask(askVm, { vm: id }, options)).vms.find((one) => one.nativeId === id) ?? null

  const host = async (id: string, options: CallOptions): Promise<HostFacts | null> => {
    if (isGuid(id))
      return inventoryOf(await vmm().ask(askHost, { host: id }, options)).hosts.find((one) => one.nativeId === id) ?? null
    await vmm().reach(options)
    return null
  }

  return {
    identify: (options) => result(() => identify(options)),
    inventory: (options) => result(async () => inventoryOf(await vmm().ask(askInventory, {}, options))),
    observeVm: (id, options) => result(async () => (isGuid(id) ? vm(id, options) : null)),
    observeHost: (id, options) => result(() => host(id, options)),
    act: (act, options) => result(async () => ({ task: await perform(act, vmm(), options) })),
    task: (id, options) => result(() => taskState(vmm(), id, options)),
    close: async () => opened?.close(),
  }
}
