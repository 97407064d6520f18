import type { Logger } from 'pino'
import { hasOtherSerial } from '../domain/device-change'
import { kindOf } from '../domain/device-kind'
import { serialKey } from '../domain/discovery'
import type { DeviceId } from '../domain/ids'
import type { JournalDraft } from '../domain/journal'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { UpsIdentity } from '../domain/ups'
import type { DeviceRow, StoreWrites } from '../store/store'
import { type AlarmCondition, alarmCondition } from './alarm-condition'
import type { WatchedDevice } from './power-watch'

/** When a large site starts, thousands are found at once: so many are written together, and the polls go on. */
const WRITTEN_TOGETHER = 200

type Keep = StoreWrites['devices']['identify']

/** A UPS that answers in the place of the one that is known. */
interface Another {
  readonly name: string
  readonly was: string
  readonly is: UpsIdentity
}

const HINT =
  'It keeps the feeds of the one that was. If it took its place, say that the battery was replaced: until then the worse of both batteries is reckoned with. Else check its address and cables.'

const anotherWords = ({ was, is }: Another): string => say(P.anotherUps, { was, is: is.serial ?? '' })

/** A serial number that was told once stays known while none is told. */
const withKnownSerial = (told: UpsIdentity, known: UpsIdentity | null): UpsIdentity =>
  serialKey(told.serial) === null && known !== null && kindOf(known) === kindOf(told) ? { ...told, serial: known.serial } : told

/**
 * Keeps in the store who each device turned out to be, so that a PDU stays a PDU for an engine that starts while it is silent, and
 * for those who read the store. A UPS that answers with another serial number is another one: it does not become the known one by
 * itself, nor is more believed of its battery than of the worse of both (P2, P4, P9), before a person says so.
 */
export class IdentityKeeper {
  readonly #keep: Keep
  readonly #log: Logger
  readonly #note: (drafts: readonly JournalDraft[]) => void
  readonly #now: () => number
  readonly #seen = new Map<DeviceId, UpsIdentity>()
  readonly #known = new Map<DeviceId, UpsIdentity>()
  readonly #others = new Map<DeviceId, Another>()
  readonly #due = new Map<DeviceId, UpsIdentity>()

  constructor(parts: {
    /** Writes who they are to the store. */
    readonly keep: Keep
    readonly log: Logger
    readonly note: (drafts: readonly JournalDraft[]) => void
    readonly now: () => number
  }) {
    this.#keep = parts.keep
    this.#log = parts.log
    this.#note = parts.note
    this.#now = parts.now
  }

  /** True where this identity was not seen before. */
  see({ row, identity }: WatchedDevice): boolean {
    if (identity === null || this.#seen.get(row.id) === identity) return false
    this.#seen.set(row.id, identity)
    const known = this.#known.get(row.id) ?? row.identity
    if (known !== null && kindOf(identity) === 'ups' && hasOtherSerial(known, identity)) this.#meet(row, known, identity)
    else this.#know(row, withKnownSerial(identity, known))
    return true
  }

  /** Whether another UPS answers than the one that is known, and no person has said yet that it took its place. */
  isAnother(id: DeviceId): boolean {
    return this.#others.has(id)
  }

  alarms(): readonly AlarmCondition[] {
    return [...this.#others].map(([id, another]) =>
      alarmCondition('another-ups', 'warning', { kind: 'device', id, name: another.name }, anotherWords(another), HINT),
    )
  }

  /** A person says that what answers has taken the place of the one that was known. */
  accept(id: DeviceId): void {
    const another = this.#others.get(id)
    if (another === undefined) return
    this.#others.delete(id)
    this.#known.set(id, another.is)
    this.#due.set(id, another.is)
  }

  /** Forgets devices that are no more. */
  retain(ids: ReadonlySet<DeviceId>): void {
    for (const known of [this.#seen, this.#known, this.#others, this.#due])
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id)
  }

  #know(row: DeviceRow, identity: UpsIdentity): void {
    this.#others.delete(row.id)
    this.#known.set(row.id, identity)
    if (JSON.stringify(identity) === JSON.stringify(row.identity)) this.#due.delete(row.id)
    else this.#due.set(row.id, identity)
  }

  #meet({ id, name }: DeviceRow, known: UpsIdentity, is: UpsIdentity): void {
    const before = this.#others.get(id)
    const another = { name, was: known.serial ?? '', is }
    this.#others.set(id, another)
    if (before?.is.serial === is.serial) return
    this.#note([
      {
        atMs: this.#now(),
        kind: 'device.another-answers',
        actor: name,
        channel: 'device',
        object: { kind: 'device', id, name },
        message: `${name}: ${anotherWords(another)}`,
        data: { serialBefore: another.was, serial: is.serial, manufacturer: is.manufacturer, model: is.model },
      },
    ])
  }

  /** Writes some of those that are due, PDUs and ATSs first. */
  async save(): Promise<void> {
    if (this.#due.size === 0) return
    const isPassing = ([, identity]: readonly [DeviceId, UpsIdentity]): number => (kindOf(identity) === 'ups' ? 1 : 0)
    const next = [...this.#due].sort((left, right) => isPassing(left) - isPassing(right)).slice(0, WRITTEN_TOGETHER)
    try {
      await this.#keep(next.map(([id, identity]) => ({ id, identity })))
      for (const [id, identity] of next) if (this.#due.get(id) === identity) this.#due.delete(id)
    } catch (error) {
      this.#log.warn({ err: error }, 'who the devices are could not be kept; it is tried again')
    }
  }
}
