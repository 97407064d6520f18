import { credibleValue } from '../../../domain/power-reading'
import type { PowerFlag, Supply } from '../../../domain/power-state'
import type { UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../readings/cross-check'
import { mergeReadings } from './merge-readings'
import { mergeSupply } from './merge-supply'
import { meaningfulOf, type Told } from './told'

/** Flags that say how the power flows; a family that is wrong about the supply is wrong about these. The others are conditions. */
const flowFlags: ReadonlySet<PowerFlag> = new Set(['testing', 'calibrating', 'eco', 'boost', 'trim', 'charging', 'on-generator'])
const testFlags: ReadonlySet<PowerFlag> = new Set(['testing', 'calibrating'])
const fewestLiveVolts = 60

const inputIsDead = (told: readonly Told[]): boolean => {
  const volts = told.map(({ observation }) => credibleValue(observation.readings, 'inputVolts')).filter((one) => one !== null)
  return volts.length > 0 && volts.every((one) => one < fewestLiveVolts)
}

const mergeFlags = (told: readonly Told[], supply: Supply): readonly PowerFlag[] => {
  const flags = new Set<PowerFlag>()
  for (const { observation } of told) {
    const agrees = observation.supply === supply || observation.supply === 'unknown'
    for (const flag of observation.flags) if (agrees || !flowFlags.has(flag)) flags.add(flag)
  }
  // A test during which the mains fail is an outage, whichever family measured the dead input.
  const outage = supply === 'battery' && inputIsDead(told)
  return [...flags].filter((flag) => !(outage && testFlags.has(flag)))
}

/** "On battery", "UPS on battery" and "upsOnBattery" are one alarm. */
const sameAlarm = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^(the)?ups(is)?/, '')

const mergeAlarms = (told: readonly Told[]): readonly string[] => {
  const alarms = new Map<string, string>()
  for (const { observation } of told)
    for (const alarm of observation.alarms) if (!alarms.has(sameAlarm(alarm))) alarms.set(sameAlarm(alarm), alarm)
  return [...alarms.values()]
}

const evidenceOf = (told: readonly Told[], supply: Supply, contradiction: string | null): readonly string[] => {
  const lost = told.filter(({ observation }) => observation.upsContact === 'lost').map(({ label }) => label)
  return [
    ...(contradiction === null ? [] : [contradiction]),
    ...(lost.length > 0 && lost.length < told.length ? [`${lost.join(', ')}: the card has lost its UPS`] : []),
    ...told.flatMap(({ observation }) => observation.evidence),
    ...(supply === 'unknown' && told.length > 1 ? ['none of its MIBs says where the power comes from'] : []),
  ]
}

/**
 * One observation out of what several families of the same device say, the richest first: values field by field, the supply by
 * evidence, conditions and alarms united.
 */
export const mergeTold = (told: readonly Told[]): UpsObservation => {
  const [richest] = told
  if (richest === undefined) throw new Error('nothing to merge')
  if (told.length === 1) return richest.observation
  const { supply, contradiction } = mergeSupply(told)
  const transfer = told.find(({ observation }) => observation.transfer !== undefined)?.observation.transfer
  const troubles = told.find(({ observation }) => observation.troubles !== undefined)?.observation.troubles
  return {
    supply,
    flags: mergeFlags(told, supply),
    upsContact: told.some(({ observation }) => observation.upsContact === 'lost') ? 'lost' : 'ok',
    // Each family has judged its battery's silence by its own battery status.
    readings: crossChecked(mergeReadings(told), { supply, batteryNormal: false }),
    outlets: told.find(({ observation }) => observation.outlets.length > 0)?.observation.outlets ?? [],
    ...(transfer === undefined ? {} : { transfer }),
    ...(troubles === undefined ? {} : { troubles }),
    alarms: mergeAlarms(told),
    evidence: evidenceOf(told, supply, contradiction),
  }
}

/** A family that says nothing of substance is passed over. */
export const mergeObservations = (all: readonly Told[]): UpsObservation => mergeTold(meaningfulOf(all))
