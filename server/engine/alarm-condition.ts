import type { JournalObject } from '../domain/journal'
import type { Severity } from '../domain/severity'
import type { AlarmDoc } from '../domain/view'

/** What is wrong now, before it is known since when. */
export type AlarmCondition = Omit<AlarmDoc, 'id' | 'sinceMs'>

export const alarmCondition = (
  code: string,
  severity: Severity,
  object: JournalObject,
  message: string,
  hint: string | null,
): AlarmCondition => ({ code, severity, object, message, hint })
