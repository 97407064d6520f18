import type { PowerReading, ReadingName } from '../../../domain/power-reading'
import { doubted, reading, tidy } from './plausible'

/** The plain name carries the total or the mean, `L1`…`L3` the phases; null where the vocabulary has no name for a phase. */
export interface PhaseNames {
  readonly whole: ReadingName
  readonly phases: readonly [ReadingName, ReadingName, ReadingName] | null
  readonly combine: 'sum' | 'mean'
}

export const PHASES = {
  inputVolts: { whole: 'inputVolts', phases: ['inputVoltsL1', 'inputVoltsL2', 'inputVoltsL3'], combine: 'mean' },
  inputHertz: { whole: 'inputHertz', phases: null, combine: 'mean' },
  outputVolts: { whole: 'outputVolts', phases: ['outputVoltsL1', 'outputVoltsL2', 'outputVoltsL3'], combine: 'mean' },
  outputAmperes: { whole: 'outputAmperes', phases: null, combine: 'sum' },
  outputWatts: { whole: 'outputWatts', phases: ['outputWattsL1', 'outputWattsL2', 'outputWattsL3'], combine: 'sum' },
  outputVoltAmperes: { whole: 'outputVoltAmperes', phases: null, combine: 'sum' },
  loadPercent: { whole: 'loadPercent', phases: ['loadPercentL1', 'loadPercentL2', 'loadPercentL3'], combine: 'mean' },
} as const satisfies Record<string, PhaseNames>

type Given = Partial<Record<ReadingName, PowerReading>>

const numberIn = (given: PowerReading): number => given.value ?? 0

/** `rows`: what each phase said, in order, already judged; a phase that is silent is null. One row only: no phases to tell apart. */
export const combinePhases = ({ whole, phases, combine }: PhaseNames, rows: readonly (PowerReading | null)[]): Given => {
  const told = rows.filter((row) => row !== null)
  const [first] = told
  if (first === undefined) return {}
  if (rows.length === 1) return { [whole]: first }
  const given: Given = {}
  rows.slice(0, 3).forEach((row, index) => {
    const name = phases?.[index]
    if (name !== undefined && row !== null) given[name] = row
  })
  const sum = told.reduce((total, row) => total + numberIn(row), 0)
  const value = tidy(combine === 'sum' ? sum : sum / told.length)
  const combined = reading(whole, value, `${first.source} (${combine === 'sum' ? 'sum' : 'mean'} of ${told.length} phases)`)
  const doubtful = told.find((row) => !row.credible)
  given[whole] = doubtful === undefined ? combined : doubted(combined, `one phase: ${doubtful.reason}`)
  return given
}
