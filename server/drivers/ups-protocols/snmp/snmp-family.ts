import type { ReadingName } from '../../../domain/power-reading'
import type { DeviceKind, UpsIdentity, UpsObservation } from '../../../domain/ups'
import type { SnmpCommands } from './commands'
import type { SelfTestObject } from './self-test'
import type { SnmpAnswers } from './snmp-answers'
import type { MibObject } from './table'
import type { SnmpTrap } from './traps'

/** What tells one SNMP family from another: data and pure functions; asking is done once for all. */
export interface SnmpFamily {
  readonly family: string
  readonly label: string
  /** Absent: a UPS. */
  readonly kind?: DeviceKind
  readonly richness: number
  readonly identityObjects: readonly MibObject[]
  /**
   * A device serves the family when at least one of these has a value. They are asked for in every poll, of every family that a
   * device serves, so they are best its few states: a change of one makes everything be read.
   */
  readonly proof: readonly MibObject[]
  readonly pollOids: readonly string[]
  /** What is to be asked for besides, going by what was answered; empty: nothing. Asked again with the answers, until nothing is new. */
  furtherOids?(answers: SnmpAnswers): readonly string[]
  /** Those of them that do not change while the device runs, such as ratings: they are asked for seldom. */
  readonly steadyOids?: readonly string[]
  /**
   * Objects that no supply, flag, contact or alarm is concluded from: brief polls leave them out. Absent: every poll of a device that
   * serves this family alone reads everything.
   */
  readonly measuredOids?: ReadonlySet<string>
  /** Readings that it tells in so large steps that another MIB's finer value, where the two agree, is better. */
  readonly coarseSteps?: Partial<Record<ReadingName, number>>
  identity(answers: SnmpAnswers): Omit<UpsIdentity, 'kind' | 'family' | 'also'>
  /** Where the family keeps its alarms, and whether this poll says that there are any. Null: no such table. */
  readonly alarmTable: { readonly column: string; hasEntries(answers: SnmpAnswers): boolean } | null
  /** Notifications of the family; empty: none are documented. */
  readonly traps: readonly SnmpTrap[]
  readonly commands: SnmpCommands
  /** Absent: the family does not tell how a self-test ended. */
  readonly selfTest?: SelfTestObject
  /** `alarms` null: there are entries, and they could not be read. */
  observe(answers: SnmpAnswers, alarms: SnmpAnswers | null): UpsObservation
}
