import type { HostId, ManagerId, StepId, VmId } from '../domain/ids'
import type { Placement, PlanContent } from '../domain/plan'
import { isMove, isOpen, isRecordOnly, type Step } from '../domain/run'
import type { Host, VirtualMachine, World } from '../domain/world'
import { wholeClusterNote, wholeFailoverClusters } from './failover-cluster'
import { type LastToGo, lastToGo, writeLastToGo } from './last-to-go'
import { atOnce, type Pieces } from './pieces'
import { noteKeptAside } from './kept-aside'
import type { MayEnd } from './pool-autostart'
import { disarmLimit, writeDisarms } from './safeguard-steps'
import { createStepWriter, type PlannedSteps, type StepSource } from './step-writer'
import { ANY_POWER } from './target-power'
import { actionContext, resolveAction } from './vm-action'
import { holdsItsHost, whySystemVm } from './vm-class'
import { byName, holdsMemory, indexOf } from './world-index'

export interface HostsQuestion extends StepSource {
  readonly content: PlanContent
  readonly world: World
  readonly groupHostIds: Iterable<HostId>
  /** Every step of the run so far. */
  readonly existingSteps: readonly Step[]
  /** Hosts that other runs shut down: a cluster may go by several (D10). Absent: none. */
  readonly goingElsewhere?: ReadonlySet<HostId>
  /** What may be ended besides, by this run or others. Absent: anything. */
  readonly mayEnd?: MayEnd
  /** For how long they wait at most for a safeguard to be set aside. Absent: as long as nothing presses. */
  readonly disarmLimitSeconds?: number
}

/** Why a host of the group is not shut down; null: it is. */
const whyNot = (host: Host, world: World): string | null => {
  const manager = indexOf(world).managers.get(host.managerId)
  if (host.inMaintenance) return 'in maintenance: a technician may be inside, it is left alone'
  if (host.connection === 'down') return 'it is down already'
  if (manager !== undefined && !manager.capabilities.hostShutdown) return `${manager.name} cannot shut a host down`
  return host.noShutdown ?? null
}

/** Of clusters whose hosts go one by one although their platform has another procedure for all of them. */
const ownShutdowns = (going: readonly Host[], { managers }: World): readonly string[] =>
  managers.flatMap(({ id, clusters }) =>
    clusters.flatMap(({ nativeId, name, ownShutdown }) =>
      ownShutdown !== undefined && going.some((host) => host.managerId === id && host.clusterNativeId === nativeId)
        ? [`${name}: ${ownShutdown}`]
        : [],
    ),
  )

/** How a VM that is still on ends before its host does: as placed, where that stops it; `keep` and moves end in a shutdown. */
const wishOf = (content: PlanContent, placements: ReadonlyMap<VmId, Placement>, vm: VirtualMachine) => {
  const placement = placements.get(vm.id)
  const { action, fallback, limitSeconds } = placement ?? content.unplaced
  const stops = action === 'shutdown' || action === 'save-state' || action === 'power-off'
  return { wish: { action: stops ? action : ('shutdown' as const), fallback, targetHostId: null }, limitSeconds }
}

interface GoingHost {
  readonly host: Host
  readonly after: readonly StepId[]
  /** On it, and to end after everything else. */
  readonly last: readonly LastToGo[]
}
/** Of a VM that is placed twice, the first counts. */
const placementsOf = ({ stages }: PlanContent): ReadonlyMap<VmId, Placement> =>
  new Map(
    stages
      .flatMap(({ placements }) => placements)
      .toReversed()
      .map((placement) => [placement.vmId, placement]),
  )

/**
 * Managers of which one host goes after all others, as their platform insists: what the operation stands on cannot wait for that one
 * where it keeps another of them up.
 */
const coordinatedWith = (goingLast: readonly GoingHost[], { managers }: World): ReadonlySet<ManagerId> =>
  new Set(
    managers.flatMap(({ id, capabilities }) =>
      capabilities.coordinatorGoesLast === true && goingLast.some(({ host }) => host.managerId === id) ? [id] : [],
    ),
  )

