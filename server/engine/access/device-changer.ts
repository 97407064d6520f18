import { randomUUID } from 'node:crypto'
import PQueue from 'p-queue'
import type { DeviceChangeAnswer } from '../../domain/device-change'
import { type CredentialId, credentialIdSchema } from '../../domain/ids'
import type { Order } from '../../domain/order'
import { LOOK_DEADLINE_MS } from '../../domain/order-patience'
import { type UpsSecret, upsSecretSchema } from '../../domain/ups'
import type { RunWithSteps } from '../../domain/run'
import type { probeUps } from '../../drivers/ups/probe'
import { deviceObject } from '../../services/power/device-object'
import type { DeviceRow, Store, StoreWrites } from '../../store/store'
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
import { keptBack, notTried, type Tried, tryDevice } from './try-device'

type ChangeOrder = Extract<Order, { kind: 'device.change' }>

/** So many of those that share a credential are asked at a time. */
const AT_ONCE = 16
/** Whoever ordered it waits no longer for the others than that. */
const OTHERS_MS = 1.5 * LOOK_DEADLINE_MS

export interface DeviceChangerParts {
  readonly store: Pick<Store, 'read' | 'write' | 'secrets'>
  readonly now: () => number
  readonly probe: typeof probeUps
  /** The configuration changed. */
  readonly reload: () => Promise<void>
}

const notProven = (tried: readonly Tried[]): Refusal => {
  const names = tried.flatMap(({ told }) => (told.state === 'untold' ? [told.name] : []))
  return no(
    `Nothing proves that ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''} ${names.length === 1 ? 'is' : 'are'} still the same: no serial number was told, now or before.`,
    'Look what is there, and confirm that it is the same device.',
  )
}

const answerOf = (tried: readonly Tried[]): DeviceChangeAnswer => ({
  devices: tried.map(({ told }) => told),
  needsConfirmation: tried.some(({ told }) => told.state === 'untold'),
})

/** What came up while it was tried. In an outage a device is not sought elsewhere on a person's word alone. */
const refusalNow = ({ device, address, told }: Tried, row: DeviceRow | null, outage: RunWithSteps | null): Refusal | null => {
  if (!isUnchanged(device, row)) return MEANWHILE
  const isElsewhere = JSON.stringify(address) !== JSON.stringify(device.address)
  return outage !== null && isElsewhere && told.state === 'untold' ? notInOutage(outage) : null
}

/**
 * Changes how UPSs, PDUs and ATSs are reached, once they were read so: all that hangs on a device (battery model, history, feeds,
 * plans) hangs on its id, which stays. Those that share a credential get the new one each by its own proof; one that fails keeps
 * what it had.
 */
export class DeviceChanger {
  readonly #parts: DeviceChangerParts

  constructor(parts: DeviceChangerParts) {
    this.#parts = parts
  }

  async carryOut(order: ChangeOrder, by: By): Promise<Answer> {
    const { store, now } = this.#parts
    const device = await store.read.devices.get(order.deviceId)
    if (device === null) return no('This device is no longer configured.', 'Add it again under Power.')
    const answer = await this.#tried(device, order, by)
    const { save } = order
    if (answer.ok || save === null) return answer
    const refused = { kind: 'device.change-refused', by, reason: save.reason, what: device.name, refusal: answer }
    await store.write((tx) => tellRefusal(tx, { ...refused, atMs: now(), object: deviceObject(device) }))
    return answer
  }

  async #tried(device: DeviceRow, order: ChangeOrder, by: By): Promise<Answer> {
    const { store, probe, reload } = this.#parts
    const { sealed, save } = order
    const stored =
      sealed === null ? await store.read.credentials.reveal(device.credentialId).catch(() => null) : store.secrets.open(sealed)
    const secret = upsSecretSchema.safeParse(stored)
    if (!secret.success) return SEALED
    const all = await store.read.devices.list()
    const first = await tryDevice(probe, device, { address: order.address, secret: secret.data }, all)
    if (first.refusal !== null) return first.refusal
    const tried = [first, ...(await this.#others(order, secret.data, all))]
    if (save === null) return { ok: true, result: toJson(answerOf(tried)) }
    if (answerOf(tried).needsConfirmation && !save.confirmed) return notProven(tried)
    const saved = await store.write((tx) => this.#save(tx, tried, sealed === null ? null : secret.data, save, by))
    if ('ok' in saved) return saved
    await reload()
    return { ok: true, result: toJson(answerOf(saved)) }
  }

  /** Each at its own address. */
  async #others({ also }: ChangeOrder, secret: UpsSecret, all: readonly DeviceRow[]): Promise<readonly Tried[]> {
    const queue = new PQueue({ concurrency: AT_ONCE })
    const latest = AbortSignal.timeout(OTHERS_MS)
    const wanted = new Set(also)
    return Promise.all(
      all
        .filter(({ id }) => wanted.has(id))
        .map((device) =>
          queue.add(() =>
            latest.aborted ? notTried(device) : tryDevice(this.#parts.probe, device, { address: device.address, secret }, all),
          ),
        ),
    )
  }

  /** What was tried took seconds, in which things may have changed: the device itself is then refused, another one left as it is. */
  async #save(
    tx: StoreWrites,
    tried: readonly Tried[],
    secret: UpsSecret | null,
    save: Save,
    by: By,
  ): Promise<readonly Tried[] | Refusal> {
    const outage = await outageUnderWay(tx)
    const saved: Tried[] = []
    for (const [index, one] of tried.entries()) {
      const row = await tx.devices.get(one.device.id)
      const refusal = one.refusal ?? refusalNow(one, row, outage)
      if (refusal !== null && index === 0) return refusal
      if (refusal === null && row !== null) await this.#put(tx, row, one, secret, save, by)
      saved.push(refusal === null ? one : keptBack(one, refusal))
    }
    const used = new Set((await tx.devices.list()).map(({ credentialId }) => credentialId))
    const isLeft = (id: CredentialId) => !used.has(id)
    for (const id of new Set(tried.map(({ device }) => device.credentialId))) if (isLeft(id)) await tx.credentials.remove(id)
    return saved
  }

  async #put(
    tx: StoreWrites,
    device: DeviceRow,
    { address, told }: Tried,
    secret: UpsSecret | null,
    save: Save,
    by: By,
  ): Promise<void> {
    let { credentialId } = device
    if (secret !== null) {
      credentialId = credentialIdSchema.parse(randomUUID())
      await tx.credentials.put({ id: credentialId, name: device.name, secret })
    }
    await tx.devices.put({ ...device, address, credentialId })
    await tx.journal.append({
      atMs: this.#parts.now(),
      kind: 'device.changed',
      ...by,
      object: deviceObject(device),
      reason: save.reason,
      outcome: 'ok',
      message: `${device.name} is reached otherwise from now on`,
      data: toJson({
        before: device.address,
        now: address,
        newCredential: secret?.kind ?? null,
        proof: told.state === 'same' ? `serial number ${told.found?.serial}` : 'a person confirmed it',
        found: told.found,
      }),
    })
  }
}
