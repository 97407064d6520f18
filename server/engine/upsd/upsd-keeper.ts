import type { Logger } from 'pino'
import type { DeviceId, StageId } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import {
  lowBatteryRuleOf,
  NUT_SERVICE_KEY,
  NUT_SERVICE_STATE_KEY,
  nutServiceOf,
  servedNames,
  type NutService,
} from '../../domain/nut-service'
import type { DeviceDoc } from '../../domain/view'
import type { Store } from '../../store/store'
import { lowBatteryReason } from './low-battery'
import { UpsdServer } from './server'
import { variablesOf } from './variables'

const TELL_STATE_MS = 1_000
const LISTEN_AGAIN_MS = 10_000

export interface UpsdKeeperParts {
  readonly store: Store
  readonly log: Logger
  readonly version: string
  readonly now: () => number
  readonly record: (drafts: readonly JournalDraft[]) => Promise<unknown>
  devices(): readonly { readonly id: DeviceId; readonly name: string }[]
  /** False: a PDU or an ATS; NUT's clients follow batteries. */
  isUps(id: DeviceId): boolean
  doc(id: DeviceId): DeviceDoc | null
  /** False: it is certainly not; spares looking at thousands of UPSs that are on mains. */
  mayBeOnBattery(id: DeviceId): boolean
  /** Stages that have fired in runs that act; a dry run lowers nobody's battery (A10). */
  firedStageIds(): ReadonlySet<StageId>
}

interface Served {
  readonly id: DeviceId
  readonly name: string
  readonly description: string
}

const codeOf = (error: unknown): string => {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null
  return typeof code === 'string' ? code : String(error)
}

/** Serves the UPSs onwards as configured, and keeps the site's own view of "low battery". */
export class UpsdKeeper {
  readonly #parts: UpsdKeeperParts
  readonly #server: UpsdServer
  #service: NutService = nutServiceOf(null)
  #names: ReadonlyMap<string, DeviceId> = new Map()
  #byLowerName: ReadonlyMap<string, Served> = new Map()
  /** Low, once said, stays until the UPS is off its battery: a client that has begun to stop does not turn round. */
  readonly #low = new Set<DeviceId>()
  #configured = ''
  #listeningAt: string | null = null
  #problem: string | null = null
  #triedAtMs = 0
  #timer: NodeJS.Timeout | null = null
  #toldState = ''
  #stateChanged = true
  #stopped = false

