import { randomUUID } from 'node:crypto'
import { credentialIdSchema, type HostId } from '../../domain/ids'
import { obstacleIn, type WayProof } from '../../domain/way-proof'
import type { Host } from '../../domain/world'
import { hostObject } from '../../services/known-host'
import { docOf } from '../../services/latest-doc'
import type { Secret, Store, StoreWrites } from '../../store/store'
import { toJson } from '../to-json'
import {
  type Answer,
  type By,
  isUnchanged,
  MEANWHILE,
  no,
  notInOutage,
  outageUnderWay,
  type Refusal,
  type Save,
  SEALED,
  tellRefusal,
} from './change-answer'
import type { HostWay, WayRow } from './host-way'

export interface WayChangerParts {
  readonly store: Pick<Store, 'read' | 'write' | 'secrets'>
  readonly now: () => number
  /** The configuration changed. */
  readonly reload: () => Promise<void>
}

interface Wanted<Address> {
  readonly hostId: HostId
  readonly address: Address
  /** Null: the credential that is stored stays. */
  readonly sealed: string | null
}

const GONE = no('This host is not shown by any manager now.', 'Look again when its manager answers.')

/** Adds or changes how a host is reached, once it was proved that it is that host and that it would work (A12, D11). */
export class HostWayChanger<Address extends object, Kept extends Secret> {
  readonly #parts: WayChangerParts
  readonly #way: HostWay<Address, Kept>

  constructor(parts: WayChangerParts, way: HostWay<Address, Kept>) {
    this.#parts = parts
    this.#way = way
  }

  /** What is there; nothing is saved. */
  async probe(wanted: Wanted<Address>): Promise<Answer> {
    const looked = await this.#look(wanted, await this.#rowOf(wanted.hostId))
    return 'ok' in looked ? looked : { ok: true, result: toJson({ ...looked.found, ...looked.proof }) }
  }

  async save(wanted: Wanted<Address>, save: Save, by: By): Promise<Answer> {
    const { store, now, reload } = this.#parts
    const host = docOf('host', await store.read.latest.get('host', wanted.hostId))
    if (host === null) return GONE
    const refusal = await this.#saved(wanted, host, save, by)
    if ('message' in refusal) {
      const what = `${this.#way.title} ${host.name}`
      const told = { kind: `${this.#way.kindPrefix}change-refused`, by, object: hostObject(host), reason: save.reason, what }
      await store.write((tx) => tellRefusal(tx, { ...told, atMs: now(), refusal }))
    } else await reload()
    return refusal
  }

  #rowOf(hostId: HostId): Promise<WayRow<Address> | null> {
    return this.#way.rows(this.#parts.store.read).get(hostId)
  }

  async #look({ hostId, address, sealed }: Wanted<Address>, before: WayRow<Address> | null) {
    const { store } = this.#parts
    // One that was sealed with another key is entered anew: it need not be opened for that.
    const given =
      sealed !== null
        ? store.secrets.open(sealed)
        : before && (await store.read.credentials.reveal(before.credentialId).catch(() => null))
    const secret = this.#way.secretSchema.safeParse(given)
    if (!secret.success) return SEALED
    const looked = await this.#way.look({ address, secret: secret.data }, hostId)
    return 'ok' in looked ? looked : { ...looked, secret: secret.data }
  }

  async #saved(wanted: Wanted<Address>, host: Host, save: Save, by: By): Promise<Answer> {
    const before = await this.#rowOf(host.id)
    const looked = await this.#look(wanted, before)
    if ('ok' in looked) return looked
    const { proof, found } = looked
    const obstacle = obstacleIn(proof)
    if (obstacle !== undefined) return no(obstacle.message, obstacle.hint ?? 'Correct it, then try again.')
    if (proof.needsConfirmation && !save.confirmed)
      return no(`Nothing proves that this is ${host.name}.`, 'Look what is there, and confirm that it is that host’s.')
    const secret = wanted.sealed === null ? null : looked.secret
    const refusal = await this.#parts.store.write((tx) => this.#put(tx, { host, before, wanted, secret, proof, save, by }))
    return refusal ?? { ok: true, result: toJson({ ...found, ...proof }) }
  }

  /** Null: it is saved. What was looked at took seconds, in which things may have changed. */
  async #put(
    tx: StoreWrites,
    given: {
      readonly host: Host
      readonly before: WayRow<Address> | null
      readonly wanted: Wanted<Address>
      readonly secret: Kept | null
      readonly proof: WayProof
      readonly save: Save
      readonly by: By
    },
  ): Promise<Refusal | null> {
    const { host, before, wanted, secret, proof, save, by } = given
    const { address } = wanted
    const rows = this.#way.writes(tx)
    const row = await rows.get(host.id)
    if (before === null ? row !== null : !isUnchanged(before, row)) return MEANWHILE
    const endpoint = this.#way.endpointOf(address)
    const taken = (await rows.list()).some((other) => other.hostId !== host.id && this.#way.isSamePlace(other.address, address))
    if (taken) return no(`${endpoint} leads to another host already.`, 'It belongs to one host: check the address.')
    const isElsewhere = before === null || JSON.stringify(before.address) !== JSON.stringify(address)
    const outage = proof.needsConfirmation && isElsewhere ? await outageUnderWay(tx) : null
    if (outage !== null) return notInOutage(outage)
    let credentialId = before?.credentialId
    if (secret !== null || credentialId === undefined) {
      if (secret === null) return SEALED
      if (credentialId !== undefined) await tx.credentials.remove(credentialId)
      credentialId = credentialIdSchema.parse(randomUUID())
      await tx.credentials.put({ id: credentialId, name: `${this.#way.credentialTitle} ${host.name}`, secret })
    }
    const atMs = this.#parts.now()
    await rows.put({ hostId: host.id, address, credentialId, createdAtMs: before?.createdAtMs ?? atMs })
    await tx.journal.append({
      atMs,
      kind: `${this.#way.kindPrefix}${before === null ? 'added' : 'changed'}`,
      ...by,
      object: hostObject(host),
      reason: save.reason,
      outcome: 'ok',
      message: `${this.#way.title} ${host.name} ${before === null ? 'was added' : 'was changed'} (${endpoint})`,
      data: toJson({
        before: before?.address ?? null,
        now: address,
        newCredential: secret?.kind ?? null,
        proof: proof.needsConfirmation ? 'a person confirmed it' : 'it is that host’s by its own word',
        findings: proof.findings.map(({ message }) => message),
      }),
    })
    return null
  }
}
