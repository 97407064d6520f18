import type { Logger } from 'pino'
import { type HardwareDoc, hardwareSecretSchema, type HostPower } from '../../domain/hardware'
import type { CredentialId, HostId } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import { type Host, isSeenUp } from '../../domain/world'
import { hardwareDrivers } from '../../drivers/hardware/registry'
import { type DriverResult, refused } from '../../drivers/ports'
import type { HardwareRow, Secret } from '../../store/store'
import type { AlarmCondition } from '../alarm-condition'
import { weighPower } from './believed-power'
import { hardwareAlarms } from './hardware-alarms'
import { HardwareWatch } from './hardware-watch'
import { withHardware } from './with-hardware'

const LOOK_DEADLINE_MS = 5_000
const ACT_DEADLINE_MS = 10_000
/** A reading and its poll; what is older verifies nothing. */
const BELIEVED_FOR_MS = 45_000
/** So that hundreds of BMCs are not asked at the same moment. */
const FIRST_APART_MS = 100
const FIRST_WITHIN = 300

export interface HardwareParts {
  readonly now: () => number
  readonly log: Logger
  readonly reveal: (id: CredentialId) => Promise<Secret | null>
  readonly publish: (hostId: HostId, doc: HardwareDoc | null) => void
  /** As its manager sees it. */
  readonly hostOf: (hostId: HostId) => Host | null
  readonly note: (drafts: readonly JournalDraft[]) => void
}

const isSame = (left: HardwareRow, right: HardwareRow): boolean =>
  JSON.stringify([left.address, left.credentialId]) === JSON.stringify([right.address, right.credentialId])

/** Hosts' BMCs: read, told to screens, and asked by the executor. */
export class HardwareKeeper {
  readonly #parts: HardwareParts
  readonly #watches = new Map<HostId, HardwareWatch>()
  #hasNews = false

  constructor(parts: HardwareParts) {
    this.#parts = parts
  }

  /** Watches what is configured now. One credential that cannot be opened keeps none of the others from being read. */
  async follow(rows: readonly HardwareRow[]): Promise<void> {
    const wanted = new Map(rows.map((row) => [row.hostId, row]))
    for (const [hostId, watch] of this.#watches) {
      const row = wanted.get(hostId)
      if (row !== undefined && isSame(row, watch.row)) continue
      this.#watches.delete(hostId)
      this.#parts.publish(hostId, null)
      await watch.stop()
    }
    for (const [index, row] of rows.entries()) if (!this.#watches.has(row.hostId)) await this.#begin(row, index)
  }

  async #begin(row: HardwareRow, index: number): Promise<void> {
    const { now, log, reveal } = this.#parts
    const driver = hardwareDrivers.find(({ kind }) => kind === row.address.kind)
    const secret = hardwareSecretSchema.safeParse(await reveal(row.credentialId).catch(() => null))
    if (driver === undefined || !secret.success) {
      log.error({ host: row.hostId }, 'the credential of its BMC cannot be opened; it is not asked until it can')
      return
    }
    const watch = new HardwareWatch(row, driver, driver.open({ address: row.address, secret: secret.data }), { now, log })
    this.#watches.set(row.hostId, watch)
    this.#parts.publish(row.hostId, watch.doc())
    void watch.run((index % FIRST_WITHIN) * FIRST_APART_MS, (before) => this.#read(watch, before))
  }

  #read(watch: HardwareWatch, before: HardwareDoc['contact']): void {
    const { now, publish, hostOf, note } = this.#parts
    const { hostId } = watch.row
    const wasDoubted = watch.belief.doubted
    if (watch.contact === 'ok' && watch.reading !== null)
      watch.belief = weighPower(watch.belief, watch.reading.value.power, hostOf(hostId), now())
    publish(hostId, watch.doc())
    const entry = (kind: string, message: string): JournalDraft => ({
      atMs: now(),
      kind,
      actor: 'engine',
      channel: 'engine',
      object: { kind: 'host', id: hostId, name: this.#nameOf(hostId) },
      message: `${this.#nameOf(hostId)}: ${message}`,
    })
    if (before === 'ok' && watch.contact === 'lost') note([entry('hardware.contact-lost', `its BMC is silent: ${watch.message}`)])
    if (before === 'lost' && watch.contact === 'ok') note([entry('hardware.contact-regained', 'its BMC answers again')])
    if (watch.belief.doubted && !wasDoubted)
      note([entry('hardware.doubted', 'its BMC says “off”, its manager sees it running: the BMC is not believed (A5)')])
    this.#hasNews = true
  }

  #nameOf(hostId: HostId): string {
    return this.#parts.hostOf(hostId)?.name ?? hostId
  }

  /** Hosts whose power is in question are read every few seconds. */
  setUrgent(hostIds: ReadonlySet<HostId>): void {
    for (const [hostId, watch] of this.#watches) watch.setUrgent(hostIds.has(hostId))
  }

  /** Whether any BMC was read since this was last asked: once a second the hosts are looked at anew, not with each of hundreds. */
  takeNews(): boolean {
    const had = this.#hasNews
    this.#hasNews = false
    return had
  }

  /** With what its BMC says of its power supplies and its draw. */
  factsOf(host: Host): Host {
    const reading = this.#watches.get(host.id)?.reading ?? null
    const told = reading === null ? host : withHardware(host, reading, this.#parts.now())
    return !isSeenUp(host) && this.powerOf(host.id) === 'off' ? { ...told, verifiedOff: true } : told
  }

  /** As last read; undefined: it has no BMC that could tell. `unknown`: silent, doubted, or read too long ago (A5). */
  powerOf(hostId: HostId): HostPower | undefined {
    const watch = this.#watches.get(hostId)
    return watch?.driver.capabilities.powerState === true ? watch.powerWithin(BELIEVED_FOR_MS) : undefined
  }

  /** Asked just now; undefined: it has no BMC that could tell. */
  async look(hostId: HostId): Promise<HostPower | undefined> {
    const watch = this.#watches.get(hostId)
    if (watch?.driver.capabilities.powerState !== true) return undefined
    const seen = await watch.call((session, options) => session.powerState(options), LOOK_DEADLINE_MS)
    return seen.kind === 'ok' && !watch.belief.doubted ? seen.value : 'unknown'
  }

  /** `sure`: it answers what it is told. Wake-on-LAN never does. */
  wayToWake(hostId: HostId): 'sure' | 'unheard' | null {
    const capabilities = this.#watches.get(hostId)?.driver.capabilities
    if (capabilities?.powerOn !== true) return null
    return capabilities.powerState ? 'sure' : 'unheard'
  }

  async wake(hostId: HostId): Promise<DriverResult<null>> {
    const watch = this.#watches.get(hostId)
    if (watch === undefined) return refused('This host has no BMC.', 'Add it on the host’s page.')
    if (watch.belief.doubted) return refused('Its BMC is doubted: it may be another machine’s.', 'Correct its address.')
    const told = await watch.call((session, options) => session.act('power-on', options), ACT_DEADLINE_MS)
    watch.readSoon()
    return told
  }

  alarms(): readonly AlarmCondition[] {
    return [...this.#watches.values()].flatMap((watch) => hardwareAlarms(watch.doc(), this.#nameOf(watch.row.hostId)))
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#watches.values()].map((watch) => watch.stop()))
    this.#watches.clear()
  }
}
