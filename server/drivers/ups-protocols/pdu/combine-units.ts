import { credibleValue, type PowerReading, type ReadingName, readingsFrom } from '../../../domain/power-reading'
import type { Supply } from '../../../domain/power-state'
import type { Outlet, PartTrouble, UpsObservation } from '../../../domain/ups'
import { reading, tidy } from '../readings/plausible'

/** What one of several linked PDUs said; its outlets have the ids by which people name them. */
export interface UnitTold {
  /** "unit 2" */
  readonly name: string
  readonly observation: UpsObservation
}

/** Of the whole: what each of them carries, together. */
const SUMS = ['outputWatts', 'outputVoltAmperes', 'outputAmperes', 'nominalVoltAmperes'] as const satisfies readonly ReadingName[]
/** What the first measures of its own input; each has one of its own. */
const OF_FIRST = ['inputVolts', 'inputHertz'] as const satisfies readonly ReadingName[]

const supplyOf = (units: readonly UnitTold[]): Supply => {
  const supplies = units.map(({ observation }) => observation.supply)
  if (supplies.includes('mains')) return 'mains'
  return supplies.every((supply) => supply === 'off') ? 'off' : 'unknown'
}

/** What it tells is what was. */
const isLost = ({ observation }: UnitTold): boolean => observation.upsContact === 'lost'

/** Null where one of them does not tell: a part is not the whole. */
const sumOf = (name: ReadingName, units: readonly UnitTold[]): PowerReading | null => {
  const values = units.map((unit) => (isLost(unit) ? null : credibleValue(unit.observation.readings, name)))
  const told = values.filter((value) => value !== null)
  if (told.length < units.length) return null
  const source = units[0]?.observation.readings[name].source ?? ''
  return reading(name, tidy(told.reduce((sum, value) => sum + value, 0)), `${source} (sum of ${units.length} PDUs)`)
}

const fullest = (units: readonly UnitTold[]): PowerReading | null =>
  units
    .filter((unit) => !isLost(unit))
    .map(({ observation }) => observation.readings.loadPercent)
    .filter(({ value, credible }) => credible && value !== null)
    .sort((left, right) => (right.value ?? 0) - (left.value ?? 0))[0] ?? null

const readingsOf = (units: readonly UnitTold[]) => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const name of SUMS) {
    const sum = sumOf(name, units)
    if (sum !== null) given[name] = sum
  }
  for (const name of OF_FIRST) {
    const own = units[0]?.observation.readings[name]
    if (own !== undefined) given[name] = own
  }
  const load = fullest(units)
  if (load !== null) given.loadPercent = load
  return readingsFrom(given)
}

/** One of them that is dead while others live takes its own outlets along (P5). */
const outletsOf = (unit: UnitTold, whole: Supply): readonly Outlet[] => {
  const { name, observation } = unit
  if (isLost(unit)) return observation.outlets.map(({ watts: _was, ...outlet }) => outlet)
  return observation.supply === 'off' && whole !== 'off'
    ? observation.outlets.map((outlet) => ({ ...outlet, dead: `${name} has no live input` }))
    : observation.outlets
}

const troublesOf = (units: readonly UnitTold[], whole: Supply): readonly PartTrouble[] =>
  units.flatMap((unit) => [
    ...(unit.observation.supply === 'off' && whole !== 'off'
      ? [{ words: `${unit.name} has no live input: nothing that hangs on it has power from it`, isUntold: false }]
      : []),
    ...(unit.observation.troubles ?? []).map(({ words, isUntold }) => ({ words: `${unit.name}: ${words}`, isUntold })),
  ])

const inWords = (units: readonly UnitTold[], what: 'alarms' | 'evidence'): readonly string[] =>
  units.flatMap(({ name, observation }) => observation[what].map((words) => `${name}: ${words}`))

/** PDUs that are linked with each other and answer through the card of the first, as one. */
export const combineUnits = (units: readonly UnitTold[]): UpsObservation => {
  const supply = supplyOf(units)
  const troubles = troublesOf(units, supply)
  const lost = units.slice(1).filter(isLost)
  const heard = units.filter((unit) => !isLost(unit))
  return {
    supply,
    flags: [...new Set(heard.flatMap(({ observation }) => observation.flags))],
    // Its card hears the others through it.
    upsContact: units[0]?.observation.upsContact ?? 'ok',
    readings: readingsOf(units),
    outlets: units.flatMap((unit) => outletsOf(unit, supply)),
    ...(troubles.length === 0 ? {} : { troubles }),
    alarms: [...lost.map(({ name }) => `${name} is linked and not heard any more`), ...inWords(units, 'alarms')],
    evidence: [`${units.length} PDUs are linked`, ...inWords(units, 'evidence')],
  }
}
