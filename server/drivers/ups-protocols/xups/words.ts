import type { PowerFlag } from '../../../domain/power-state'
import type { SupplyClaim } from '../readings/weigh-supply'

export interface SourceWord {
  readonly word: string
  readonly claim: SupplyClaim
  readonly flags: readonly PowerFlag[]
}

/** OutputSource. */
export const OUTPUT_SOURCE: Readonly<Record<number, SourceWord>> = {
  1: { word: 'other', claim: 'other', flags: [] },
  2: { word: 'none', claim: 'off', flags: [] },
  3: { word: 'normal', claim: 'mains', flags: [] },
  4: { word: 'bypass', claim: 'bypass', flags: [] },
  5: { word: 'battery', claim: 'battery', flags: [] },
  6: { word: 'booster', claim: 'mains', flags: ['boost'] },
  7: { word: 'reducer', claim: 'mains', flags: ['trim'] },
  8: { word: 'parallel for capacity', claim: 'mains', flags: [] },
  9: { word: 'parallel for redundancy', claim: 'mains', flags: [] },
  10: { word: 'high efficiency', claim: 'mains', flags: ['eco'] },
  11: { word: 'maintenance bypass', claim: 'bypass', flags: [] },
  12: { word: 'energy saver', claim: 'mains', flags: ['eco'] },
}

/** BatteryAbmStatus. */
export const BATTERY_STATUS = {
  1: 'charging',
  2: 'discharging',
  3: 'floating',
  4: 'resting',
  5: 'unknown',
  6: 'disconnected',
  7: 'under test',
  8: 'check battery',
} as const satisfies Record<number, string>

export const INPUT_SOURCE = {
  1: 'other',
  2: 'none',
  3: 'primary utility',
  4: 'bypass feed',
  5: 'secondary utility',
  6: 'generator',
  7: 'flywheel',
  8: 'fuel cell',
} as const satisfies Record<number, string>

export const TEST_STATUS = {
  1: 'unknown',
  2: 'passed',
  3: 'failed',
  4: 'in progress',
  5: 'not supported',
  6: 'inhibited',
  7: 'scheduled',
} as const satisfies Record<number, string>
