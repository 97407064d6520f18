import { keepAliveWords } from '../domain/keep-alive'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import { goesWithItsHost, systemVmWords } from '../domain/system-kind'
import type { VirtualMachine } from '../domain/world'

/** Tags, in any case, that mark VMs whose state must never be saved (D9). */
export const NEVER_SAVED_TAGS = ['dc', 'domain-controller', 'cluster-member'] as const

/** Why saving the state of this VM is forbidden (D9); null: it may be saved. */
export const whyNeverSaved = (vm: VirtualMachine): string | null => {
  if (vm.hasPassthrough === true) return P.passthroughUnsaved
  if (vm.hasPassthrough === null) return P.passthroughUntoldUnsaved
  const tag = vm.tags.find((given) => NEVER_SAVED_TAGS.some((known) => known === given.toLowerCase()))
  if (tag !== undefined) return say(P.taggedUnsaved, { tag })
  return vm.tagsUntold === true ? P.tagsUntoldUnsaved : null
}

/** Why plain loops leave this VM alone (D6); null: an ordinary VM. */
export const whySystemVm = ({ systemKind }: VirtualMachine): string | null =>
  systemKind === null ? null : systemVmWords(systemKind)

/** Whether its host must wait for it: all that runs but agents of the platform, which go and come with their hosts (A5, D6). */
export const holdsItsHost = ({ systemKind }: VirtualMachine): boolean => systemKind === null || !goesWithItsHost(systemKind)

/** Why nothing may save, stop or pause this VM before all else has ended (D5); null: an ordinary VM. */
export const whyKeptAlive = ({ keepAlive }: VirtualMachine): string | null =>
  keepAlive === undefined || keepAlive.length === 0 ? null : keepAlive.map(keepAliveWords).join(', ')

export const guestToolsWarning = ({ guestTools }: VirtualMachine): string | null => {
  if (guestTools === 'not-running') return P.toolsNotRunning
  return guestTools === 'not-installed' ? P.toolsNotInstalled : null
}
