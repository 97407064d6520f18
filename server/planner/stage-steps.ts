import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import type { HostId, StageId, StepId, VmId } from '../domain/ids'
import type { PlanContent, Stage } from '../domain/plan'
import { isOpen, silentSinceMoved, type Step } from '../domain/run'
import type { PowerDeviceView, VirtualMachine, World } from '../domain/world'
import type { Companion } from './affinity'
import { commitmentsOf } from './commitments'
import { orderByDependencies } from './dependency-order'
import { type LastToGo, lastToGo, leftAliveNote, writeLastToGo } from './last-to-go'
import { atOnce, type Pieces } from './pieces'
import { createStepWriter, type PlannedSteps, type StepSource } from './step-writer'
import { ANY_POWER, type BatteryTargets, targetPowerOf } from './target-power'
import { decideStage, fateOf, type StageScope } from './stage-decisions'
import { actionContext, resolveAction, type ActionWish } from './vm-action'
import { whyKeptAlive, whySystemVm } from './vm-class'
import { endedBy } from './ended-by-run'
import { byName, holdsMemory, indexOf } from './world-index'

export interface StageQuestion extends StepSource {
  readonly content: PlanContent
  readonly stageId: StageId
  readonly world: World
  /** The hosts that the group in trouble feeds: the stage covers the VMs that are on them now (D8), and moves none to them (D4). */
  readonly groupHostIds: Iterable<HostId>
  /** Every power device, this group's and others': migration targets must hang on live mains (D4). Left out: power restricts nothing. */
  readonly devices?: readonly PowerDeviceView[]
  /** Hosts for whose power another run sheds because of a danger, with the reason in words: no target either (P8). */
  readonly endangered?: ReadonlyMap<HostId, string>
  /** Hosts on battery that may take VMs. Absent: none (D4). */
  readonly batteries?: BatteryTargets
  /** Every step of the run so far. */
  readonly existingSteps: readonly Step[]
  /** Steps of other runs: what they bring to a host takes of its room. Absent: there are none. */
  readonly elsewhere?: readonly Step[]
}

/** One VM of a stage with what is wanted of it. */
export interface StagedVm {
  readonly vm: VirtualMachine
  readonly wish: ActionWish
  readonly limitSeconds: number
  readonly after: readonly VmId[]
}

export const isLastStage = (content: PlanContent, stageId: StageId): boolean => content.stages.at(-1)?.id === stageId

/**
 * The VMs that a stage covers, in the plan's order: those it names that are on the given hosts now (D8), and with the last
 * stage those that no stage names, by name (D7).
 */
export const vmsOfStage = (
  content: PlanContent,
  stage: Stage,
  world: World,
  hostIds: ReadonlySet<HostId>,
): readonly StagedVm[] => {
  const index = indexOf(world)
  const seen = new Set<VmId>()
  const named = stage.placements.flatMap((placement): StagedVm[] => {
    const vm = index.vms.get(placement.vmId)
    if (vm === undefined || vm.hostId === null || !hostIds.has(vm.hostId) || !holdsMemory(vm) || seen.has(vm.id)) return []
    seen.add(vm.id)
    return [{ vm, wish: placement, limitSeconds: placement.limitSeconds, after: placement.after }]
  })
  if (!isLastStage(content, stage.id)) return named
  const placed = new Set(content.stages.flatMap((each) => each.placements.map((placement) => placement.vmId)))
  const { action, fallback, limitSeconds } = content.unplaced
  const unplaced = [...hostIds]
    .flatMap((hostId) => index.vmsOnHost.get(hostId) ?? [])
    .filter((vm) => holdsMemory(vm) && !placed.has(vm.id))
    .sort(byName)
    .map((vm): StagedVm => ({ vm, wish: { action, fallback, targetHostId: null }, limitSeconds, after: [] }))
  return [...named, ...unplaced]
}

/** The steps of one stage that fires now. */
export const planStage = (question: StageQuestion): PlannedSteps => atOnce(planStageInPieces(question))

