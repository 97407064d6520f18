import type { PowerFlag } from '../../../domain/power-state'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { STATE } from './mib'

/** Traps of conditions that stand until their even neighbour, and so are named in the list of standing ones. */
const CONDITIONS: Readonly<Record<number, { readonly word: string; readonly flag: PowerFlag | null }>> = {
  1: { word: 'utility power failed', flag: null },
  3: { word: 'low battery', flag: 'low-battery' },
  5: { word: 'UPS failed', flag: 'fault' },
  7: { word: 'on battery', flag: null },
  9: { word: 'test in progress', flag: 'testing' },
  11: { word: 'on bypass', flag: null },
  13: { word: 'communication lost', flag: null },
  15: { word: 'shutdown pending', flag: 'shutdown-pending' },
  17: { word: 'outlet 1 is about to go off', flag: 'shutdown-pending' },
  19: { word: 'outlet 2 is about to go off', flag: 'shutdown-pending' },
  21: { word: 'sleeping', flag: null },
  23: { word: 'over temperature', flag: 'overheated' },
  25: { word: 'overload', flag: 'overload' },
  43: { word: 'emergency power off', flag: 'fault' },
  51: { word: 'site wiring fault', flag: null },
  57: { word: 'battery open', flag: 'battery-missing' },
  59: { word: 'battery over charge', flag: 'fault' },
  65: { word: 'overload warning', flag: 'overload' },
  67: { word: 'fan failure', flag: 'fault' },
  71: { word: 'charger fault', flag: 'fault' },
  77: { word: 'loss of redundancy', flag: null },
  91: { word: 'battery over temperature', flag: 'overheated' },
}

const powerFail = 1
const onBattery = 7
const communicationLost = 13

export interface Standing {
  /** Null: the card does not serve the list. */
  readonly powerFailed: boolean | null
  readonly onBattery: boolean | null
  readonly contactLost: boolean
  readonly flags: readonly PowerFlag[]
  readonly alarms: readonly string[]
}

export const standingConditions = (answers: SnmpAnswers): Standing => {
  const text = answers.get(STATE.standing.oid) ?? null
  const parts =
    text === null
      ? []
      : String(text)
          .split(',')
          .map((part) => part.trim())
  const numbers = [...new Set(parts.filter((part) => /^\d+$/.test(part)).map(Number))]
  return {
    powerFailed: text === null ? null : numbers.includes(powerFail),
    onBattery: text === null ? null : numbers.includes(onBattery),
    contactLost: numbers.includes(communicationLost),
    flags: numbers.flatMap((number) => CONDITIONS[number]?.flag ?? []),
    alarms: numbers.map((number) => CONDITIONS[number]?.word ?? `condition ${number}`),
  }
}
