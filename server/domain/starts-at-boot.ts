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
 * definitions (libvirt) that may be one that was left behind by a VM that somebody moved, which would then run twice (R5). None where
 * the setting is a whole pool's: its hosts start what is off, and nothing else.
 */
export const namedByAutostart = (
  manager: Pick<ManagerView, 'safeguards'> | undefined,
  host: Pick<Host, 'nativeId'>,
): readonly Named[] => {
  const found = autostartOf(manager?.safeguards, host)
  return found?.setting.kind === 'autostart' && found.hostNativeIds.length === 1 ? found.setting.vms : []
}

type Placed = Named & Pick<VmFacts, 'hostNativeId' | 'clusterNativeId' | 'power' | 'startsWithHost'>
type At = Pick<Host, 'nativeId' | 'clusterNativeId'>

/** Where any host of a cluster that boots starts what is off, such a VM is on no host. */
const startsWith = ({ startsWithHost, hostNativeId, clusterNativeId, power }: Placed, host: At): boolean =>
  startsWithHost === true &&
  (hostNativeId === host.nativeId ||
    (hostNativeId === null && power === 'off' && clusterNativeId !== null && clusterNativeId === host.clusterNativeId))

/** All VMs that a host would start when it boots, by their own word or the host's. `vms`: those of its manager. */
export const startingAtBoot = (
  vms: readonly Placed[],
  manager: Pick<ManagerView, 'safeguards'> | undefined,
  host: At,
): readonly Named[] => {
  const own = vms.filter((vm) => startsWith(vm, host))
  const known = new Set(own.map(({ nativeId }) => nativeId))
  return [...own, ...namedByAutostart(manager, host).filter(({ nativeId }) => !known.has(nativeId))]
}
