import type { CheckedHost as Host, CheckedStep as Step, CheckedVm as VirtualMachine } from '../domain/checked-world'
import { pending, type Scene } from './check-scene'

const isSeenNow = (host: Host): boolean => host.connection === 'up' && !host.stale

/**
 * What speaks against a start on another host than the VM ran on, in words: a VM runs exactly once, so its own host must be seen, or
 * verified off and left off, and every disk must be one that both share.
 */
export const elsewhereFaults = (scene: Scene, step: Step, vm: VirtualMachine, host: Host): readonly string[] => {
  const homeId = step.before.hostId
  if (step.action !== 'start' || homeId === null || homeId === host.id) return []
  const home = scene.hosts.get(homeId)
  if (home === undefined) return ['the host that it ran on is not known']
  const faults: string[] = []
  const comesUp = scene.steps.some((other) => other.object.id === homeId && other.action === 'power-on-host' && pending(other))
  if (comesUp) faults.push(`${home.name}, where it ran, is being woken`)
  if (home.clusterNativeId !== host.clusterNativeId) faults.push(`${host.name} is in another cluster than ${home.name}`)
  if (isSeenNow(home)) return vm.hostId === null ? [...faults, ...diskFaults(vm, host)] : faults
  if (home.connection === 'up' || home.verifiedOff !== true) faults.push(`${home.name}, where it ran, is not verified off`)
  if (vm.power !== 'off') faults.push(`it is ${vm.power}, and not known to be off`)
  if (vm.hostId === home.id) faults.push(`it is registered on ${home.name}`)
  const kind = scene.managers.get(vm.managerId)?.kind
  if (kind === undefined || kind === 'libvirt' || kind === 'hyperv' || kind === 'runbook')
    faults.push(`${home.name} may still hold it, and start it when it comes back`)
  if (!isSeenNow(host)) faults.push(`${host.name} is not seen`)
  return [...faults, ...diskFaults(vm, host)]
}

const diskFaults = (vm: VirtualMachine, host: Host): readonly string[] =>
  vm.disks
    .filter(({ local, datastoreNativeId: id }) => local || id === null || !host.datastoreNativeIds.includes(id))
    .map(({ label }) => `disk "${label}" is not known to be shared with ${host.name}`)
