import type { UpsCommand } from '../../../domain/ups-command'
import type { DeviceValue } from '../text-value'

export interface SnmpWrite {
  /** The object's name in its MIB, for messages. */
  readonly name: string
  /** With the instance. */
  readonly oid: string
  readonly type: 'integer' | 'oid' | 'gauge' | 'timeticks'
  readonly value: number | string
}

/** One command of a family as writes, in order, and how to see that the device took it. */
export interface CommandPlan {
  readonly writes: readonly SnmpWrite[]
  /** Read after the last write. Empty: the family gives nothing to read back, and the screen says so. */
  readonly readBack: readonly string[]
  /** Null: what was read does not tell yet. */
  confirms(answers: ReadonlyMap<string, DeviceValue>): boolean | null
}

/** A command that the family has no way for is left out; one that only these parameters make impossible says why. */
export type SnmpCommands = {
  readonly [K in UpsCommand['kind']]?: (
    command: Extract<UpsCommand, { kind: K }>,
  ) => CommandPlan | { readonly impossible: string }
}
