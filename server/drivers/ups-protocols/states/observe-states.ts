import { readingsFrom, type PowerReading, type ReadingName } from '../../../domain/power-reading'
import type { PowerFlag } from '../../../domain/power-state'
import type { Outlet, UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../readings/cross-check'
import { lineAlive, phaseCount } from '../readings/line-voltage'
import { readOutlets } from '../snmp/outlets'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { numberAt, rawPhases, readColumn, readFirst } from '../snmp/table'
import type { LineTable, StatesLayout } from './layout'
import { dischargingOf, type StandingState, standingAlarms, standingStates } from './read-states'
import { supplyBySigns } from './supply-by-signs'

const nothingSaid: UpsObservation = {
  supply: 'unknown',
  flags: [],
  upsContact: 'ok',
  readings: readingsFrom({}),
  outlets: [],
  alarms: [],
  evidence: [],
}

const testFlags: ReadonlySet<PowerFlag> = new Set(['testing', 'calibrating'])
const badBattery: ReadonlySet<PowerFlag> = new Set(['low-battery', 'replace-battery', 'battery-missing', 'fault'])

const voltsOf = ({ volts }: LineTable, answers: SnmpAnswers): readonly (number | null)[] =>
  rawPhases(volts, answers).map((raw) => (raw === null ? null : raw / volts.divisor))

const inputVoltsOf = ({ input, inputVolts }: StatesLayout, answers: SnmpAnswers): readonly (number | null)[] => {
  const lines = input === null ? [] : voltsOf(input, answers)
  if (lines.some((one) => one !== null) || inputVolts === null) return lines
  const raw = numberAt(answers, inputVolts)
  return raw === null ? [] : [raw / inputVolts.divisor]
}

const linesTold = ({ lines }: LineTable, answers: SnmpAnswers): number | null => {
  const told = lines === null ? null : numberAt(answers, lines.object)
  return told === null ? null : (lines?.counts?.[told] ?? told)
}

const readLines = (mibName: string, table: LineTable, answers: SnmpAnswers): Partial<Record<ReadingName, PowerReading>> => {
  const count = phaseCount(linesTold(table, answers), voltsOf(table, answers))
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const column of table.columns) Object.assign(given, readColumn(mibName, column, answers, count))
  return given
}

/** What the whole says itself stands; the lines complete it. */
const readingsOf = (layout: StatesLayout, answers: SnmpAnswers) => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const table of [layout.input, layout.output])
    if (table !== null) Object.assign(given, readLines(layout.mibName, table, answers))
  for (const objects of layout.readings) {
    const told = readFirst(layout.mibName, objects, answers)
    const [first] = objects
    if (told !== null && first !== undefined && (told.credible || given[first.reading] === undefined)) given[first.reading] = told
  }
  // By -1 agents say that they are not on battery.
  if ((given.secondsOnBattery?.value ?? 0) < 0) delete given.secondsOnBattery
  return given
}

const countingOf = ({ readings }: StatesLayout, answers: SnmpAnswers): boolean | null => {
  const seconds = readings.flat().find(({ reading }) => reading === 'secondsOnBattery')
  const raw = seconds === undefined ? null : numberAt(answers, seconds)
  return raw === null ? null : raw > 0
}

/** A test during which the mains fail is an outage: the measured dead input is believed over the word "test". */
const withoutTests = (flags: readonly PowerFlag[], inputAlive: boolean | null): readonly PowerFlag[] =>
  flags.filter((flag) => inputAlive !== false || !testFlags.has(flag))

const flagsOf = (states: readonly StandingState[], inputAlive: boolean | null): readonly PowerFlag[] => {
  const flags = new Set(
    states.flatMap(({ meaning }): readonly PowerFlag[] => (meaning === null ? ['fault'] : (meaning.flags ?? []))),
  )
  return withoutTests([...flags], inputAlive)
}

const alarmOf = ({ name, raw, meaning }: StandingState): readonly string[] => {
  if (meaning === null) return [`${name} says ${raw}, which its MIB does not list`]
  return meaning.alarm === undefined ? [] : [meaning.alarm]
}

const isTelling = ({ meaning }: StandingState): boolean =>
  meaning === null || meaning.discharging !== undefined || meaning.contactLost === true || (meaning.flags ?? []).length > 0

const evidenceOf = (
  sources: readonly StandingState[],
  others: readonly StandingState[],
  volts: readonly (number | null)[],
  seconds: PowerReading | undefined,
): readonly string[] => [
  ...[...sources, ...others.filter(isTelling)].map(
    ({ name, raw, meaning }) => `${name} ${raw} (${meaning?.word ?? 'not listed'})`,
  ),
  ...(volts.some((one) => one !== null) ? [`input ${volts.map((one) => one ?? '–').join(', ')} V`] : []),
  ...(seconds === undefined ? [] : [`${seconds.value} s on battery`]),
]

/** All that it measures is nothing: a card that fills in zeros for a UPS it does not know. */
const fewestZeros = 4
const isSkeleton = (given: Partial<Record<ReadingName, PowerReading>>): boolean => {
  const values = Object.values(given).map(({ value }) => value)
  return values.length >= fewestZeros && values.every((value) => value === 0)
}

const outletsOf = ({ outlets }: StatesLayout, answers: SnmpAnswers): readonly Outlet[] =>
  outlets.map((table) => readOutlets(table, answers)).find((rows) => rows.length > 0) ?? []

/** What an agent that serves this layout says. `table` null: there are alarms, and they could not be read. */
export const observeStates = (layout: StatesLayout, answers: SnmpAnswers, table: SnmpAnswers | null): UpsObservation => {
  const given = readingsOf(layout, answers)
  if (isSkeleton(given)) return { ...nothingSaid, evidence: [`${layout.mibName}: only zeros, the card does not fill this MIB`] }
  const sources = standingStates(layout.sources, answers)
  const others = [...standingStates(layout.states, answers), ...standingAlarms(layout, table)]
  const states = [...sources, ...others]
  const volts = inputVoltsOf(layout, answers)
  const inputAlive = lineAlive(volts)
  const lasting = flagsOf(states, inputAlive)
  const batteryNormal = !lasting.some((flag) => badBattery.has(flag))
  const claimed = sources.map(({ meaning }) => meaning?.supply ?? 'unknown').find((supply) => supply !== 'unknown')
  const supply = supplyBySigns(claimed ?? 'unknown', {
    discharging: dischargingOf(states),
    counting: countingOf(layout, answers),
    inputAlive,
    batteryNormal,
  })
  const passing = supply === 'battery' ? states.flatMap(({ meaning }) => meaning?.flagsOnBattery ?? []) : []
  return {
    supply,
    flags: [...new Set([...lasting, ...withoutTests(passing, inputAlive)])],
    upsContact: states.some(({ meaning }) => meaning?.contactLost === true) ? 'lost' : 'ok',
    readings: crossChecked(readingsFrom(given), { supply, batteryNormal }),
    outlets: outletsOf(layout, answers),
    alarms: [
      ...new Set(states.flatMap(alarmOf)),
      ...(table === null ? ['there are alarms, but the alarm table could not be read'] : []),
    ],
    evidence: evidenceOf(sources, others, volts, given.secondsOnBattery),
  }
}
