import { keepAliveWords } from '../domain/keep-alive'
import { goesWithItsHost, procedureOf } from '../domain/system-kind'
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
export const whySystemVm = ({ systemKind }: VirtualMachine): string | null => {
  if (systemKind === null) return null
  const what = `a system VM of the platform (${systemKind})`
  const procedure = procedureOf(systemKind)
  return procedure === null ? `${what}, which the platform itself takes care of` : `${what}: ${procedure}`
}

/** Whether its host must wait for it: all that runs but agents of the platform, which go and come with their hosts (A5, D6). */
export const holdsItsHost = ({ systemKind }: VirtualMachine): boolean => systemKind === null || !goesWithItsHost(systemKind)

/** Why nothing may save, stop or pause this VM before all else has ended (D5); null: an ordinary VM. */
export const whyKeptAlive = ({ keepAlive }: VirtualMachine): string | null =>
  keepAlive === undefined || keepAlive.length === 0 ? null : keepAlive.map(keepAliveWords).join(', ')

export const guestToolsWarning = (vm: VirtualMachine): string | null =>
  vm.guestTools === 'not-running' || vm.guestTools === 'not-installed'
    ? `its guest tools are ${vm.guestTools === 'not-running' ? 'not running' : 'not installed'}: it may not follow a shutdown`
    : null
