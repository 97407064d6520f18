import { readingsFrom, type PowerReading, type ReadingName } from '../../../domain/power-reading'
import type { PowerFlag, Supply } from '../../../domain/power-state'
import type { UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../../ups-protocols/readings/cross-check'
import { lineAlive } from '../../ups-protocols/readings/line-voltage'
import { judged } from '../../ups-protocols/readings/plausible'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt, textAt } from '../../ups-protocols/snmp/table'
import { ALARM_LINE, FIRST_STATUS_LINE, OTHER_WORDS, READING_LINES, STATUS_FLAGS, STATUS_LINES } from './lines'

const unknownAt = [-1, 65_535, 2_147_483_647, 4_294_967_295] as const

/** Null: the script knows no status, for upsd does not answer it. */
const wordsOf = (answers: SnmpAnswers): ReadonlySet<string> | null => {
  if (numberAt(answers, FIRST_STATUS_LINE) === null) {
    const status = textAt(answers, FIRST_STATUS_LINE)
    return status === null ? null : new Set(status.split(/\s+/))
  }
  const words = new Set(STATUS_LINES.filter(({ line }) => numberAt(answers, line) === 1).map(({ word }) => word))
  // The script looks for CHRG anywhere, and finds it in DISCHRG.
  if (words.has('DISCHRG')) words.delete('CHRG')
  return words
}

const supplyOf = (words: ReadonlySet<string>): Supply => {
  if (words.has('OFF')) return 'off'
  if (words.has('BYPASS')) return 'bypass'
  if (words.has('OB')) return 'battery'
  return words.has('OL') ? 'mains' : 'unknown'
}

const flagsOf = (words: ReadonlySet<string>, inputAlive: boolean | null): readonly PowerFlag[] => {
  const flags = new Set<PowerFlag>()
  for (const word of words) {
    const flag = STATUS_FLAGS[word]
    if (flag !== undefined) flags.add(flag)
    else if (!OTHER_WORDS.has(word)) flags.add('fault')
  }
  // A calibration during which the mains fail is an outage.
  if (words.has('OB') && inputAlive === false) flags.delete('calibrating')
  return [...flags]
}

const readingsOf = (answers: SnmpAnswers): Partial<Record<ReadingName, PowerReading>> => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const { line, reading } of READING_LINES) {
    const raw = numberAt(answers, line)
    if (raw !== null) given[reading] = judged(reading, raw, 1, `NUT extension ${line.name}`, unknownAt)
  }
  return given
}

export const observe = (answers: SnmpAnswers): UpsObservation => {
  const words = wordsOf(answers)
  // On line and on battery at once: whoever prints that knows neither.
  const contradicts = words !== null && words.has('OL') && words.has('OB')
  const believed = contradicts || words === null ? new Set<string>() : words
  const given = readingsOf(answers)
  const supply = supplyOf(believed)
  const unlisted = [...believed].filter((word) => STATUS_FLAGS[word] === undefined && !OTHER_WORDS.has(word))
  return {
    supply,
    flags: contradicts ? ['fault'] : flagsOf(believed, lineAlive([given.inputVolts?.value ?? null])),
    upsContact: words === null && Object.keys(given).length === 0 ? 'lost' : 'ok',
    readings: crossChecked(readingsFrom(given), { supply, batteryNormal: !believed.has('LB') && !believed.has('RB') }),
    outlets: [],
    alarms: [
      ...(contradicts ? ['ups.status says OL and OB at once: nothing of it is believed'] : []),
      ...unlisted.map((word) => `ups.status says ${word}, which is not known here`),
      ...(numberAt(answers, ALARM_LINE) === 1 ? ['NUT tells of an alarm'] : []),
    ],
    evidence: words === null ? ['upsd does not answer the script'] : [`ups.status ${[...words].join(' ') || 'empty'}`],
  }
}
