import type { PowerFlag, Supply } from '../../../domain/power-state'
import type { OutletTable } from '../snmp/outlets'
import type { MibObject, PhaseColumn, ReadingObject } from '../snmp/table'

/** What one value of an enumeration says. */
export interface Meaning {
  readonly word: string
  /** Where the power comes from; only the source says that. */
  readonly supply?: Supply
  readonly flags?: readonly PowerFlag[]
  /** Said only while the battery carries the load, e.g. by the cause of the last transfer, which stays after the event. */
  readonly flagsOnBattery?: readonly PowerFlag[]
  /** Argues that the battery carries the load, or that it does not. Left out: says nothing about it. */
  readonly discharging?: boolean
  /** What people are to be told about it. */
  readonly alarm?: string
  /** The card no longer hears its UPS. */
  readonly contactLost?: boolean
}

/** An object whose values its MIB lists, numbers or words in small letters; whatever is not listed is a fault. */
export interface StateObject {
  readonly object: MibObject
  readonly meanings: Readonly<Record<string, Meaning>>
  /** Where every other value means the same. */
  readonly otherwise?: Meaning
}

export interface LineTable {
  /** How many lines there are, and what its values mean where they are no count; null: the MIB does not tell. */
  readonly lines: { readonly object: MibObject; readonly counts?: Readonly<Record<number, number>> } | null
  readonly columns: readonly PhaseColumn[]
  /** The column by which lines with voltage are counted where `lines` is silent. */
  readonly volts: PhaseColumn
}

/** A MIB that tells its state by enumerations: most do. */
export interface StatesLayout {
  readonly mibName: string
  /** What says where the power comes from; of several the first that does. */
  readonly sources: readonly StateObject[]
  readonly states: readonly StateObject[]
  /** Each reading with its objects, the finest first. */
  readonly readings: readonly (readonly ReadingObject[])[]
  readonly input: LineTable | null
  readonly output: LineTable | null
  /** Where the MIB has no line table: the input voltage as a witness of whether the mains are there. */
  readonly inputVolts: ReadingObject | null
  /** The first that has rows counts. */
  readonly outlets: readonly OutletTable[]
  /** Entries of an alarm table by their number below `below`. */
  readonly alarms: { readonly below: string; readonly meanings: Readonly<Record<number, Meaning>> } | null
}

/** Of an object that is on or off. */
export const whenOn = (on: number, off: number, meaning: Meaning): Readonly<Record<number, Meaning>> => ({
  [on]: meaning,
  [off]: { word: 'off', ...(meaning.discharging === true ? { discharging: false } : {}) },
})
