import type { Host, ManagerView } from './world'

/**
 * VMs that a host's own autostart names: it starts them when it boots, wherever they run now. On platforms where each host has its own
 * definitions (libvirt) that may be one that was left behind by a VM that somebody moved, which would then run twice (R5).
 */
export const namedByAutostart = (
  manager: Pick<ManagerView, 'safeguards'> | undefined,
  { nativeId }: Pick<Host, 'nativeId'>,
): readonly { readonly nativeId: string; readonly name: string }[] =>
  (manager?.safeguards ?? []).flatMap(({ hostNativeIds, setting }) =>
    setting.kind === 'autostart' && hostNativeIds.includes(nativeId) ? setting.vms : [],
  )
