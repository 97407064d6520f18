import type { Supply } from '@/server/domain/power-state'

const supply: Readonly<Record<Supply, string>> = {
  mains: 'mains',
  battery: 'battery',
  bypass: 'bypass',
  off: 'off',
  unknown: 'unknown',
}

/** What a device's own notification claims. */
const claims: Readonly<Record<string, string>> = {
  'on-battery': 'on battery',
  'on-mains': 'on mains',
  'low-battery': 'low battery',
  'low-battery-over': 'battery no longer low',
  'contact-lost': 'no contact to its UPS',
  'contact-restored': 'contact to its UPS again',
  'output-off': 'output off',
  'shutdown-imminent': 'about to switch off',
  overload: 'overload',
  bypass: 'bypass',
  'battery-fault': 'battery fault',
  'self-test': 'self-test',
  other: 'something else',
}

/** By an alarm's code, where it always says the same. */
const alarms: Readonly<Record<string, string>> = {
  bypass: 'On bypass: the load is not protected',
  'output-off': 'Output is off: it supplies nothing',
  'no-input': 'No live input: nothing that hangs on it has power from it',
  'no-contact': 'No contact',
  overload: 'Overload',
  'replace-battery': 'Battery must be replaced',
  'battery-missing': 'No battery',
  fault: 'Fault reported by the device',
  overheated: 'Too hot',
  'on-battery': 'On battery',
  'low-battery': 'Low battery',
  'group-off': 'Nothing supplies this group',
  'redundancy-lost': 'Redundancy lost',
  danger: 'Its plan sheds load because of a danger',
  'danger-dry-run': 'Its plan would shed load because of a danger; it is in dry run',
  'danger-over': 'The danger has passed; what was taken down stays so until a person continues the run',
  'no-plan': 'No published plan',
  'not-armed': 'Plan is not armed',
  'manager-no-contact': 'Manager does not answer',
  'bmc-no-contact': 'Its BMC does not answer: whether it is off cannot be verified by it, nor can it be woken by it',
  'bmc-doubted': 'Its BMC contradicts its manager and is not believed',
  'not-ready': 'Would not work tonight',
  'ready-with-notes': 'Works, but not everything that a plan may ask of it',
  'plan-not-executable': 'Its plan is not executable now: what it switches cannot be reached or used',
  'manager-refuses': 'Refuses to tell what it has',
  'manager-certificate': 'Shows another certificate than the accepted one, or one that nobody accepted',
  'manager-host-key': 'Shows another SSH host key than the accepted one, or one that nobody accepted',
  'manager-credentials': 'Does not accept our credentials',
  'manager-privileges': 'Our account lacks a privilege',
  'manager-lockdown': 'Takes orders from its manager only (lockdown mode)',
  'replica-too-old': 'Replicas are older than promised, or failed',
}

const alarmHints: Readonly<Record<string, string>> = {
  bypass: 'Find out who put it on bypass, and why.',
  'output-off': 'Switch it on, or remove it from its power group.',
  'no-input': 'Look at what feeds it, the breaker and the cable.',
  overload: 'Move or shed load before it drops it.',
  'replace-battery': 'Its runtime is not to be relied on.',
  'battery-missing': 'It will not carry anything.',
  overheated: 'Check fans and room cooling.',
  danger: 'The run says which UPS, and what it saw. On mains its Continue brings everything back, also while the danger lasts.',
  'danger-dry-run': 'The run says which UPS, and what it saw.',
  'danger-over': 'Open the run and continue it: it brings everything back.',
  'bmc-doubted': 'Check the address of its BMC.',
  'no-plan': 'Build one under Plans: until then nothing happens in an outage.',
  'not-armed': 'It switches nothing until it is armed.',
}

export const events = {
  supply,
  claims,
  alarms,
  alarmHints,
  supplyChanged: (device: string, from: string, to: string) => `${device}: from ${from} to ${to}`,
  flagsChanged: (device: string, words: string) => `${device}: ${words}`,
  over: (flag: string) => `no longer “${flag}”`,
  contactMade: (device: string, state: string) => `${device} answers: ${state}`,
  contactRestored: (device: string) => `${device} answers again`,
  planMode: (plan: string, mode: string) => `Plan ${plan} is now: ${mode}`,
  commandOrdered: (device: string, words: string) => `${device}, ordered: ${words}`,
  refused: (why: string) => `Refused: ${why}`,
  claimed: (device: string, what: string, from: string) => `${device} reports: ${what} (from ${from}); asked at once`,
}
