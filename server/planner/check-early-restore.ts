import type { CheckedStep as Step } from '../domain/checked-world'
import { pending, type Scene } from './check-scene'

interface Finding {
  readonly rule: 'restore-unknown' | 'restore-early'
  readonly message: string
}

/**
 * What is put back before the rest (D5, R8): only VMs that the operation stands on, or the platform, each as this run found it; the
 * rest must stay aside, and nothing of it may be on its way there.
 */
export const checkEarlyRestore = (scene: Scene, { safeguard, object, seq }: Step): readonly Finding[] => {
  const { name } = object
  const downs = scene.steps.filter(
    (other) =>
      other.action === 'disarm' &&
      other.seq < seq &&
      other.safeguard?.managerId === safeguard?.managerId &&
      other.safeguard?.nativeId === safeguard?.nativeId,
  )
  const called = downs.filter(({ attempts, safeguard: down }) => attempts.length > 0 || down?.isKept === true)
  const known = new Set(
    called.flatMap((down) =>
      down.safeguard?.found.kind === 'autostart' ? down.safeguard.found.vms.map((vm) => JSON.stringify(vm)) : [],
    ),
  )
  const wanted = safeguard?.found.kind === 'autostart' ? safeguard.found.vms : []
  const standing = new Set(
    [...scene.vms.values()].flatMap((vm) =>
      vm.managerId === safeguard?.managerId && (vm.systemKind !== null || (vm.keepAlive ?? []).length > 0) ? [vm.nativeId] : [],
    ),
  )
  const early = (message: string): Finding => ({ rule: 'restore-early', message })
  return [
    ...(wanted.length === 0 || wanted.some((vm) => !known.has(JSON.stringify(vm)))
      ? [{ rule: 'restore-unknown' as const, message: `${name}: this run has not set aside what it is to put back` }]
      : []),
    ...wanted.flatMap((vm) =>
      standing.has(vm.nativeId) ? [] : [early(`${name}: ${vm.name} is to be put back before the rest`)],
    ),
    ...(downs.some((down) => down.object.id === object.id)
      ? [early(`${name} would pass for the whole of what was set aside`)]
      : []),
    ...(downs.some(pending) ? [early(`${name} is to be put back while it is being set aside`)] : []),
  ]
}
