import { randomUUID } from 'node:crypto'
import { joiningDangers, NOTHING_TAKEN } from '../../decide/danger-part'
import type { GroupState } from '../../decide/group-state'
import { runIdSchema } from '../../domain/ids'
import { credibleValue } from '../../domain/power-reading'
import type { Run } from '../../domain/run'
import type { SupplyBefore } from '../../domain/sustain'
import type { PowerDeviceView, PowerGroup } from '../../domain/world'
import { outputWattsOf } from '../../planner/battery-bank'
import type { ArmedPlan } from '../site'
import { withDangers } from './outage-turns'

/** Of its UPSs that tell all of it: with everything on, it says best what their batteries carry. */
const supplyOf = ({ deviceIds }: PowerGroup, views: readonly PowerDeviceView[]): readonly SupplyBefore[] =>
  views.flatMap((device) => {
    const { id, decidingRuntimeSeconds: runtimeSeconds, decidingChargePercent: chargePercent } = device
    const watts = outputWattsOf(device)
    const isTold = runtimeSeconds !== null && chargePercent !== null && watts !== null && watts > 0
    if (!deviceIds.includes(id) || !isTold) return []
    const loadPercent = device.expectedLoad?.percent ?? credibleValue(device.readings, 'loadPercent')
    return [{ deviceId: id, watts, loadPercent, runtimeSeconds, chargePercent }]
  })

/** The run of a group that begins now, by the plan that is published. */
export const newRun = (
  group: PowerGroup,
  state: GroupState,
  { plan, version }: ArmedPlan,
  views: readonly PowerDeviceView[],
  nowMs: number,
): Run => ({
  id: runIdSchema.parse(randomUUID()),
  kind: 'outage',
  phase: 'shedding',
  heldSinceMs: null,
  dryRun: plan.mode === 'dry-run',
  planId: plan.id,
  planVersionId: version.id,
  powerGroupId: group.id,
  hostId: null,
  title: group.name,
  reason: null,
  startedBy: 'engine',
  outageStartedAtMs: state.onBatterySinceMs,
  startedAtMs: nowMs,
  mainsBackAtMs: null,
  endedAtMs: null,
  fired: [],
  supplyBefore: supplyOf(group, views),
  danger: withDangers(
    null,
    joiningDangers(version.content, state, NOTHING_TAKEN).map(({ kind }) => kind),
  ),
})
