import type { HostId, StepId } from '../../domain/ids'
import { isRecordOnly, isOpen, type RunWithSteps, type Step } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import { isSeenUp, type ManagerView, type World } from '../../domain/world'
import { openDepartures } from '../homecoming'
import { createStepWriter, type StepSource } from '../step-writer'
import { byName, indexOf } from '../world-index'

/** What was read longer before its run began says nothing of what ran then. */
const READ_SHORTLY_BEFORE_MS = 10 * 60_000
/** Nor does what was stale already as the mains failed: hosts are after so long. */
const FRESH_FOR_MS = 60_000

export interface RanQuestion extends StepSource {
  readonly run: RunWithSteps
  readonly world: World
  /** Hosts that lose their power with the run's group. */
  readonly hostIds: ReadonlySet<HostId>
  readonly nowMs: number
}

export interface RanBefore {
  readonly managerIds: readonly ManagerView['id'][]
  readonly steps: readonly Step[]
  /** Records of an outage before, of what somebody has switched off since. */
  readonly retired: readonly StepId[]
}

/** Whoever read it; a manager that fell silent with the mains has told as they failed, one that was silent before has not (R5, R6). */
const isTold = ({ startedAtMs, outageStartedAtMs }: RunWithSteps, { refreshedAtMs }: ManagerView): boolean =>
  refreshedAtMs !== null &&
  refreshedAtMs >= Math.max(startedAtMs - READ_SHORTLY_BEFORE_MS, (outageStartedAtMs ?? startedAtMs) - FRESH_FOR_MS)

/** It came through the outage before with its power, and is off on a host that is up: that was somebody's will (R6). */
const wasSwitchedOff = (step: Step, { vms, hosts }: ReturnType<typeof indexOf>): boolean => {
  const vm = step.object.kind === 'vm' ? vms.get(step.object.id) : undefined
  const host = vm?.hostId == null ? undefined : hosts.get(vm.hostId)
  return isRecordOnly(step) && step.cameThrough?.was === 'kept' && vm?.power === 'off' && host !== undefined && isSeenUp(host)
}

/**
 * What runs as an outage begins, and has no step of its own yet, as steps that are never carried out: where the battery is empty before
 * its stage fires it comes back all the same, and nothing else does (R1, R6). Of each manager once in an outage, as soon as it has
 * told. Null: nothing that is not recorded yet. Pure.
 */
export const ranBefore = ({ run, world, hostIds, nowMs, ...source }: RanQuestion): RanBefore | null => {
  const recorded = new Set<string>(run.recordedManagerIds ?? [])
  const told = world.managers.filter((manager) => !recorded.has(manager.id) && isTold(run, manager))
  if (told.length === 0) return null
  const managerIds = told.map(({ id }) => id)
  const isNew = ({ managerId }: { readonly managerId: ManagerView['id'] }): boolean => managerIds.includes(managerId)
  const known = new Set<string>([
    ...openDepartures(run.steps).map(({ object }) => object.id),
    ...run.steps.filter((step) => step.direction === 'down' && isOpen(step)).map(({ object }) => object.id),
  ])
  const index = indexOf(world)
  const writer = createStepWriter({ ...source, runId: run.id })
  const wish = { direction: 'down', action: 'keep', limitSeconds: 1 } as const
  const hosts = world.hosts.filter((host) => isNew(host) && hostIds.has(host.id) && !known.has(host.id)).sort(byName)
  for (const host of hosts) {
    const vms = (index.vmsOnHost.get(host.id) ?? []).filter(
      ({ id, power, systemKind }) => power === 'on' && systemKind === null && !known.has(id),
    )
    for (const vm of vms.sort(byName)) writer.vm(vm, wish)
    if (host.connection === 'up' && !host.inMaintenance) writer.host(host, wish)
  }
  const steps = writer.result().steps.map((step): Step => ({
    ...step,
    state: 'cancelled',
    endedAtMs: nowMs,
    result: RUN_SENTENCES.ranThen,
  }))
  const again = new Set<string>(steps.map(({ object }) => object.id))
  const retired = run.steps.filter((step) => !again.has(step.object.id) && wasSwitchedOff(step, index)).map(({ id }) => id)
  return { managerIds, steps, retired }
}