/** An inventory from before a host's end may still be on its way so long after it. */
const INVENTORY_LAG_MS = 60_000

/**
 * Hosts that steps of one run shut down, or are about to. What was powered on since, by the run or by whoever its manager has seen it
 * up after, is in service: a cluster is not going because of it (D10).
 */
export const hostsGoing = (steps: readonly Step[], { hosts, managers }: World): ReadonlySet<HostId> => {
  const going = new Map<HostId, Step>()
  for (const step of steps.toSorted((left, right) => left.seq - right.seq)) {
    if (step.object.kind !== 'host') continue
    if (step.action === 'shutdown-host' && (isOpen(step) || step.state === 'done')) going.set(step.object.id, step)
    if (step.action === 'power-on-host' && step.state === 'done') going.delete(step.object.id)
  }
  for (const { id, connection, managerId } of hosts) {
    const step = going.get(id)
    if (step === undefined || isOpen(step) || connection !== 'up') continue
    const readAtMs = managers.find((manager) => manager.id === managerId)?.refreshedAtMs ?? 0
    if (step.endedAtMs !== null && readAtMs > step.endedAtMs + INVENTORY_LAG_MS) going.delete(id)
  }
  return new Set(going.keys())
}

/**
 * VMs that steps of the run have moved, verified, since their manager was last read: where its inventory still shows them they are not,
 * and what is stopped because of their old host would be stopped where it is safe (D8, D4).
 */
const movedSinceRead = (steps: readonly Step[], { vms, managers }: World): ReadonlyMap<VmId, HostId> => {
  const moved = new Map<string, Step>()
  for (const step of steps.toSorted((left, right) => left.seq - right.seq)) {
    if (step.object.kind !== 'vm' || isRecordOnly(step)) continue
    if (isMove(step.action) && step.state === 'done') moved.set(step.object.id, step)
    else if (step.attempts.length > 0) moved.delete(step.object.id)
  }
  return new Map(
    vms.flatMap(({ id, managerId }): [VmId, HostId][] => {
      const { targetHostId = null, endedAtMs = null } = moved.get(id) ?? {}
      const readAtMs = managers.find((manager) => manager.id === managerId)?.refreshedAtMs ?? 0
      return targetHostId === null || endedAtMs === null || endedAtMs < readAtMs ? [] : [[id, targetHostId]]
    }),
  )
}

/**
 * The group's hosts, each after every VM on it (A5): VMs that still run without a step of their own (those to `keep`, those of
 * stages that have not fired) are stopped first. What the operation stands on ends after everything else, and its host after it
 * (D5). Each host once per run while its step is open or done.
 */
export const planHosts = (question: HostsQuestion): PlannedSteps => atOnce(planHostsInPieces(question))

