import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'

export type NutServiceAnswer = inferRouterOutputs<AppRouter>['nut']['get']

export interface NutUserDraft {
  readonly name: string
  /** Typed now; empty: as it was. */
  readonly password: string
  readonly primary: boolean
  readonly isNew: boolean
}

export interface NutDeviceDraft {
  readonly deviceId: string
  readonly names: string
  readonly runtime: string
  readonly stageId: string | null
}

/** What is typed, as text, until it is sent. */
export interface NutDraft {
  readonly enabled: boolean
  readonly listen: string
  readonly port: string
  readonly certificateFile: string
  readonly keyFile: string
  readonly requireTls: boolean
  readonly users: readonly NutUserDraft[]
  readonly devices: readonly NutDeviceDraft[]
}

export const nutDraftOf = (answer: NutServiceAnswer): NutDraft => ({
  enabled: answer.enabled,
  listen: answer.listen,
  port: String(answer.port),
  certificateFile: answer.certificateFile ?? '',
  keyFile: answer.keyFile ?? '',
  requireTls: answer.requireTls,
  users: answer.users.map(({ name, primary }) => ({ name, primary, password: '', isNew: false })),
  devices: answer.devices.map(({ deviceId, names, lowBatteryRuntimeSeconds, lowBatteryStageId }) => ({
    deviceId,
    names: names.join(', '),
    runtime: lowBatteryRuntimeSeconds === null ? '' : String(lowBatteryRuntimeSeconds),
    stageId: lowBatteryStageId,
  })),
})

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

const MOST_SECONDS = 86_400

/** Whole seconds of a day at most, or nothing: then the UPS's own word counts. */
export const isRuntimeTyped = (text: string): boolean =>
  text.trim() === '' || (/^\d{1,5}$/.test(text.trim()) && Number(text) <= MOST_SECONDS)

/** What the API takes. Numbers that are none are sent as they are: the API says what is wrong with them. */
export const nutInputOf = (draft: NutDraft) => ({
  enabled: draft.enabled,
  listen: draft.listen.trim(),
  port: Number(draft.port),
  certificateFile: orNull(draft.certificateFile),
  keyFile: orNull(draft.keyFile),
  requireTls: draft.requireTls,
  users: draft.users
    .filter(({ name }) => name.trim() !== '')
    .map(({ name, password, primary }) => ({ name: name.trim(), primary, password: password === '' ? null : password })),
  devices: draft.devices.map(({ deviceId, names, runtime, stageId }) => ({
    deviceId,
    names: names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    lowBatteryRuntimeSeconds: runtime.trim() === '' ? null : Number(runtime),
    lowBatteryStageId: stageId,
  })),
})
