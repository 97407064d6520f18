import type { CheckedHost as Host, CheckedStep as Step, CheckedVm as VirtualMachine } from '../domain/checked-world'
import type { HostId } from '../domain/ids'
import { moves, pending, runs, type Scene, stops } from './check-scene'

/** Where a VM is once every step is done; null: it runs nowhere. */
const finalHost = (scene: Scene, vm: VirtualMachine): HostId | null => {
  let place = runs(vm) ? vm.hostId : null
  for (const step of scene.steps) {
    if (step.object.id !== vm.id || !pending(step)) continue
    if (moves(step) || step.action === 'start') place = step.targetHostId
    else if (stops(step)) place = null
  }
  return place
}

/** It is on the host when `arrival` gets there, or may be: only what `arrival` waits for has certainly left. */
const mayMeet = (scene: Scene, other: VirtualMachine, host: Host, arrival: Step): boolean => {
  if ((scene.arrivals.get(host.id) ?? []).some((step) => step.object.id === other.id)) return true
  if (other.hostId !== host.id || !runs(other)) return false
  const waited = scene.waits.of(arrival)
  return !scene.steps.some((step) => step.object.id === other.id && waited.has(step.id) && (moves(step) || stops(step)))
}

/**
 * The names of the platform's own mandatory rules that a VM on this host breaks. What ran on a host before may start there again,
 * whatever they say (R1).
 */
export const brokenRules = (scene: Scene, step: Step, vm: VirtualMachine, host: Host): readonly string[] =>
  (scene.managers.get(vm.managerId)?.affinityRules ?? []).flatMap((rule) => {
    if (!rule.mandatory || !rule.vmNativeIds.includes(vm.nativeId)) return []
    const named = rule.hostNativeIds.includes(host.nativeId)
    const others = rule.vmNativeIds.flatMap((nativeId) => {
      const other = scene.byNative.get(`${vm.managerId} ${nativeId}`)
      return other === undefined || other.id === vm.id ? [] : [other]
    })
    const isMet = others.some((other) => mayMeet(scene, other, host, step))
    const isParted = others.some((other) => {
      const place = other.systemKind === null ? finalHost(scene, other) : null
      return place !== null && place !== host.id
    })
    const broken =
      (rule.kind === 'on-hosts' && !named) ||
      (rule.kind === 'off-hosts' && named) ||
      (rule.kind === 'apart' && isMet) ||
      (rule.kind === 'together' && isParted)
    return broken ? [rule.name] : []
  })
