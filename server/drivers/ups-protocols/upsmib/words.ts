export const ALARMS = {
  1: 'battery bad',
  2: 'on battery',
  3: 'low battery',
  4: 'battery depleted',
  5: 'temperature bad',
  6: 'input bad',
  7: 'output bad',
  8: 'output overload',
  9: 'on bypass',
  10: 'bypass bad',
  11: 'output off as requested',
  12: 'UPS off as requested',
  13: 'charger failed',
  14: 'output off',
  15: 'UPS system off',
  16: 'fan failure',
  17: 'fuse failure',
  18: 'general fault',
  19: 'diagnostic test failed',
  20: 'communications lost',
  21: 'awaiting power',
  22: 'shutdown pending',
  23: 'shutdown imminent',
  24: 'test in progress',
} as const satisfies Record<number, string>
export type AlarmNumber = keyof typeof ALARMS

const isAlarmNumber = (given: number): given is AlarmNumber => given in ALARMS

/** `wellKnown`: the OID, with its last dot, under which the MIB keeps its well-known alarms. */
export const alarmNumberOf = (wellKnown: string, oid: string): AlarmNumber | null => {
  const number = oid.startsWith(wellKnown) ? Number(oid.slice(wellKnown.length)) : Number.NaN
  return isAlarmNumber(number) ? number : null
}

export const BATTERY_STATUS = { 1: 'unknown', 2: 'normal', 3: 'low', 4: 'depleted' } as const satisfies Record<number, string>

export const OUTPUT_SOURCE = {
  1: 'other',
  2: 'none',
  3: 'normal',
  4: 'bypass',
  5: 'battery',
  6: 'booster',
  7: 'reducer',
} as const satisfies Record<number, string>
