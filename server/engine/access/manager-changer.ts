import { randomUUID } from 'node:crypto'
import { credentialIdSchema, hostIdOf, vmIdOf } from '../../domain/ids'
import { type ManagerAddress, managerSecretSchema, type ManagerSecret } from '../../domain/manager'
import { instanceSeen, type ManagerChangeAnswer, recognised } from '../../domain/manager-change'
import type { Order } from '../../domain/order'
import { docsOf } from '../../services/latest-doc'
import { managerObject } from '../../services/managers/manager-object'
import { runCountingOn } from '../../services/managers/run-through'
import { toldAddress } from '../../services/managers/safe-address'
import type { ManagerRow, Store, StoreWrites } from '../../store/store'
import type { lookAtManager, ManagerSeen } from '../look-at-manager'
import { toJson } from '../to-json'
import {
  type Answer,
  type By,
  isUnchanged,
  MEANWHILE,
  no,
  outageUnderWay,
  type Refusal,
  SEALED,
  tellRefusal,
} from './change-answer'

type ChangeOrder = Extract<Order, { kind: 'manager.change' }>

/** How the manager would be reached from now on. */
interface Wanted {
  readonly address: ManagerAddress
  readonly secret: ManagerSecret
}

export interface ManagerChangerParts {
  readonly store: Pick<Store, 'read' | 'write' | 'secrets'>
  readonly now: () => number
  readonly look: typeof lookAtManager
  /** The configuration changed. */
  readonly reload: () => Promise<void>
}

/** So many VMs are told by name. */
const TOLD_VMS = 20

const missingVms = ({ vms }: ManagerChangeAnswer): string =>
  `${vms.missing.length} of ${vms.known} VMs are not to be seen there: ${vms.missing.slice(0, 5).join(', ')}`

const notProven = ({ name }: ManagerRow, found: ManagerChangeAnswer): Refusal =>
  found.instance === 'same' && found.hosts.missing.length === 0
    ? no(`It is ${name}, but ${missingVms(found)}.`, 'Check what the account may see, or confirm that they are gone.')
    : no(`Nothing proves that this is ${name}.`, 'Look what is there, and confirm that it is the same manager.')

/** Changes how a manager is reached, once it was reached so: all that hangs on a manager hangs on its id, which stays (D11, A12). */
export class ManagerChanger {
  readonly #parts: ManagerChangerParts

  constructor(parts: ManagerChangerParts) {
    this.#parts = parts
  }

  async carryOut(order: ChangeOrder, by: By): Promise<Answer> {
    const manager = await this.#parts.store.read.managers.get(order.managerId)
    if (manager === null) return no('This manager is no longer configured.', 'Add it again under Settings.')
    const answer = await this.#tried(manager, order, by)
    const { save } = order
    if (answer.ok || save === null) return answer
    const refused = { kind: 'manager.change-refused', by, reason: save.reason, what: manager.name, refusal: answer }
    const { store, now } = this.#parts
    await store.write((tx) => tellRefusal(tx, { ...refused, atMs: now(), object: managerObject(manager) }))
    return answer
  }

  async #tried(manager: ManagerRow, order: ChangeOrder, by: By): Promise<Answer> {
    const { store, look, reload } = this.#parts
    const sealed =
      order.sealed === null
        ? await store.read.credentials.reveal(manager.credentialId).catch(() => null)
        : store.secrets.open(order.sealed)
    const secret = managerSecretSchema.safeParse(sealed)
    if (!secret.success) return SEALED
    const wanted = { address: { ...manager.address, url: order.url, pins: order.pins }, secret: secret.data }
    const seen = await look(wanted)
    if (seen.kind !== 'ok') return no(seen.message, seen.hint)
    const found = await this.#found(manager, seen.value)
    if ('ok' in found || order.save === null) return 'ok' in found ? found : { ok: true, result: toJson(found) }
    if (found.needsConfirmation && !order.save.confirmed) return notProven(manager, found)
    const refusal = await store.write((tx) => this.#save(tx, manager, order, wanted, found, by))
    if (refusal !== null) return refusal
    await reload()
    return { ok: true, result: toJson(found) }
  }

