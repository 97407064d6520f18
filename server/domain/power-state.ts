/** Where the load's energy comes from. `off`: the output is off or asleep, it supplies nothing (P5). */
export const SUPPLIES = ['mains', 'battery', 'bypass', 'off', 'unknown'] as const
export type Supply = (typeof SUPPLIES)[number]

/** Whether we hear the device, and whether the device (a network card) hears its UPS. */
export type Contact = 'ok' | 'lost'

export const POWER_FLAGS = [
  'low-battery',
  'testing',
  'calibrating',
  'overload',
  'replace-battery',
  'battery-missing',
  'eco',
  'boost',
  'trim',
  'charging',
  'on-generator',
  'shutdown-pending',
  'overheated',
  'fault',
] as const
export type PowerFlag = (typeof POWER_FLAGS)[number]

/** A self-test or calibration runs on battery by intention (P3). */
export const isTest = (flags: readonly PowerFlag[]): boolean => flags.includes('testing') || flags.includes('calibrating')

/** The one word shown to people, derived from supply, contact and flags. */
export const POWER_STATES = [
  'on-mains',
  'on-battery',
  'low-battery',
  'bypass',
  'off',
  'no-contact',
  'testing',
  'unknown',
] as const
export type PowerState = (typeof POWER_STATES)[number]

export interface PowerCondition {
  readonly supply: Supply
  readonly contact: Contact
  readonly flags: readonly PowerFlag[]
}

const wordOfSupply = (supply: Supply): PowerState => {
  switch (supply) {
    case 'mains':
      return 'on-mains'
    case 'battery':
      return 'on-battery'
    case 'bypass':
      return 'bypass'
    case 'off':
      return 'off'
    case 'unknown':
      return 'unknown'
  }
}

export const powerStateOf = ({ supply, contact, flags }: PowerCondition): PowerState => {
  if (contact === 'lost') return 'no-contact'
  if (isTest(flags)) return 'testing'
  if (supply === 'battery' && flags.includes('low-battery')) return 'low-battery'
  return wordOfSupply(supply)
}
