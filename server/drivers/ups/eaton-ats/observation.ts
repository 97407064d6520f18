import { type PowerReading, type ReadingName, readingsFrom } from '../../../domain/power-reading'
import type { Supply } from '../../../domain/power-state'
import type { InputLabel, TransferSwitch, UpsObservation } from '../../../domain/ups'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { isOneOf } from '../../ups-protocols/snmp/command-plan'
import { type MibObject, numberAt, readObject } from '../../ups-protocols/snmp/table'
import { standingStates } from '../../ups-protocols/states/read-states'
import { toldByStates } from '../../ups-protocols/states/told-by-states'
import { ALL_STATES, INPUT, INPUT_STATE, MIB_NAME, MODE, OUTPUT, POWERED, PREFERRED, STATES } from './mib'

const selectedOf = (answers: SnmpAnswers): InputLabel | null => {
  const mode = numberAt(answers, STATES.mode.object)
  if (mode === MODE.source1) return 'A'
  return mode === MODE.source2 ? 'B' : null
}

/** What it says of its output; where it says nothing, a source that it calls its own supplies. */
const supplyOf = (answers: SnmpAnswers): Supply => {
  const output = numberAt(answers, STATES.output.object)
  if (output === POWERED.no || isOneOf(answers, STATES.mode.object, [MODE.off])) return 'off'
  return output === POWERED.yes || selectedOf(answers) !== null ? 'mains' : 'unknown'
}

const sourceAt = (answers: SnmpAnswers, object: MibObject): InputLabel | null => {
  const row = numberAt(answers, object)
  if (row === 1) return 'A'
  return row === 2 ? 'B' : null
}

/** One that the switch can no longer switch to is as good as dead, unless it carries the load. */
const inputOf = (answers: SnmpAnswers, label: InputLabel): TransferSwitch['inputs']['A'] => {
  const { state, failure } = INPUT[label]
  const isStuck = isOneOf(answers, failure.object, [2]) && selectedOf(answers) !== label
  if (isStuck || isOneOf(answers, state.object, [INPUT_STATE.outOfRange])) return 'dead'
  const { fine, derated, badWaveform } = INPUT_STATE
  return isOneOf(answers, state.object, [fine, derated, badWaveform]) ? 'live' : 'unknown'
}

const transferOf = (answers: SnmpAnswers): TransferSwitch => ({
  selected: selectedOf(answers),
  preferred: sourceAt(answers, PREFERRED),
  inputs: { A: inputOf(answers, 'A'), B: inputOf(answers, 'B') },
  canSwitch: !isOneOf(answers, STATES.internal.object, [2]),
})

const readingsOf = (answers: SnmpAnswers) => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const object of [...INPUT[selectedOf(answers) ?? 'A'].readings, ...OUTPUT]) {
    const told = (numberAt(answers, object) ?? -1) < 0 ? null : readObject(MIB_NAME, object, answers)
    if (told !== null) given[object.reading] = told
  }
  return readingsFrom(given)
}

export const observe = (answers: SnmpAnswers): UpsObservation => {
  const { flags, alarms, evidence, contactLost } = toldByStates(standingStates(ALL_STATES, answers))
  return {
    supply: contactLost ? 'unknown' : supplyOf(answers),
    flags,
    upsContact: contactLost ? 'lost' : 'ok',
    readings: readingsOf(answers),
    outlets: [],
    transfer: transferOf(answers),
    alarms,
    evidence,
  }
}
