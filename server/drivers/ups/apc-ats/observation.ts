import { type PowerReading, type ReadingName, readingsFrom } from '../../../domain/power-reading'
import type { Supply } from '../../../domain/power-state'
import type { InputLabel, TransferSwitch, UpsObservation } from '../../../domain/ups'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt, readObject } from '../../ups-protocols/snmp/table'
import { standingStates } from '../../ups-protocols/states/read-states'
import { toldByStates } from '../../ups-protocols/states/told-by-states'
import { INPUT, MIB_NAME, OUTPUT, PREFERRED, STATES } from './mib'

const failed = 1
const fine = 2

/** It supplies while one source is fine; a source that it cannot switch over to does not count. */
const supplyOf = (answers: SnmpAnswers): Supply => {
  const said = (state: keyof typeof STATES): number | null => numberAt(answers, STATES[state].object)
  if (said('output') === failed) return 'off'
  const [selected, other] = said('selected') === 2 ? [said('sourceB'), said('sourceA')] : [said('sourceA'), said('sourceB')]
  if (selected === fine) return 'mains'
  if (other === fine && said('transfer') !== failed) return 'mains'
  return selected === failed ? 'off' : 'unknown'
}

const sourceOf = (raw: number | null): InputLabel | null => (raw === 1 ? 'A' : raw === 2 ? 'B' : null)

const inputOf = (raw: number | null): TransferSwitch['inputs']['A'] =>
  raw === failed ? 'dead' : raw === fine ? 'live' : 'unknown'

const transferOf = (answers: SnmpAnswers): TransferSwitch => ({
  selected: sourceOf(numberAt(answers, STATES.selected.object)),
  preferred: sourceOf(numberAt(answers, PREFERRED)),
  inputs: {
    A: inputOf(numberAt(answers, STATES.sourceA.object)),
    B: inputOf(numberAt(answers, STATES.sourceB.object)),
  },
  canSwitch: numberAt(answers, STATES.transfer.object) !== failed,
})

const readingsOf = (answers: SnmpAnswers) => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  const input = numberAt(answers, STATES.selected.object) === 2 ? INPUT.b : INPUT.a
  for (const object of [...input, ...OUTPUT]) {
    const told = (numberAt(answers, object) ?? -1) < 0 ? null : readObject(MIB_NAME, object, answers)
    if (told !== null) given[object.reading] = told
  }
  return readingsFrom(given)
}

export const observe = (answers: SnmpAnswers): UpsObservation => {
  const { flags, alarms, evidence, contactLost } = toldByStates(standingStates(Object.values(STATES), answers))
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
