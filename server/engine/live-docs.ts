import type { GroupState } from '../decide/group-state'
import type { Forecast } from '../domain/forecast'
import type { RunDanger } from '../domain/danger'
import type { PlanId } from '../domain/ids'
import { LONG_OUTAGE_STAGE } from '../domain/long-outage'
import type { PlanContent, PlanMode } from '../domain/plan'
import type { Run } from '../domain/run'
import type { Severity } from '../domain/severity'
import type { DeviceDoc, GroupDoc } from '../domain/view'
import type { PowerDeviceView, PowerGroup, World } from '../domain/world'
import type { HostId } from '../domain/ids'
import type { WatchedDevice } from './power-watch'
import { vmsByHost } from './vms-by-host'

export const endpointOf = ({ row }: WatchedDevice): string => {
  const { address } = row
  return address.protocol === 'snmp'
    ? `snmp ${address.host}:${address.port}`
    : `nut ${address.upsName}@${address.host}:${address.port}`
}

export const deviceDoc = (
  watched: WatchedDevice,
  view: PowerDeviceView,
  { commands, window }: Pick<DeviceDoc, 'commands' | 'window'>,
): DeviceDoc => ({
  identity: watched.identity,
  enabled: watched.row.enabled,
  endpoint: endpointOf(watched),
  commands,
  window,
  // Last: as the first of all it would cost more than ten times as much.
  ...view,
  runtimeCurve: undefined,
})

const severityOf = ({ condition }: GroupState, danger: RunDanger | null): Severity => {
  switch (condition) {
    case 'on-mains':
      return danger === null ? 'normal' : danger.over ? 'advisory' : 'warning'
    case 'redundancy-lost':
    case 'on-battery':
      return 'warning'
    case 'low-battery':
    case 'off':
      return 'critical'
    case 'unknown':
      return 'stale'
  }
}

interface Coverage {
  readonly vmCount: number
  /** By no stage of the plan. */
  readonly uncoveredVmNames: readonly string[]
}

const coverageOf = (all: World['vms'], hostIds: ReadonlySet<HostId>, content: PlanContent | null): Coverage => {
  const byHost = vmsByHost(all)
  const vms = [...hostIds].flatMap((hostId) => byHost.get(hostId) ?? [])
  const placed = new Set((content?.stages ?? []).flatMap((stage) => stage.placements.map((placement) => placement.vmId)))
  const uncovered = vms.filter((vm) => !placed.has(vm.id) && vm.systemKind === null)
  return { vmCount: vms.length, uncoveredVmNames: uncovered.map((vm) => vm.name) }
}

/** A group is told of several times a second, and its VMs are what they were until an inventory or its plan changes. */
const covered = new WeakMap<World['vms'], Map<ReadonlySet<HostId>, { content: PlanContent | null; coverage: Coverage }>>()
const knownCoverage = ({ vms }: World, hostIds: ReadonlySet<HostId>, content: PlanContent | null): Coverage => {
  const ofVms = covered.get(vms) ?? new Map<ReadonlySet<HostId>, { content: PlanContent | null; coverage: Coverage }>()
  covered.set(vms, ofVms)
  const known = ofVms.get(hostIds)
  if (known !== undefined && known.content === content) return known.coverage
  const coverage = coverageOf(vms, hostIds, content)
  ofVms.set(hostIds, { content, coverage })
  return coverage
}

export const groupDoc = (input: {
  readonly group: PowerGroup
  readonly state: GroupState
  readonly views: readonly PowerDeviceView[]
  readonly notes: readonly string[]
  readonly world: World
  readonly hostIds: ReadonlySet<HostId>
  readonly plan: {
    readonly id: PlanId
    readonly name: string
    readonly mode: PlanMode
    readonly content: PlanContent | null
  } | null
  readonly run: Pick<Run, 'id' | 'danger'> | null
  readonly forecast: Forecast | null
}): GroupDoc => {
  const { group, state, world, hostIds, plan } = input
  const danger = input.run?.danger ?? null
  return {
    id: group.id,
    name: group.name,
    deviceIds: group.deviceIds,
    requiredDevices: group.requiredDevices,
    condition: state.condition,
    severity: severityOf(state, danger),
    onBatterySinceMs: state.onBatterySinceMs,
    secondsOnBattery: state.secondsOnBattery,
    runtimeSeconds: state.runtimeSeconds,
    runtimeReason: state.runtimeReason,
    runtimeBand: bandOf(group, state, input.views),
    chargePercent: state.chargePercent,
    loadPercent: state.loadPercent,
    outputWatts: state.outputWatts,
    notes: input.notes,
    hostCount: hostIds.size,
    ...knownCoverage(world, hostIds, plan?.content ?? null),
    planId: plan?.id ?? null,
    planName: plan?.name ?? null,
    planMode: plan?.mode ?? null,
    stageCount: plan?.content?.stages.filter(({ id }) => id !== LONG_OUTAGE_STAGE).length ?? null,
    runId: input.run?.id ?? null,
    danger,
    forecast: input.forecast === null ? null : withoutDrawing(input.forecast),
  }
}

/** A group lasts as long as one of its UPSs, and its band is that one's. */
const bandOf = (group: PowerGroup, { runtimeSeconds }: GroupState, views: readonly PowerDeviceView[]): GroupDoc['runtimeBand'] =>
  views.find(
    ({ id, decidingRuntimeSeconds }) =>
      runtimeSeconds !== null && decidingRuntimeSeconds === runtimeSeconds && group.deviceIds.includes(id),
  )?.runtimeBand ?? null

const withoutDrawing = ({
  bars: _bars,
  battery: _battery,
  worstCourse: _course,
  graces: _graces,
  ...rest
}: Forecast): GroupDoc['forecast'] => rest