/** As `planHosts`. */
export function* planHostsInPieces(question: HostsQuestion): Pieces<PlannedSteps> {
  const { content, world, existingSteps, mayEnd } = question
  const writer = createStepWriter(question)
  const index = indexOf(world)
  const context = actionContext({ world, power: ANY_POWER, excludedHostIds: new Set(), ledger: new Map() })
  const placements = placementsOf(content)
  const openByVm = new Map<VmId, StepId>()
  const leftOn = new Map<VmId, Step>()
  for (const step of existingSteps) {
    // What mains cancelled, or what only records that it ran, leaves nothing on by anybody's will.
    if (step.direction !== 'down' || step.object.kind !== 'vm' || step.state === 'cancelled' || isRecordOnly(step)) continue
    if (isOpen(step)) openByVm.set(step.object.id, step.id)
    else if (step.state === 'done') leftOn.delete(step.object.id)
    else leftOn.set(step.object.id, step)
  }
  const busy = new Set(
    existingSteps.flatMap((step) =>
      step.object.kind === 'host' && step.action === 'shutdown-host' && isOpen(step) ? [step.object.id] : [],
    ),
  )
  /** The step that ends this VM; null: nothing will, and its host stays up. */
  const stop = (vm: VirtualMachine): StepId | null => {
    const open = openByVm.get(vm.id)
    if (open !== undefined) return open
    const failed = leftOn.get(vm.id)
    if (failed !== undefined) {
      writer.noteVm(vm, `was left on (${failed.result ?? failed.state}): its host cannot be shut down until it is off`)
      return null
    }
    const system = whySystemVm(vm)
    if (system !== null) {
      writer.noteVm(vm, `its host cannot be shut down while it runs: ${system}`)
      return null
    }
    const { wish, limitSeconds } = wishOf(content, placements, vm)
    const resolved = resolveAction(context, vm, wish)
    for (const note of resolved.notes) writer.noteVm(vm, note)
    if (resolved.action === null) {
      writer.noteVm(vm, 'is left as it is: its host cannot be shut down until it is off')
      return null
    }
    const { action, fallback } = resolved
    const step = writer.vm(vm, { direction: 'down', action, fallback, limitSeconds })
    openByVm.set(vm.id, step.id)
    return step.id
  }
  const movedTo = movedSinceRead(existingSteps, world)
  const going: GoingHost[] = []
  const goingLast: GoingHost[] = []
  const vmSteps = new Map<HostId, readonly StepId[]>()
  const hosts = [...new Set(question.groupHostIds)].flatMap((id) => index.hosts.get(id) ?? []).sort(byName)
  for (const host of hosts) {
    yield
    if (busy.has(host.id)) continue
    const reason = whyNot(host, world)
    if (reason !== null) {
      writer.noteHost(host, reason)
      continue
    }
    const vms = (index.vmsOnHost.get(host.id) ?? []).filter(
      (vm) => holdsMemory(vm) && holdsItsHost(vm) && (movedTo.get(vm.id) ?? host.id) === host.id,
    )
    const last = vms.flatMap((vm) => (openByVm.has(vm.id) || leftOn.has(vm.id) ? [] : (lastToGo(content, vm) ?? [])))
    const others = vms.filter((vm) => !last.some((one) => one.vm === vm))
    const after = others.map(stop).filter((id) => id !== null)
    vmSteps.set(host.id, after)
    if (after.length < others.length) continue
    if (last.length === 0) going.push({ host, after, last })
    else goingLast.push({ host, after, last })
  }
  const allGoing = new Set([
    ...[...going, ...goingLast].map(({ host }) => host.id),
    ...hostsGoing(existingSteps, world),
    ...(question.goingElsewhere ?? []),
  ])
  if (going.length + goingLast.length > 0)
    for (const name of wholeFailoverClusters(world, allGoing)) writer.note(wholeClusterNote(name))
  noteKeptAside(writer, world, existingSteps, allGoing)
  const disarms = writeDisarms(writer, {
    world,
    existingSteps,
    going: allGoing,
    vmSteps,
    limitSeconds: question.disarmLimitSeconds ?? disarmLimit(false, null),
    startVms: content.recovery.startVms,
    ...(mayEnd === undefined
      ? {}
      : { mayEnd: { ...mayEnd, hostIds: new Set([...mayEnd.hostIds, ...hosts.map(({ id }) => id)]) } }),
  })
  for (const note of ownShutdowns(
    [...going, ...goingLast].map(({ host }) => host),
    world,
  ))
    writer.note(note)
  const { limitSeconds } = content.hosts
  const end = ({ host, after }: GoingHost): StepId => {
    const waits = [...after, ...(disarms.get(host.id) ?? [])]
    return writer.host(host, { direction: 'down', action: 'shutdown-host', limitSeconds, after: waits }).id
  }
  const withCoordinator = coordinatedWith(goingLast, world)
  const ended = going.flatMap((one) => {
    const id = end(one)
    return withCoordinator.has(one.host.managerId) ? [] : [id]
  })
  const goingBefore = existingSteps.flatMap((step) => (step.object.kind === 'host' && isOpen(step) ? [step.id] : []))
  const ends = writeLastToGo(
    writer,
    goingLast.flatMap(({ last }) => last),
    { after: [...openByVm.values(), ...goingBefore, ...ended], stageId: null },
  )
  for (const { host, after, last } of goingLast)
    end({ host, after: [...after, ...last.flatMap(({ vm }) => ends.get(vm.id) ?? [])], last })
  return writer.result()
}
