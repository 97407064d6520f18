import type { StepId, VmId } from '../domain/ids'
import type { EvacuationItem, EvacuationPreview } from '../domain/preflight'
import type { StepAction } from '../domain/run'
import type { Host, VirtualMachine, World } from '../domain/world'
import { priorDurations } from './durations'
import { orderInWorld } from './sequence/moves-in-world'
import { beforeOfHost, createStepWriter, type PlannedSteps, type StepSource } from './step-writer'
import { indexOf, type WorldIndex } from './world-index'

const LEAST_LIMIT_SECONDS = 180
const ENTER_LIMIT_SECONDS = 900
/** Servers with much memory test it for a quarter of an hour before they boot. */
const REBOOT_LIMIT_SECONDS = 1_800

export interface MaintenanceQuestion extends StepSource {
  readonly preview: EvacuationPreview
  readonly world: World
}

/** Twice the worst case as previewed, and no less than by the priors: what went fast so far may be slow once. */
const limitOf = (
  { worstSeconds, storage }: EvacuationItem,
  action: StepAction,
  vm: VirtualMachine,
  index: WorldIndex,
): number => {
  const sharing = index.managers.get(vm.managerId)?.capabilities.migrationsPerHost ?? 1
  const prior = priorDurations.vm(action, vm, sharing, storage?.gibibytes)
  return Math.max(LEAST_LIMIT_SECONDS, 2 * worstSeconds, 2 * Math.ceil(prior.p95Seconds))
}

/**
 * Exactly what the preview said: each VM its action, in the preview's order, but none before those whose room it takes (D4), then
 * the host into maintenance once all of them have ended. A preview with a refusal or blockers gives no steps. Nothing is forced: no
 * step has a fallback.
 */
export const planMaintenance = (question: MaintenanceQuestion): PlannedSteps => {
  const { preview, world } = question
  const writer = createStepWriter(question)
  const index = indexOf(world)
  const host = index.hosts.get(preview.hostId)
  if (host === undefined || preview.refusal !== null || preview.blockers > 0) {
    writer.note(
      preview.refusal ??
        (host === undefined ? 'the host is not known (any more)' : `${preview.blockers} VMs need a decision first`),
    )
    return writer.result()
  }
  const items = new Map(preview.items.map((item) => [item.vmId, item]))
  const wishes = preview.items.flatMap(({ vmId, action, targetHostId, expectedSeconds }) => {
    const vm = index.vms.get(vmId)
    const to = targetHostId === null ? undefined : index.hosts.get(targetHostId)
    return vm === undefined || to === undefined || action !== 'migrate' ? [] : [{ vm, to, seconds: expectedSeconds }]
  })
  const { moves, rejected } = orderInWorld(index, wishes, new Map(), true)
  if (rejected !== undefined) writer.reject(rejected)
  const afterVms = new Map(moves.map(({ vm, after }) => [vm.id, after.flatMap((at) => moves[at]?.vm.id ?? [])]))
  const written = new Map<VmId, StepId>()
  for (const vmId of new Set([...afterVms.keys(), ...items.keys()])) {
    const item = items.get(vmId)
    const vm = index.vms.get(vmId)
    if (item === undefined || vm === undefined) continue
    if (item.action === 'none' || item.action === 'blocked' || item.action === 'start') continue
    const { action, targetHostId, storage } = item
    const limitSeconds = limitOf(item, action, vm, index)
    const after = (afterVms.get(vmId) ?? []).flatMap((id) => written.get(id) ?? [])
    written.set(vmId, writer.vm(vm, { direction: 'down', action, targetHostId, limitSeconds, storage, after }).id)
  }
  const after = [...written.values()]
  writer.host(host, { direction: 'down', action: 'enter-maintenance', limitSeconds: ENTER_LIMIT_SECONDS, after })
  return writer.result()
}

/**
 * A held host booted anew, and then seen in maintenance again: on some platforms a host that boots is in service by itself. It is the
 * run's own maintenance, before and after (R5).
 */
export const planReboot = ({ host, ...source }: StepSource & { readonly host: Host }): PlannedSteps => {
  const writer = createStepWriter(source)
  const before = { ...beforeOfHost(host), inMaintenance: false }
  const reboot = writer.host(host, { direction: 'down', action: 'reboot-host', limitSeconds: REBOOT_LIMIT_SECONDS, before })
  const wish = { direction: 'down', action: 'enter-maintenance', limitSeconds: ENTER_LIMIT_SECONDS } as const
  writer.host(host, { ...wish, after: [reboot.id], before })
  return writer.result()
}
