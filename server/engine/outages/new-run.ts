import { randomUUID } from 'node:crypto'
import { joiningDangers, NOTHING_TAKEN } from '../../decide/danger-part'
import type { GroupState } from '../../decide/group-state'
import { runIdSchema } from '../../domain/ids'
import type { Run } from '../../domain/run'
import type { PowerGroup } from '../../domain/world'
import type { ArmedPlan } from '../site'
import { withDangers } from './outage-turns'

/** The run of a group that begins now, by the plan that is published. */
export const newRun = (group: PowerGroup, state: GroupState, { plan, version }: ArmedPlan, nowMs: number): Run => ({
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
  danger: withDangers(
    null,
    joiningDangers(version.content, state, NOTHING_TAKEN).map(({ kind }) => kind),
  ),
})
