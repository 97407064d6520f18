import { randomUUID } from 'node:crypto'
import { testOutcome, type TestWatch } from '../../decide/care'
import type { SelfTestRow } from '../../domain/care'
import type { DeviceId } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import type { DriverResult, SelfTestState, UpsSession } from '../../drivers/ports'
import type { StoreWrites } from '../../store/store'
import { toJson } from '../to-json'

const ASK_EVERY_MS = 2_000
const DEADLINE_MS = 1_500

export interface SelfTestParts {
  readonly session: (id: DeviceId) => UpsSession | null
  readonly nameOf: (id: DeviceId) => string
  readonly record: (drafts: readonly JournalDraft[], also: (tx: StoreWrites) => Promise<void>) => Promise<number>
  readonly onEnd: (row: SelfTestRow) => void
}

interface Going {
  readonly row: SelfTestRow
  watch: TestWatch
  askedAtMs: number
}

/** Follows self-tests to their end and keeps how they ended. */
export class SelfTestWatch {
  readonly #parts: SelfTestParts
  readonly #going = new Map<DeviceId, Going>()
  readonly #before = new Map<DeviceId, string | null>()

  constructor(parts: SelfTestParts) {
    this.#parts = parts
  }

  /** To be called before the device is told: what it says of an earlier test must not pass for this one's end. */
  async remember(id: DeviceId): Promise<void> {
    const told = await this.#ask(id)
    this.#before.set(id, told?.kind === 'ok' ? told.value.said : null)
  }

  /** `confirmed`: it was seen to begin. */
  async begin(id: DeviceId, startedBy: string, confirmed: boolean, nowMs: number): Promise<void> {
    const row: SelfTestRow = {
      id: randomUUID(),
      deviceId: id,
      atMs: nowMs,
      endedAtMs: null,
      outcome: 'running',
      said: '',
      startedBy,
    }
    const watch: TestWatch = { startedAtMs: nowMs, before: this.#before.get(id) ?? null, runningAtMs: confirmed ? nowMs : null }
    this.#before.delete(id)
    this.#going.set(id, { row, watch, askedAtMs: nowMs })
    await this.#parts.record([], (tx) => tx.care.putTest(row))
  }

  get underWay(): readonly DeviceId[] {
    return [...this.#going.keys()]
  }

  async look(nowMs: number): Promise<void> {
    const due = [...this.#going].filter(([, { askedAtMs }]) => nowMs - askedAtMs >= ASK_EVERY_MS)
    await Promise.all(due.map(([id, going]) => this.#lookAt(id, going, nowMs)))
  }

  async #lookAt(id: DeviceId, going: Going, nowMs: number): Promise<void> {
    going.askedAtMs = nowMs
    const told = await this.#ask(id)
    const value = told?.kind === 'ok' ? told.value : null
    if (value?.state === 'running') going.watch = { ...going.watch, runningAtMs: nowMs }
    const end = testOutcome(going.watch, value?.state ?? null, value?.said ?? null, nowMs)
    if (end === null || !this.#going.delete(id)) return
    const row: SelfTestRow = { ...going.row, ...end, endedAtMs: nowMs }
    const name = this.#parts.nameOf(id)
    const draft: JournalDraft = {
      atMs: nowMs,
      kind: 'device.self-test-ended',
      actor: row.startedBy,
      channel: 'engine',
      object: { kind: 'device', id, name },
      outcome: row.outcome === 'passed' ? 'ok' : row.outcome === 'failed' ? 'failed' : 'unknown',
      message: `${name}: self-test ${row.outcome}, ${row.said}`,
      data: toJson({ startedAtMs: row.atMs, said: row.said }),
    }
    await this.#parts.record([draft], (tx) => tx.care.putTest(row))
    this.#parts.onEnd(row)
  }

  async #ask(id: DeviceId): Promise<DriverResult<SelfTestState> | null> {
    return (await this.#parts.session(id)?.selfTest({ deadlineMs: DEADLINE_MS })) ?? null
  }
}
