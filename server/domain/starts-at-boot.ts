import type { VmFacts } from './inventory'
import type { SafeguardFacts } from './safeguard'
import type { Host, ManagerView } from './world'

type Named = Pick<VmFacts, 'nativeId' | 'name'>

/** Its autostart among what a manager tells of its hosts. Absent: the host starts nothing, or its platform tells of none. */
export const autostartOf = (
  safeguards: readonly SafeguardFacts[] | undefined,
  { nativeId }: Pick<Host, 'nativeId'>,
): SafeguardFacts | undefined =>
  safeguards?.find(({ setting, hostNativeIds }) => setting.kind === 'autostart' && hostNativeIds.includes(nativeId))

/**
 * VMs that a host's own autostart names: it starts them when it boots, wherever they run now. On platforms where each host has its own
 * definitions (libvirt) that may be one that was left behind by a VM that somebody moved, which would then run twice (R5).
 */
export const namedByAutostart = (
  manager: Pick<ManagerView, 'safeguards'> | undefined,
  host: Pick<Host, 'nativeId'>,
): readonly Named[] => {
  const setting = autostartOf(manager?.safeguards, host)?.setting
  return setting?.kind === 'autostart' ? setting.vms : []
}

/** All VMs that a host would start when it boots: those registered there, by their own word, and those that it names itself. */
export const startingAtBoot = (
  registered: readonly (Named & Pick<VmFacts, 'startsWithHost'>)[],
  manager: Pick<ManagerView, 'safeguards'> | undefined,
  host: Pick<Host, 'nativeId'>,
): readonly Named[] => {
  const own = registered.filter(({ startsWithHost }) => startsWithHost === true)
  const known = new Set(own.map(({ nativeId }) => nativeId))
  return [...own, ...namedByAutostart(manager, host).filter(({ nativeId }) => !known.has(nativeId))]
}
