import type { PassingState } from '../world/state'
import type { World } from '../world/world'
import type { SetOutcome } from './message'
import type { SnmpObject } from './object-table'
import { text, ticks } from './simulated-mib'

/** A family's view of a simulated PDU or ATS. */
export interface PassingMib {
  objects(world: World, passing: PassingState): readonly SnmpObject[]
  set(world: World, passing: PassingState, oid: string, value: number | string): SetOutcome
}

/** system group (RFC 3418). */
export const passingSystem = (world: World, { config }: PassingState, sysObjectId: string): readonly SnmpObject[] => [
  { oid: '1.3.6.1.2.1.1.1.0', value: text(`Simulated ${config.kind.toUpperCase()} ${config.model}`) },
  { oid: '1.3.6.1.2.1.1.2.0', value: { type: 'oid', value: sysObjectId } },
  { oid: '1.3.6.1.2.1.1.3.0', value: ticks(world.nowMs / 1_000) },
  { oid: '1.3.6.1.2.1.1.5.0', value: text(config.name) },
]
