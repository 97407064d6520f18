import type { BatteryAnchor, Chemistry } from '@/server/domain/battery'
import type { PowerFlag } from '@/server/domain/power-state'

const flags: Readonly<Record<PowerFlag, string>> = {
  'low-battery': 'Low battery',
  testing: 'Self-test',
  calibrating: 'Calibration',
  overload: 'Overload',
  'replace-battery': 'Battery to be replaced',
  'battery-missing': 'No battery',
  eco: 'Economy mode',
  boost: 'Raises the voltage',
  trim: 'Lowers the voltage',
  charging: 'Charging',
  'on-generator': 'On the generator',
  'shutdown-pending': 'Counts down to off',
  overheated: 'Too hot',
  fault: 'Fault',
}

const chemistries: Readonly<Record<Chemistry, string>> = {
  'lead-acid': 'Lead-acid',
  'lithium-ion': 'Lithium-ion',
  unknown: 'Not told',
}

const pointKinds: Readonly<Record<BatteryAnchor['source'] | 'now', string>> = {
  firmware: 'told by the UPS when full',
  discharge: 'seen in a discharge',
  now: 'what the UPS says now, from full',
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

export const device = {
  alsoFamilies: 'Read together with',
  ofRated: (watts: string, rated: string) => `${watts} of ${rated}`,
  expectedLoad: (percent: string, watts: string) => `expected ${percent}, ${watts}`,
  inGroup: (group: string, required: number, total: number) => `Power group ${group}, ${required} of ${total} needed`,
  plan: (name: string, mode: string) => `plan “${name}”, ${mode}`,
  flags,
  valuesAge: (age: string) => `as of ${age}`,
  doubt: 'Remark',
  phases: 'Phases',
  total: 'Total or mean',
  custom: 'Custom',
  from: 'From',
  to: 'Until',
  show: 'Show',
  zoomOut: 'Last hour again',
  zoomHint: 'Drag a span to look closer; double-click for the last hour',
  events: (count: number) => counted(count, 'event in this span', 'events in this span'),
  noEvents: 'Nothing happened in this span.',
  allEvents: 'All events',
  fewerEvents: 'Fewer events',
  battery: 'Battery model',
  curveLabel: 'Runtime of the full battery over load',
  learnedFrom: (told: number, seen: number) =>
    told + seen === 0
      ? 'nothing learned yet: what batteries of this rating last'
      : `learned from ${counted(told, 'figure', 'figures')} of the UPS and ${counted(seen, 'discharge', 'discharges')}`,
  learnedAt: (kind: string, runtime: string, load: string, when: string) => `${runtime} at ${load}, ${kind}, ${when}`,
  pointKinds,
  band: 'grey: 9 of 10 cases',
  modelSays: (load: string) => `Model, from full at ${load}`,
  firmwareSays: 'The UPS says, from full',
  knownSince: 'This battery is known since',
  chemistry: 'Chemistry',
  chemistries,
  rated: 'Rated output',
  batteryUnknown: 'Nothing is known of its battery: it has not said what it carries.',
}
