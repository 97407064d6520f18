import type { ReadingName } from '../../../domain/power-reading'
import type { PowerFlag } from '../../../domain/power-state'
import type { MibObject } from '../../ups-protocols/snmp/table'

/**
 * NET-SNMP-EXTEND-MIB nsExtendOutLine of an extension named "ups-nut": the script that LibreNMS hands out, which prints values of
 * upsc line by line.
 */
const name = 'ups-nut'
const outLine = `1.3.6.1.4.1.8072.1.3.2.4.1.2.${name.length}.${[...name].map((letter) => letter.charCodeAt(0)).join('.')}`

export const lineAt = (number: number, variable: string): MibObject => ({ name: variable, oid: `${outLine}.${number}` })

export const READING_LINES: readonly { readonly line: MibObject; readonly reading: ReadingName }[] = [
  { line: lineAt(1, 'battery.charge'), reading: 'chargePercent' },
  { line: lineAt(3, 'battery.runtime'), reading: 'runtimeSeconds' },
  { line: lineAt(4, 'battery.voltage'), reading: 'batteryVolts' },
  { line: lineAt(7, 'input.voltage'), reading: 'inputVolts' },
  { line: lineAt(8, 'ups.load'), reading: 'loadPercent' },
  { line: lineAt(24, 'ups.temperature'), reading: 'temperatureCelsius' },
]

/** From this line on, one 0 or 1 for each word of ups.status. Older scripts print the words themselves here. */
export const FIRST_STATUS_LINE = lineAt(9, 'ups.status')

export const STATUS_LINES = [
  'OL',
  'OB',
  'LB',
  'HB',
  'RB',
  'CHRG',
  'DISCHRG',
  'BYPASS',
  'CAL',
  'OFF',
  'OVER',
  'TRIM',
  'BOOST',
  'FSD',
].map((word, index) => ({ word, line: lineAt(9 + index, `ups.status ${word}`) }))

export const ALARM_LINE = lineAt(23, 'ups.alarm')

export const STATUS_FLAGS: Readonly<Record<string, PowerFlag>> = {
  LB: 'low-battery',
  RB: 'replace-battery',
  CHRG: 'charging',
  CAL: 'calibrating',
  OVER: 'overload',
  TRIM: 'trim',
  BOOST: 'boost',
  FSD: 'shutdown-pending',
}

/** Words that are no flags: the supply, or nothing beyond what others say. */
export const OTHER_WORDS: ReadonlySet<string> = new Set(['OL', 'OB', 'HB', 'DISCHRG', 'BYPASS', 'OFF', 'ALARM'])
