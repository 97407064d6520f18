import { readingsFrom } from '../../../domain/power-reading'
import type { PowerFlag, Supply } from '../../../domain/power-state'
import type { UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../readings/cross-check'
import { lineAlive, phaseCount } from '../readings/line-voltage'
import { weighSupply } from '../readings/weigh-supply'
import { wordOf } from '../snmp/enumeration'
import { readOutlets } from '../snmp/outlets'
import { readColumns, readGroups } from '../snmp/reading-table'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { numberAt, type PhaseColumn, rawPhases } from '../snmp/table'
import { unlistedAlarms } from '../snmp/unlisted'
import type { XupsLayout } from './layout'
import { BATTERY_STATUS, INPUT_SOURCE, OUTPUT_SOURCE, TEST_STATUS } from './words'

/** What only the fuller MIB of this line tells. Null: silent, or the MIB has no such thing. */
export interface MoreWitnesses {
  /** The alarm "on battery" stands. */
  readonly onBatteryAlarm: boolean | null
  /** The UPS itself calls its input bad. */
  readonly inputBad: boolean | null
  readonly testAlarm: boolean
  readonly contactLost: boolean
  readonly flags: readonly PowerFlag[]
  readonly alarms: readonly string[]
  /** Columns beyond those of the layout; they outdo it. */
  readonly outputColumns: readonly PhaseColumn[]
}

export const NO_MORE: MoreWitnesses = {
  onBatteryAlarm: null,
  inputBad: null,
  testAlarm: false,
  contactLost: false,
  flags: [],
  alarms: [],
  outputColumns: [],
}

const flagsOfBattery: Partial<Record<string, PowerFlag>> = {
  charging: 'charging',
  disconnected: 'battery-missing',
  'check battery': 'replace-battery',
  unlisted: 'fault',
}

/** Of whether the battery carries the load. */
const saysNothing: ReadonlySet<string> = new Set(['unknown', 'under test', 'unlisted'])

const wordAt = <const T extends Readonly<Record<number, string>>>(words: T, raw: number | null) =>
  raw === null ? null : wordOf(words, raw)

const witnessesOf = ({ state, inputVolts }: XupsLayout, answers: SnmpAnswers, more: MoreWitnesses) => {
  const battery = wordAt(BATTERY_STATUS, numberAt(answers, state.batteryStatus))
  const input = wordAt(INPUT_SOURCE, numberAt(answers, state.inputSource))
  const alive = lineAlive(rawPhases(inputVolts, answers))
  return {
    source: numberAt(answers, state.outputSource),
    battery,
    input,
    inputAlive: more.inputBad === true ? false : alive,
    test: wordAt(TEST_STATUS, numberAt(answers, state.testStatus)),
    discharging: battery === null || saysNothing.has(battery) ? null : battery === 'discharging',
    noInput: input === null || input === 'other' || input === 'unlisted' ? null : input === 'none',
  }
}
type Witnesses = ReturnType<typeof witnessesOf>

const supplyOf = ({ source, discharging, noInput, inputAlive }: Witnesses, more: MoreWitnesses): Supply =>
  weighSupply(source === null ? 'unknown' : (OUTPUT_SOURCE[source]?.claim ?? 'unlisted'), {
    discharging,
    noInput,
    alarmed: more.onBatteryAlarm,
    inputDead: inputAlive === null ? null : !inputAlive,
  })

const flagsOf = (
  { state }: XupsLayout,
  answers: SnmpAnswers,
  { source, battery, input, test, inputAlive }: Witnesses,
  more: MoreWitnesses,
): readonly PowerFlag[] => {
  const flags = new Set<PowerFlag>(source === null ? [] : (OUTPUT_SOURCE[source]?.flags ?? ['fault']))
  const testing = test === 'in progress' || battery === 'under test' || more.testAlarm
  // A test during which the mains fail is an outage: the measured dead input is believed over the word "test".
  if (testing && inputAlive !== false) flags.add('testing')
  const ofBattery = battery === null ? undefined : flagsOfBattery[battery]
  if (ofBattery !== undefined) flags.add(ofBattery)
  if (input === 'generator') flags.add('on-generator')
  if (input === 'unlisted' || test === 'unlisted') flags.add('fault')
  const pending = [state.offDelay, state.loadShed].some((object) => (numberAt(answers, object) ?? 0) > 0)
  if (pending) flags.add('shutdown-pending')
  for (const flag of more.flags) flags.add(flag)
  return [...flags]
}

const readingsOf = (layout: XupsLayout, answers: SnmpAnswers, { outputColumns }: MoreWitnesses) => {
  const { mibName, state, inputVolts, outputVolts } = layout
  const inputs = phaseCount(numberAt(answers, state.inputLines), rawPhases(inputVolts, answers))
  const outputs = phaseCount(numberAt(answers, state.outputLines), rawPhases(outputVolts, answers))
  return readingsFrom({
    ...readColumns(mibName, layout.inputColumns, answers, inputs),
    ...readColumns(mibName, [...layout.outputColumns, ...outputColumns], answers, outputs),
    ...readGroups(mibName, layout.readings, answers),
  })
}

const evidenceOf = (
  { state, inputVolts }: XupsLayout,
  answers: SnmpAnswers,
  { source, battery, input, test }: Witnesses,
  more: MoreWitnesses,
): readonly string[] => {
  const told = ({ name }: { readonly name: string }, raw: number | null, word: string | null | undefined) =>
    raw === null ? [] : [`${name} ${raw} (${word ?? 'unlisted'})`]
  const volts = rawPhases(inputVolts, answers).filter((one) => one !== null)
  return [
    ...(more.contactLost ? ['the card has lost communication with its UPS'] : []),
    ...told(state.outputSource, source, source === null ? null : OUTPUT_SOURCE[source]?.word),
    ...told(state.batteryStatus, numberAt(answers, state.batteryStatus), battery),
    ...told(state.inputSource, numberAt(answers, state.inputSource), input),
    ...(volts.length === 0 ? [] : [`${inputVolts.name} ${volts.join(', ')}`]),
    ...(more.onBatteryAlarm === true ? ['the alarm "on battery" stands'] : []),
    ...(more.inputBad === true ? ['the UPS calls its input bad'] : []),
    ...(test === 'in progress' ? ['a battery test is in progress'] : []),
  ]
}

/** What an agent that serves this layout says. */
export const observeXups = (layout: XupsLayout, answers: SnmpAnswers, more: MoreWitnesses = NO_MORE): UpsObservation => {
  const witnesses = witnessesOf(layout, answers, more)
  const supply = supplyOf(witnesses, more)
  const { state } = layout
  const batteryNormal = ['charging', 'floating', 'resting', null].includes(witnesses.battery)
  return {
    supply,
    flags: flagsOf(layout, answers, witnesses, more),
    upsContact: more.contactLost ? 'lost' : 'ok',
    readings: crossChecked(readingsOf(layout, answers, more), { supply, batteryNormal }),
    outlets: readOutlets(layout.outlets, answers),
    alarms: [
      ...more.alarms,
      ...unlistedAlarms(
        [
          { object: state.outputSource, values: OUTPUT_SOURCE },
          { object: state.batteryStatus, values: BATTERY_STATUS },
          { object: state.inputSource, values: INPUT_SOURCE },
          { object: state.testStatus, values: TEST_STATUS },
        ],
        answers,
      ),
    ],
    evidence: evidenceOf(layout, answers, witnesses, more),
  }
}
