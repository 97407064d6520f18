import { wordOf } from '../../ups-protocols/snmp/enumeration'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt, readFirst } from '../../ups-protocols/snmp/table'
import { BATTERY_STATUS, INPUT_FAIL_CAUSE, INPUT_VOLTS, MIB_NAME, STATE, STATE_FLAG, type StateFlag } from './mib'

export interface Witnesses {
  readonly outputStatus: number | null
  readonly battery: ReturnType<typeof batteryWord>
  readonly failCause: ReturnType<typeof causeWord>
  readonly ticksOnBattery: number | null
  readonly inputAlive: boolean | null
  /** Null: the card does not serve them. */
  readonly stateFlags: ReadonlySet<StateFlag> | null
  readonly contactLost: boolean
}

const batteryWord = (raw: number | null) => (raw === null ? null : wordOf(BATTERY_STATUS, raw))
const causeWord = (raw: number | null) => (raw === null ? null : wordOf(INPUT_FAIL_CAUSE, raw))

const noCommunication = 2
const fewestLiveVolts = 60

const isStateFlag = (name: string): name is StateFlag => name in STATE_FLAG

const stateFlagsOf = (text: string): ReadonlySet<StateFlag> | null =>
  /^[01]{16,}$/.test(text)
    ? new Set(
        Object.entries(STATE_FLAG)
          .filter(([, position]) => text[position - 1] === '1')
          .map(([name]) => name)
          .filter(isStateFlag),
      )
    : null

export const witnessesOf = (answers: SnmpAnswers): Witnesses => {
  const flagText = String(answers.get(STATE.stateFlags.oid) ?? '').trim()
  const volts = readFirst(MIB_NAME, INPUT_VOLTS, answers)
  return {
    outputStatus: numberAt(answers, STATE.outputStatus),
    battery: batteryWord(numberAt(answers, STATE.batteryStatus)),
    failCause: causeWord(numberAt(answers, STATE.inputFailCause)),
    ticksOnBattery: numberAt(answers, STATE.timeOnBattery),
    inputAlive: volts === null || !volts.credible ? null : (volts.value ?? 0) >= fewestLiveVolts,
    stateFlags: stateFlagsOf(flagText),
    contactLost: numberAt(answers, STATE.commStatus) === noCommunication || /^unknown$/i.test(flagText),
  }
}
