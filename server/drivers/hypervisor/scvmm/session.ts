import type { HostFacts, VmFacts } from '../../../domain/inventory'
import type { CallOptions, ManagerSession, ManagerTarget } from '../../ports'
import { resultOf } from '../../protocols/ssh/call-failed'
import { perform } from './acts'
import { observeAutostart, setAutostart } from './autostart'
import { watchChanges } from './change-watch'
import { inventoryOf } from './inventory'
import { askHost, askInventory, askServer, askVm } from './questions'
import { missingRights } from './rights'
import { isGuid, taskState } from './tasks'
import { openVmm, type Vmm } from './vmm'

export const openSession = (target: ManagerTarget): ManagerSession => {
  let opened: Vmm | null = null
  const vmm = () => (opened ??= openVmm(target))

  const identify = async (options: CallOptions) => {
    const { server } = await vmm().ask(askServer, {}, options)
    const notes = missingRights(server)
    return {
      kind: 'scvmm' as const,
      product: 'System Center Virtual Machine Manager',
      version: server.ProductVersion ?? null,
      instanceUuid: null,
      ...(notes.length === 0 ? {} : { notes }),
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
    identify: (options) => resultOf(() => identify(options)),
    inventory: (options) => resultOf(async () => inventoryOf(await vmm().ask(askInventory, {}, options))),
    observeVm: (id, options) => resultOf(async () => (isGuid(id) ? vm(id, options) : null)),
    observeHost: (id, options) => resultOf(() => host(id, options)),
    act: (act, options) => resultOf(async () => ({ task: await perform(act, vmm(), options) })),
    task: (id, options) => resultOf(() => taskState(vmm(), id, options)),
    watchChanges: async (tell, signal) => {
      const listened = await resultOf(() => watchChanges(vmm(), tell, signal))
      return listened.kind === 'ok' ? listened.value : listened
    },
    observeSafeguard: (id, options, found) => resultOf(() => observeAutostart(vmm(), id, options, found)),
    setSafeguard: (order, options) =>
      resultOf(async () => {
        await setAutostart(vmm(), order, options)
        return { task: null }
      }),
    close: async () => opened?.close(),
  }
}
