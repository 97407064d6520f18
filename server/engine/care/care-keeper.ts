import type { Logger } from 'pino'
import { isTestDue, type LocalMoment } from '../../decide/care'
import { type DeviceCare, type MaintenanceWindow, NO_CARE, openWindow, type SelfTestRow } from '../../domain/care'
import type { DeviceId } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import type { UpsCommand } from '../../domain/ups-command'
import type { PowerDeviceView, PowerGroup } from '../../domain/world'
import type { Store, StoreWrites } from '../../store/store'
import type { AlarmCondition } from '../alarm-condition'
import type { CommandBy, CommandResult } from '../control/device-commander'
import { careAlarms } from './care-alarms'
import { monthOf, runtimeMonth } from './runtime-history'

const SCHEDULE_EVERY_MS = 60_000
/** A refused test is tried again within its hour. */
const TRY_AGAIN_MS = 15 * 60_000
const HISTORY_EVERY_MS = 3_600_000
const SELF_TEST: UpsCommand = { kind: 'self-test' }
const BY_SCHEDULE: CommandBy = { actor: 'schedule', channel: 'policy', reason: 'scheduled self-test' }

export interface CareParts {
  readonly store: Store
  readonly log: Logger
  readonly views: () => readonly PowerDeviceView[]
  readonly record: (drafts: readonly JournalDraft[], also: (tx: StoreWrites) => Promise<void>) => Promise<number>
  readonly give: (id: DeviceId, command: UpsCommand, by: CommandBy) => Promise<CommandResult>
}

interface Kept {
  readonly care: DeviceCare
  readonly lastTest: SelfTestRow | null
}

const localMoment = (nowMs: number): LocalMoment => {
  const local = new Date(nowMs)
  return { weekday: local.getDay(), dayOfMonth: local.getDate(), hour: local.getHours() }
}

/** What people set about their UPSs' care, carried out: tests, windows that end by themselves, what is due, the history. */
export class CareKeeper {
  readonly #parts: CareParts
  #kept = new Map<DeviceId, Kept>()
  readonly #triedAtMs = new Map<DeviceId, number>()
  #scheduledAtMs = 0
  #historyAtMs = 0

  constructor(parts: CareParts) {
    this.#parts = parts
  }

  /** `interrupted`: no engine follows tests that are said to run; after that their end is unknown. */
  async load({ interrupted }: { readonly interrupted: boolean }): Promise<void> {
    const { store } = this.#parts
    const kept = new Map<DeviceId, Kept>()
    for (const { deviceId, care } of await store.read.care.list()) {
      const [lastTest = null] = await store.read.care.tests(deviceId, 1)
      kept.set(deviceId, { care, lastTest })
    }
    this.#kept = kept
    if (!interrupted) return
    for (const device of await store.read.devices.list())
      for (const test of await store.read.care.tests(device.id, 1))
        if (test.endedAtMs === null)
          await store.write((tx) =>
            tx.care.putTest({ ...test, endedAtMs: test.atMs, outcome: 'unknown', said: 'the engine ended while it ran' }),
          )
  }

  testEnded(row: SelfTestRow): void {
    const care = this.#kept.get(row.deviceId)?.care ?? NO_CARE
    this.#kept.set(row.deviceId, { care, lastTest: row })
  }

  windowOf(id: DeviceId, nowMs: number): MaintenanceWindow | null {
    const care = this.#kept.get(id)?.care
    return care === undefined ? null : openWindow(care, nowMs)
  }

  silenced(nowMs: number): ReadonlySet<DeviceId> {
    return new Set([...this.#kept.keys()].filter((id) => this.windowOf(id, nowMs) !== null))
  }

  alarms(views: readonly PowerDeviceView[], nowMs: number): readonly AlarmCondition[] {
    return views.flatMap((view) => {
      const kept = this.#kept.get(view.id)
      return kept === undefined ? [] : careAlarms(view, kept.care, kept.lastTest, nowMs)
    })
  }

  /** What a group's plan lacks while somebody works on its UPSs. */
  notesOf(group: PowerGroup, views: readonly PowerDeviceView[], nowMs: number): readonly string[] {
    const open = group.deviceIds.flatMap((id) => {
      const window = this.windowOf(id, nowMs)
      const name = views.find((view) => view.id === id)?.name ?? id
      return window === null ? [] : [`${name} is in maintenance (${window.by}: ${window.reason}); its alarms are silent`]
    })
    if (open.length === 0) return []
    const left = group.deviceIds.length - open.length
    const loss =
      left < group.requiredDevices
        ? `without it the plan has ${left} of ${group.requiredDevices} needed UPSs`
        : `${left} of ${group.deviceIds.length} UPSs are left, ${group.requiredDevices} needed`
    return [...open, loss]
  }

  async tick(nowMs: number): Promise<void> {
    await this.#closeWindows(nowMs)
    if (nowMs - this.#scheduledAtMs >= SCHEDULE_EVERY_MS) {
      this.#scheduledAtMs = nowMs
      this.#startDueTests(nowMs)
    }
    if (nowMs - this.#historyAtMs >= HISTORY_EVERY_MS) {
      this.#historyAtMs = nowMs
      await this.#keepHistory(nowMs)
    }
  }

  async #closeWindows(nowMs: number): Promise<void> {
    for (const [deviceId, kept] of this.#kept) {
      const { window } = kept.care
      if (window === null || nowMs < window.untilMs) continue
      const care: DeviceCare = { ...kept.care, window: null }
      this.#kept.set(deviceId, { ...kept, care })
      const name = this.#parts.views().find((view) => view.id === deviceId)?.name ?? deviceId
      await this.#parts.record(
        [
          {
            atMs: nowMs,
            kind: 'device.window-expired',
            actor: 'engine',
            channel: 'engine',
            object: { kind: 'device', id: deviceId, name },
            outcome: 'ok',
            message: `${name}: its maintenance window has expired; its alarms are shown again`,
            data: { ...window },
          },
        ],
        (tx) => tx.care.put(deviceId, care),
      )
    }
  }

  #startDueTests(nowMs: number): void {
    const local = localMoment(nowMs)
    for (const [id, { care, lastTest }] of this.#kept) {
      if (!isTestDue(care.test, local, lastTest?.atMs ?? null, nowMs)) continue
      if (nowMs - (this.#triedAtMs.get(id) ?? 0) < TRY_AGAIN_MS || this.windowOf(id, nowMs) !== null) continue
      this.#triedAtMs.set(id, nowMs)
      this.#parts
        .give(id, SELF_TEST, BY_SCHEDULE)
        .catch((error: unknown) => this.#parts.log.error({ err: error, device: id }, 'a scheduled self-test could not be begun'))
    }
  }

  /** The newest of a month stands for it. */
  async #keepHistory(nowMs: number): Promise<void> {
    const rows = this.#parts.views().flatMap((view) => runtimeMonth(view, nowMs) ?? [])
    if (rows.length === 0) return
    await this.#parts.record([], async (tx) => {
      for (const row of rows) await tx.care.putMonth(row)
    })
    this.#parts.log.debug({ month: monthOf(nowMs), devices: rows.length }, 'the runtime history was kept')
  }
}
