import type { VirtualMachine } from '../domain/world'

/** Tags, in any case, that mark VMs whose state must never be saved (D9). */
export const NEVER_SAVED_TAGS = ['dc', 'domain-controller', 'cluster-member'] as const

/** Why saving the state of this VM is forbidden (D9); null: it may be saved. */
export const whyNeverSaved = (vm: VirtualMachine): string | null => {
  if (vm.hasPassthrough) return 'a device is passed through to it, so its state cannot be saved'
  const tag = vm.tags.find((given) => NEVER_SAVED_TAGS.some((known) => known === given.toLowerCase()))
  return tag === undefined ? null : `it is tagged "${tag}": its state must not be saved`
}

/** Why plain loops leave this VM alone (D6); null: an ordinary VM. */
export const whySystemVm = (vm: VirtualMachine): string | null =>
  vm.systemKind === null ? null : `a system VM of the platform (${vm.systemKind}), which the platform itself takes care of`

export const guestToolsWarning = (vm: VirtualMachine): string | null =>
  vm.guestTools === 'not-running' || vm.guestTools === 'not-installed'
    ? `its guest tools are ${vm.guestTools === 'not-running' ? 'not running' : 'not installed'}: it may not follow a shutdown`
    : null