/** As `planStage`; a stage of thousands of VMs takes a while. */
export function* planStageInPieces(question: StageQuestion): Pieces<PlannedSteps> {
  const { content, stageId, world, existingSteps, elsewhere = [], devices, endangered, batteries } = question
  const writer = createStepWriter(question)
  const stage = content.stages.find((each) => each.id === stageId)
  if (stage === undefined) {
    writer.note(P.stageGone)
    return writer.result()
  }
  const groupHostIds = new Set(question.groupHostIds)
  const index = indexOf(world)
  const fates = new Map<VmId, Companion>()
  const scope: StageScope = {
    world,
    power: devices === undefined ? ANY_POWER : targetPowerOf(world, devices, endangered, batteries),
    excludedHostIds: groupHostIds,
    ledger: commitmentsOf(index, [...existingSteps, ...elsewhere]),
    fates,
    silent: silentSinceMoved(existingSteps),
    onRejected: writer.reject,
  }
  const openSteps = new Map<VmId, StepId>()
  for (const step of existingSteps)
    if (isOpen(step) && step.direction === 'down' && step.object.kind === 'vm') {
      openSteps.set(step.object.id, step.id)
      if (step.action !== 'migrate') fates.set(step.object.id, 'ends')
    }

  const lastOnes: LastToGo[] = []
  const ended = endedBy(existingSteps)
  const staged = vmsOfStage(content, stage, world, groupHostIds).filter(({ vm, wish }) => {
    if (openSteps.has(vm.id)) return false
    // Its host is not up again yet, and says nothing of it: what is off is not waited for (D3).
    if (vm.power === 'unknown' && ended.has(vm.id)) return false
    const system = whySystemVm(vm)
    if (system !== null) writer.noteVm(vm, `left alone: ${system}`)
    if (system !== null || wish.action === 'keep') return false
    const kept = whyKeptAlive(vm)
    if (kept === null || wish.action === 'migrate') return true
    const last = lastToGo(content, vm)
    if (last === null) writer.noteVm(vm, leftAliveNote(kept))
    else if (content.hosts.action === 'shutdown') writer.noteVm(vm, `is only shut down once all other hosts are: ${kept}`)
    else lastOnes.push(last)
    return false
  })
  const before = actionContext({ ...scope, ledger: new Map(scope.ledger), companionOf: ({ id }) => fates.get(id) ?? 'stays' })
  for (const { vm, wish } of staged) {
    yield
    const moves = wish.action === 'migrate' && scope.silent?.has(vm.id) !== true
    fates.set(vm.id, moves ? 'moves' : fateOf(resolveAction(before, vm, wish).action))
  }
  const { ordered, dropped } = orderByDependencies(staged.map(({ vm, after }) => ({ id: vm.id, after })))
  for (const [vmId, otherId] of dropped) {
    const vm = index.vms.get(vmId)
    if (vm !== undefined)
      writer.noteVm(vm, `does not wait for ${index.vms.get(otherId)?.name ?? otherId}: they wait for each other`)
  }
  const byId = new Map(staged.map((entry) => [entry.vm.id, entry]))
  const decided = yield* decideStage(
    scope,
    ordered.flatMap(({ id }) => byId.get(id) ?? []),
  )
  for (const { id, after } of ordered) {
    const entry = byId.get(id)
    const resolved = decided.get(id)
    if (entry === undefined || resolved === undefined) continue
    const { action, fallback, targetHostId, notes } = resolved
    for (const note of notes) writer.noteVm(entry.vm, note)
    if (action === null) {
      writer.noteVm(entry.vm, 'is left as it is')
      continue
    }
    const step = writer.vm(entry.vm, {
      direction: 'down',
      action,
      stageId,
      targetHostId,
      fallback,
      limitSeconds: entry.limitSeconds,
      after: after.flatMap((vmId) => openSteps.get(vmId) ?? []),
    })
    openSteps.set(id, step.id)
  }
  writeLastToGo(writer, lastOnes, { after: [...openSteps.values()], stageId })
  return writer.result()
}
