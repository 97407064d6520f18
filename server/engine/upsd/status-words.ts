import type { PowerFlag } from '../../domain/power-state'
import type { PowerDeviceState } from '../../domain/world'

/** The flags that have a word of their own in ups.status. `shutdown-pending` has none: FSD would stop every client at once. */
const WORDS: Partial<Readonly<Record<PowerFlag, string>>> = {
  'replace-battery': 'RB',
  'battery-missing': 'RB',
  charging: 'CHRG',
  calibrating: 'CAL',
  testing: 'TEST',
  overload: 'OVER',
  trim: 'TRIM',
  boost: 'BOOST',
  eco: 'ECO',
}

/** The flags that are told in ups.alarm. */
const ALARMS: Partial<Readonly<Record<PowerFlag, string>>> = {
  'replace-battery': 'Replace battery',
  'battery-missing': 'No battery',
  overload: 'Overload',
  overheated: 'Overheated',
  fault: 'Fault',
  'shutdown-pending': 'Shutdown pending',
  'on-generator': 'On generator',
}

const supplyWords = ({ supply }: PowerDeviceState): readonly string[] => {
  switch (supply) {
    case 'mains':
      return ['OL']
    case 'battery':
      return ['OB', 'DISCHRG']
    case 'bypass':
      return ['OL', 'BYPASS']
    case 'off':
      return ['OFF']
    case 'unknown':
      return []
  }
}

/** What ups.alarm says; null: no alarm. */
export const alarmText = (view: PowerDeviceState): string | null => {
  const told = [...view.flags.flatMap((flag) => ALARMS[flag] ?? []), ...view.alarms]
  return told.length === 0 ? null : [...new Set(told)].join(', ')
}

/** ups.status, or null where nothing can be said of it: clients are told that the data are stale. */
export const statusWords = (view: PowerDeviceState, isLow: boolean): string | null => {
  if (view.supply === 'unknown') return null
  // Contact lost on mains is no power failure; on battery the outage goes on (P2).
  if (view.contact === 'lost' && view.supply !== 'battery') return null
  const words = [
    ...(alarmText(view) === null ? [] : ['ALARM']),
    ...supplyWords(view),
    ...(isLow ? ['LB'] : []),
    ...view.flags.flatMap((flag) => (view.supply === 'battery' && flag === 'charging' ? [] : (WORDS[flag] ?? []))),
  ]
  return [...new Set(words)].join(' ')
}
