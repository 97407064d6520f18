import type { UpsObservation } from '../../../domain/ups'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberOf, textOf } from '../../ups-protocols/text-value'
import { observeStates } from '../../ups-protocols/states/observe-states'
import { LAYOUT } from './mib'
import { SCALED_POINTS, UNIT_FACTORS } from './points'

/** Points as if every card sent them in seconds, watts and volt-amperes. A unit that nobody knows here says nothing. */
export const inBaseUnits = (answers: SnmpAnswers): SnmpAnswers => {
  const scaled = new Map(answers)
  for (const point of SCALED_POINTS) {
    const raw = numberOf(answers.get(point.value))
    if (raw === null) continue
    const factor = UNIT_FACTORS[(textOf(answers.get(point.unit)) ?? point.usual).toLowerCase()]
    scaled.set(point.value, factor === undefined ? null : raw * factor)
  }
  return scaled
}

export const observe = (answers: SnmpAnswers): UpsObservation => observeStates(LAYOUT, inBaseUnits(answers), new Map())
