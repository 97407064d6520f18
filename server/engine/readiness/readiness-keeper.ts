import PQueue from 'p-queue'
import type { Logger } from 'pino'
import type { JournalDraft } from '../../domain/journal'
import { byUrgency, type ProvedWay, type ReadinessDoc, type ReadinessFinding } from '../../domain/readiness'
import type { ManagerView } from '../../domain/world'
import type { AlarmCondition } from '../alarm-condition'
import { toJson } from '../to-json'
import { readinessAlarms } from './readiness-alarms'

const AT_ONCE = 4
/** The hour of the engine's local time at which everything is proved. */
const NIGHTLY_HOUR = 2
/** After its start the engine has other things to do first. */
const FIRST_AFTER_MS = 60_000
/** A night that was missed is made up for. */
const LATEST_AFTER_MS = 25 * 3_600_000
const HOUR_MS = 3_600_000

/** Something that a plan would use, and how to prove that it works. The seam for further ways. */
export interface WayToProve {
  /** All that it is configured by: while that stays, so does what was proved of it. */
  readonly key: string
  readonly way: ProvedWay['way']
  readonly object: ProvedWay['object']
  readonly prove: (nowMs: number, signal: AbortSignal) => Promise<readonly ReadinessFinding[]>
}

/** `changed`: what is configured otherwise than when it was last proved. */
type Scope = 'all' | 'changed'

export interface ReadinessParts {
  readonly log: Logger
  readonly now: () => number
  readonly localHour: (nowMs: number) => number
  readonly ways: () => readonly WayToProve[]
  /** UPSs are proved by every poll: those that fail, and how many there are. */
  readonly upses: (nowMs: number) => { readonly failing: readonly ProvedWay[]; readonly count: number }
  /** Published plans in which something is found. */
  readonly plans: (nowMs: number) => readonly ProvedWay[]
  /** While an outage runs nothing is asked that the run does not need. */
  readonly isOutage: () => boolean
  readonly record: (drafts: readonly JournalDraft[]) => Promise<unknown>
  readonly publish: (doc: ReadinessDoc) => void
}

export interface Asker {
  readonly actor: string
  readonly channel: JournalDraft['channel']
}

/** A host's name alone would not say which way to it is meant. */
const SUFFIX: Readonly<Record<ProvedWay['way'], string>> = {
  manager: '',
  ups: '',
  direct: ' (direct path)',
  bmc: ' (BMC)',
  plan: '',
}

const BY_SCHEDULE: Asker = { actor: 'schedule', channel: 'policy' }

/** Proves every night, and when asked, that what the plans would use would work: by signing in anew and looking (A12). */
export class ReadinessKeeper {
  readonly #parts: ReadinessParts
  readonly #startedAtMs: number
  readonly #stop = new AbortController()
  #doc: ReadinessDoc | null = null
  #lastAtMs: number | null = null
  #stale: Scope | null = null
  /** What was last found, by key. */
  #proved: ReadonlyMap<string, ProvedWay> = new Map()
  #proving: Promise<void> | null = null
  /** Ends what is being proved. */
  #proof = new AbortController()

  constructor(parts: ReadinessParts) {
    this.#parts = parts
    this.#startedAtMs = parts.now()
  }

  /** False: it is being proved already, or an outage is under way. */
  check(by: Asker): boolean {
    return this.#begin(by, 'all')
  }