  constructor(parts: UpsdKeeperParts) {
    this.#parts = parts
    this.#server = new UpsdServer({
      version: parts.version,
      now: parts.now,
      upsNames: () => [...this.#names].filter(([, id]) => parts.isUps(id)).map(([name]) => name),
      ups: (name) => this.#ups(name),
      changed: () => {
        this.#stateChanged = true
      },
      refusedAct: (what, user, address) => void this.#tellRefusal(what, user, address),
    })
  }

  /** Takes the configuration as it is now; called whenever it has changed. */
  async reload(): Promise<void> {
    const { store, log } = this.#parts
    const devices = this.#parts.devices().filter(({ id }) => this.#parts.isUps(id))
    try {
      this.#service = nutServiceOf(await store.read.settings.get(NUT_SERVICE_KEY))
    } catch (error) {
      log.error({ err: error }, 'the settings of the NUT service cannot be read; it stays as it was')
      return
    }
    this.#names = servedNames(devices, this.#service.devices)
    const descriptions = new Map(devices.map(({ id, name }) => [id, name]))
    this.#byLowerName = new Map(
      [...this.#names].map(([name, id]) => [name.toLowerCase(), { id, name, description: descriptions.get(id) ?? name }]),
    )
    const { devices: _devices, ...listening } = this.#service
    if (JSON.stringify(listening) !== this.#configured) {
      this.#configured = JSON.stringify(listening)
      await this.#listen()
    }
    this.#timer ??= setInterval(() => void this.#look(), TELL_STATE_MS)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#server.close()
  }

  async #listen(): Promise<void> {
    const { log, now } = this.#parts
    const before = this.#listeningAt
    this.#triedAtMs = now()
    this.#stateChanged = true
    if (!this.#service.enabled) {
      await this.#server.close()
      this.#listeningAt = null
      this.#problem = null
      if (before !== null) await this.#tell('nut.stopped', 'ok', 'UPSs are no longer served to NUT clients')
      return
    }
    try {
      this.#listeningAt = await this.#server.listen(this.#service)
      this.#problem = null
      log.info({ at: this.#listeningAt }, 'serving UPSs to NUT clients')
      await this.#tell('nut.listening', 'ok', `UPSs are served to NUT clients at ${this.#listeningAt}`)
    } catch (error) {
      this.#listeningAt = null
      const place = `${this.#service.listen}, TCP port ${this.#service.port}`
      const problem = `Cannot listen at ${place}: ${codeOf(error)}. Another upsd may run on this machine, or the address is not one of this machine's.`
      if (problem !== this.#problem) await this.#tell('nut.listen-failed', 'failed', problem)
      this.#problem = problem
    }
  }

  async #look(): Promise<void> {
    if (this.#stopped) return
    const { now, store, log } = this.#parts
    try {
      if (this.#service.enabled) {
        if (this.#listeningAt === null && now() - this.#triedAtMs > LISTEN_AGAIN_MS) await this.#listen()
        for (const id of new Set(this.#names.values())) if (this.#low.has(id) || this.#parts.mayBeOnBattery(id)) this.#isLow(id)
      }
      if (!this.#stateChanged) return
      this.#stateChanged = false
      const state = {
        listeningAt: this.#listeningAt,
        problem: this.#problem ?? (this.#service.enabled ? this.#server.tlsProblem : null),
        connections: this.#server.connections,
        logins: this.#server.logins.map((login) => ({ ...login })),
      }
      if (JSON.stringify(state) === this.#toldState) return
      this.#toldState = JSON.stringify(state)
      await store.write((tx) => tx.settings.set(NUT_SERVICE_STATE_KEY, { ...state, atMs: now() }))
    } catch (error) {
      this.#stateChanged = true
      this.#toldState = ''
      log.warn({ err: error }, 'the state of the NUT service could not be told')
    }
  }

  #ups(given: string) {
    const served = this.#byLowerName.get(given.toLowerCase())
    if (served === undefined || !this.#parts.isUps(served.id)) return null
    const { id } = served
    return {
      ...served,
      variables: () => {
        const doc = this.#parts.doc(id)
        if (doc === null) return null
        const { runtimeSeconds } = lowBatteryRuleOf(this.#service, id)
        return variablesOf({
          doc,
          isLow: this.#isLow(id, doc),
          lowRuntimeSeconds: runtimeSeconds,
          version: this.#parts.version,
        })
      },
    }
  }

  #isLow(id: DeviceId, doc = this.#parts.doc(id)): boolean {
    if (doc === null) return false
    if (doc.supply !== 'battery') {
      // An answer that says nothing ends no outage.
      if (doc.supply !== 'unknown' && doc.contact === 'ok') this.#low.delete(id)
      return false
    }
    if (this.#low.has(id)) return true
    const reason = lowBatteryReason(doc, lowBatteryRuleOf(this.#service, id), this.#parts.firedStageIds())
    if (reason === null) return false
    this.#low.add(id)
    void this.#parts.record([
      {
        atMs: this.#parts.now(),
        kind: 'nut.low-battery',
        actor: 'engine',
        channel: 'engine',
        object: { kind: 'device', id, name: doc.name },
        outcome: 'ok',
        message: `NUT clients of ${doc.name} are told that its battery is low: ${reason}`,
        data: { runtimeSeconds: doc.decidingRuntimeSeconds, chargePercent: doc.decidingChargePercent, contact: doc.contact },
      },
    ])
    return true
  }

  async #tellRefusal(what: string, user: string, address: string): Promise<void> {
    await this.#tell(
      'nut.refused',
      'refused',
      `${what} of the NUT user ${user} at ${address} was refused: this service only reads`,
    )
  }

  async #tell(kind: string, outcome: 'ok' | 'failed' | 'refused', message: string): Promise<void> {
    await this.#parts.record([
      {
        atMs: this.#parts.now(),
        kind,
        actor: 'engine',
        channel: 'engine',
        object: { kind: 'system', id: 'nut-service', name: 'NUT service' },
        outcome,
        message,
      },
    ])
  }
}