  /** What answers there, held against what is known here. */
  async #found(manager: ManagerRow, { identity, inventory }: ManagerSeen): Promise<ManagerChangeAnswer | Refusal> {
    const { read } = this.#parts.store
    const instance = instanceSeen(manager.instanceUuid, identity.instanceUuid)
    if (instance === 'other')
      return no(
        `Another installation answers there: ${identity.product} ${identity.instanceUuid ?? ''}, not ${manager.instanceUuid ?? ''}.`,
        'Check the address. A new installation is another manager: add it as one.',
      )
    const ofManager = ({ managerId }: { readonly managerId: string }) => managerId === manager.id
    const known = {
      hosts: docsOf('host', await read.latest.all('host')).filter(ofManager),
      vms: docsOf('vm', await read.latest.all('vm')).filter(ofManager),
    }
    const hosts = recognised(known.hosts, new Set(inventory.hosts.map((host) => hostIdOf(manager.id, host))))
    const vms = recognised(known.vms, new Set(inventory.vms.map((vm) => vmIdOf(manager.id, vm))))
    if (hosts.known > 0 && hosts.found === 0)
      return no(
        `None of the ${hosts.known} hosts of ${manager.name} is to be seen there: ${hosts.missing.slice(0, 5).join(', ')}.`,
        'Check the address, and what the account may see. Another manager is added as one of its own.',
      )
    return {
      product: identity.product,
      version: identity.version,
      notes: [...(identity.notes ?? [])],
      instance,
      instanceUuid: identity.instanceUuid,
      hosts: { ...hosts, missing: [...hosts.missing] },
      vms: { ...vms, missing: [...vms.missing] },
      needsConfirmation: instance === 'untold' || hosts.found < hosts.known || vms.found < vms.known,
    }
  }

  /** Null: it is saved. What was looked at took seconds, in which things may have changed. */
  async #save(
    tx: StoreWrites,
    before: ManagerRow,
    { sealed, save }: ChangeOrder,
    { address, secret }: Wanted,
    found: ManagerChangeAnswer,
    by: By,
  ): Promise<Refusal | null> {
    const now = await tx.managers.get(before.id)
    if (now === null || !isUnchanged(before, now)) return MEANWHILE
    const run = address.url === before.address.url ? null : await runCountingOn(tx, before.id)
    if (run !== null)
      return no(`The run “${run.title}” counts on ${before.name} since.`, 'Its address may be changed when the run has ended.')
    // A5: hosts whose VMs another account does not see would be taken for empty, and shut down. The same one sees what it saw.
    const outage = sealed === null || found.vms.missing.length === 0 ? null : await outageUnderWay(tx)
    if (outage !== null)
      return no(
        `An outage run is active (${outage.title}), and ${missingVms(found)}.`,
        'Use an account that sees them all, or change it when the outage has ended.',
      )
    let { credentialId } = now
    if (sealed !== null) {
      await tx.credentials.remove(credentialId)
      credentialId = credentialIdSchema.parse(randomUUID())
      await tx.credentials.put({ id: credentialId, name: now.name, secret })
    }
    const { instanceUuid } = found
    await tx.managers.put({ ...now, address, credentialId, ...(instanceUuid === null ? {} : { instanceUuid }) })
    await tx.journal.append({
      atMs: this.#parts.now(),
      kind: 'manager.changed',
      ...by,
      object: managerObject(now),
      reason: save?.reason ?? null,
      outcome: 'ok',
      message: `${now.name} is reached otherwise from now on`,
      data: {
        before: toldAddress(before.address),
        now: toldAddress(address),
        newCredential: sealed !== null,
        instance: found.instance,
        instanceUuid,
        confirmed: save?.confirmed ?? false,
        missingHosts: [...found.hosts.missing],
        missingVms: found.vms.missing.slice(0, TOLD_VMS),
      },
    })
    return null
  }
}