  #begin(by: Asker, scope: Scope): boolean {
    if (this.#proving !== null || this.#parts.isOutage() || this.#stop.signal.aborted) return false
    if (scope === 'all') this.#lastAtMs = this.#parts.now()
    this.#stale = null
    this.#proof = new AbortController()
    this.#proving = this.#prove(by, scope)
      .catch((error: unknown) => this.#parts.log.error({ err: error }, 'readiness could not be proved; it is tried again'))
      .finally(() => (this.#proving = null))
    return true
  }

  tick(nowMs: number): void {
    // The outage needs the managers for itself.
    if (this.#proving !== null && this.#parts.isOutage()) return this.#proof.abort()
    const due = this.#due(nowMs)
    if (due !== null) this.#begin(BY_SCHEDULE, due)
  }

  /** What is used, or how it is reached, has changed: that is proved anew at the next tick. */
  changed(): void {
    this.#stale ??= 'changed'
  }

  alarms(managers: readonly ManagerView[]): readonly AlarmCondition[] {
    return this.#doc === null ? [] : readinessAlarms(this.#doc, managers)
  }

  /** Resolves when what is being proved has ended. */
  async settled(): Promise<void> {
    await this.#proving
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#proving
  }

  #due(nowMs: number): Scope | null {
    if (this.#lastAtMs === null) return nowMs - this.#startedAtMs >= FIRST_AFTER_MS ? 'all' : null
    const sinceMs = nowMs - this.#lastAtMs
    const isNightly = sinceMs >= HOUR_MS && this.#parts.localHour(nowMs) === NIGHTLY_HOUR
    return sinceMs >= LATEST_AFTER_MS || isNightly ? 'all' : this.#stale
  }

  async #prove(by: Asker, scope: Scope): Promise<void> {
    const { now } = this.#parts
    const startedAtMs = now()
    const before = this.#doc
    const signal = AbortSignal.any([this.#stop.signal, this.#proof.signal])
    const earlier = before?.ways ?? []
    this.#tell({
      state: 'running',
      startedBy: by.actor,
      startedAtMs,
      endedAtMs: null,
      ways: earlier,
      upsCount: before?.upsCount ?? 0,
    })
    const queue = new PQueue({ concurrency: AT_ONCE })
    const known = scope === 'changed' ? this.#proved : new Map<string, ProvedWay>()
    const proved = await Promise.all(
      this.#parts.ways().map(async (way): Promise<[string, ProvedWay]> => {
        return [way.key, known.get(way.key) ?? (await queue.add(() => this.#proveOne(way, signal)))]
      }),
    )
    if (this.#stop.signal.aborted) return
    if (signal.aborted) {
      // What was known before stands; it is proved anew after the outage.
      this.#stale = 'all'
      this.#tell(before ?? { state: 'ended', startedBy: by.actor, startedAtMs, endedAtMs: now(), ways: [], upsCount: 0 })
      return
    }
    const upses = this.#parts.upses(now())
    this.#proved = new Map(proved)
    const ways = [...this.#proved.values(), ...this.#parts.plans(now()), ...upses.failing].sort(byUrgency)
    const doc: ReadinessDoc = { state: 'ended', startedBy: by.actor, startedAtMs, endedAtMs: now(), ways, upsCount: upses.count }
    this.#tell(doc)
    await this.#parts.record([this.#entry(doc, by)])
  }

  async #proveOne({ way, object, prove }: WayToProve, signal: AbortSignal): Promise<ProvedWay> {
    const { log, now } = this.#parts
    if (signal.aborted) return { way, object, provedAtMs: now(), findings: [] }
    const findings = await prove(now(), signal).catch((error: unknown): readonly ReadinessFinding[] => {
      log.error({ err: error, name: object.name }, 'a driver threw while it was proved')
      const message = `Proving it failed: ${String(error)}`
      return [{ trouble: 'refused', severity: 'warning', message, hint: 'Report this as a defect; it is tried again.' }]
    })
    return { way, object, provedAtMs: now(), findings }
  }

  #tell(doc: ReadinessDoc): void {
    this.#doc = doc
    this.#parts.publish(doc)
  }

  #entry(doc: ReadinessDoc, by: Asker): JournalDraft {
    const failing = doc.ways.filter(({ findings }) => findings.some(({ severity }) => severity === 'critical'))
    const names = failing.map(({ object, way }) => `${object.name}${SUFFIX[way]}`).join(', ')
    const count = (of: ProvedWay['way']): number => doc.ways.filter(({ way }) => way === of).length
    const proved = `${count('manager')} managers, ${count('direct')} direct paths, ${count('bmc')} BMCs, ${doc.upsCount} UPSs`
    return {
      atMs: doc.endedAtMs ?? doc.startedAtMs,
      kind: 'readiness.proved',
      actor: by.actor,
      channel: by.channel,
      object: { kind: 'system', id: 'readiness', name: 'readiness' },
      outcome: failing.length === 0 ? 'ok' : 'failed',
      message: failing.length === 0 ? `Everything that plans use was proved: ${proved}` : `Would not work tonight: ${names}`,
      data: toJson({ ways: doc.ways.filter(({ findings }) => findings.length > 0) }),
    }
  }
}
