import type { EvacuationItem, EvacuationPreview } from '../domain/preflight'
import type { StepAction } from '../domain/run'
import type { Host, VirtualMachine, World } from '../domain/world'
import { priorDurations } from './durations'
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
 * Exactly what the preview said: each VM its action, in the preview's order, then the host into maintenance once all of them
 * have ended. A preview with a refusal or blockers gives no steps. Nothing is forced: no step has a fallback.
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
  const after = preview.items.flatMap((item) => {
    const vm = index.vms.get(item.vmId)
    if (vm === undefined || item.action === 'none' || item.action === 'blocked' || item.action === 'start') return []
    const { action, targetHostId, storage } = item
    const limitSeconds = limitOf(item, action, vm, index)
    return [writer.vm(vm, { direction: 'down', action, targetHostId, limitSeconds, storage }).id]
  })
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
