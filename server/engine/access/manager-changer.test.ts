import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostFacts, VmFacts } from '../../domain/inventory'
import { managerChangeAnswerSchema } from '../../domain/manager-change'
import type { Order } from '../../domain/order'
import { type DriverResult, ok, refused } from '../../drivers/ports'
import { containing } from '../../testing/containing'
import { hostDoc, IDS, seedServiceWorld, vmDoc } from '../../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import type { ManagerSeen } from '../look-at-manager'
import { ManagerChanger } from './manager-changer'

const UUID = '8a11c0de-0000-4000-8000-000000000001'
const URL = 'https://pve.example:8006'
const NEW_URL = 'https://pve-new.example:8006'
const PIN = Array.from({ length: 32 }, () => 'AB').join(':')
const secret = { kind: 'password', user: 'root@pam', password: 'very-secret-before' } as const
const rotated = { ...secret, password: 'very-secret-since' }
const BY = { actor: 'anna', channel: 'cli' } as const
const save = { confirmed: false, reason: 'renewed' }

let world: ServiceWorld
let seen: DriverResult<ManagerSeen>
let reloads: number
let asked: readonly unknown[]
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
  await world.store.write((tx) => tx.credentials.put({ id: IDS.credential, name: 'pve', secret }))
  await known(UUID)
  seen = ok(answering(UUID))
  reloads = 0
  asked = []
})
afterEach(() => world.close())

/** Ids in the seed are written out, and the same without their manager's. */
const hostSeen = (id: typeof IDS.host): HostFacts => ({ ...hostDoc(id), nativeId: id.replace('pve:', '') })
const vmSeen = (id: typeof IDS.vm): VmFacts => ({ ...vmDoc(id, IDS.thirdHost), nativeId: id.replace('pve:', '') })
const answering = (
  instanceUuid: string | null,
  ids = [IDS.busyHost, IDS.host, IDS.thirdHost],
  vms = [IDS.vm, IDS.otherVm],
): ManagerSeen => ({
  identity: { kind: 'proxmox', product: 'Proxmox VE', version: '8.4', instanceUuid },
  inventory: { clusters: [], hosts: ids.map(hostSeen), vms: vms.map(vmSeen), datastores: [], networks: [] },
})
const known = (instanceUuid: string | undefined) =>
  world.store.write(async (tx) => {
    const row = await tx.managers.get(IDS.manager)
    if (row !== null) await tx.managers.put({ ...row, instanceUuid })
  })
const carryOut = (more: Partial<Extract<Order, { kind: 'manager.change' }>> = {}) =>
  new ManagerChanger({
    store: world.store,
    now: () => START_MS,
    look: (target) => {
      asked = [target]
      return Promise.resolve(seen)
    },
    reload: () => Promise.resolve(void (reloads += 1)),
  }).carryOut({ kind: 'manager.change', managerId: IDS.manager, url: URL, pins: [PIN], sealed: null, save, ...more }, BY)
const endRuns = () =>
  world.store.write(async (tx) => {
    for (const run of await tx.runs.active()) await tx.runs.put({ ...run, phase: 'done', endedAtMs: START_MS })
  })
const row = () => world.store.read.managers.get(IDS.manager)
const told = () => world.store.read.journal.page({ limit: 5 })
const everythingOnIt = async () => {
  const { read } = world.store
  return JSON.stringify([
    await read.feeds.list(),
    await read.hardware.list(),
    await read.directPaths.list(),
    await read.clusters.list(),
    await read.plans.version(IDS.version),
    await read.latest.all('vm'),
  ])
}

describe('a manager is reached otherwise', () => {
  it('A12 D11 with another fingerprint: the same installation is saved, all that hangs on it stays, and it is told', async () => {
    await world.store.write(async (tx) => {
      await tx.clusters.put({ managerId: IDS.manager, clusterNativeId: 'cluster', name: null, maxCpuPercent: 70 })
      await tx.directPaths.put({
        hostId: IDS.host,
        address: { kind: 'proxmox', url: 'https://192.0.2.7:8006', pins: [] },
        credentialId: IDS.credential,
        createdAtMs: START_MS,
      })
    })
    const before = await everythingOnIt()
    expect(await carryOut()).toMatchObject({ ok: true, result: { instance: 'same', hosts: { known: 3, found: 3 } } })
    expect(asked).toEqual([{ address: { kind: 'proxmox', url: URL, pins: [PIN] }, secret }])
    expect(await row()).toMatchObject({ address: { url: URL, pins: [PIN] }, credentialId: IDS.credential, instanceUuid: UUID })
    expect(await everythingOnIt()).toBe(before)
    expect(reloads).toBe(1)
    expect((await told())[0]).toMatchObject({
      kind: 'manager.changed',
      ...BY,
      reason: 'renewed',
      object: { id: IDS.manager },
      data: { before: { pins: [] }, now: { pins: [PIN] }, newCredential: false, instance: 'same' },
    })
  })

  it('K5 with a rotated credential: the old one is gone, and neither is in the journal', async () => {
    expect(await carryOut({ pins: [], sealed: world.store.secrets.seal(rotated) })).toMatchObject({ ok: true })
    const now = await row()
    expect(now?.credentialId).not.toBe(IDS.credential)
    expect(now === null ? null : await world.store.read.credentials.reveal(now.credentialId)).toEqual(rotated)
    expect(await world.store.read.credentials.list()).toHaveLength(1)
    expect(JSON.stringify(await told())).not.toContain('very-secret')
  })

  it('nothing is saved by a look', async () => {
    const answer = await carryOut({ save: null })
    expect(answer.ok && managerChangeAnswerSchema.parse(answer.result).needsConfirmation).toBe(false)
    expect((await row())?.address.pins).toEqual([])
    expect([reloads, await told()]).toEqual([0, []])
  })

  it('D11 another installation is refused, even where a person calls it the same', async () => {
    seen = ok(answering('ffffffff-0000-4000-8000-000000000002'))
    const answer = await carryOut({ save: { confirmed: true, reason: null } })
    expect(answer).toMatchObject({ ok: false, message: containing('Another installation') })
    expect((await row())?.address.pins).toEqual([])
    expect((await told())[0]).toMatchObject({ kind: 'manager.change-refused', outcome: 'refused', message: containing(UUID) })
  })

  it.each([
    ['tells no installation now', UUID, null],
    ['was never asked', undefined, UUID],
  ] as const)('D11 one that %s is the same only by a person’s word, which is told', async (_what, before, now) => {
    await known(before)
    seen = ok(answering(now))
    expect(await carryOut()).toMatchObject({ ok: false, message: containing('Nothing proves') })
    expect((await row())?.address.pins).toEqual([])
    expect(await carryOut({ save: { confirmed: true, reason: null } })).toMatchObject({
      ok: true,
      result: { instance: 'untold' },
    })
    // What it told stays known.
    expect((await row())?.instanceUuid).toBe(UUID)
    expect((await told())[0]).toMatchObject({ kind: 'manager.changed', data: { confirmed: true, instance: 'untold' } })
  })

  it('D11 one that has none of the hosts is not it; where some are missing a person says so', async () => {
    seen = ok(answering(UUID, []))
    expect(await carryOut({ save: { confirmed: true, reason: null } })).toMatchObject({
      ok: false,
      message: containing('None of the 3 hosts'),
    })
    seen = ok(answering(UUID, [IDS.host]))
    expect(await carryOut()).toMatchObject({ ok: false, message: containing('Nothing proves') })
    expect(await carryOut({ save: { confirmed: true, reason: null } })).toMatchObject({
      ok: true,
      result: { hosts: { known: 3, found: 1, missing: ['host-1', 'host-3'] } },
    })
  })

  it('A5 an account that sees fewer VMs is taken only by a person’s word, with the names told: hosts would look empty', async () => {
    await endRuns()
    seen = ok(answering(UUID, undefined, [IDS.vm]))
    expect(await carryOut()).toMatchObject({ ok: false, message: containing('1 of 2 VMs') })
    expect([(await row())?.address.pins, reloads]).toEqual([[], 0])
    expect(await carryOut({ save: { confirmed: true, reason: null } })).toMatchObject({
      ok: true,
      result: { instance: 'same', vms: { known: 2, found: 1 } },
    })
    const [vm] = await told()
    expect(vm).toMatchObject({
      kind: 'manager.changed',
      data: { confirmed: true, missingVms: [IDS.otherVm.replace('pve:', '')] },
    })
  })

  it('A5 while an outage is under way it is not taken at all; a fingerprint is, for the same account sees what it saw', async () => {
    seen = ok(answering(UUID, undefined, [IDS.vm]))
    const save = { confirmed: true, reason: null }
    expect(await carryOut({ sealed: world.store.secrets.seal(rotated), save })).toMatchObject({
      ok: false,
      message: containing('An outage run is active'),
    })
    expect([(await row())?.address.pins, reloads]).toEqual([[], 0])
    expect(await carryOut({ save })).toMatchObject({ ok: true })
    // What sees them all may be.
    seen = ok(answering(UUID))
    expect(await carryOut({ sealed: world.store.secrets.seal(rotated) })).toMatchObject({ ok: true })
  })

  it('A1 what a person changed besides while it was looked at is kept: a name, and that it is disabled', async () => {
    const rename = () =>
      world.store.write(async (tx) => {
        const now = await tx.managers.get(IDS.manager)
        if (now !== null) await tx.managers.put({ ...now, name: 'renamed', enabled: false })
      })
    const answer = await new ManagerChanger({
      store: world.store,
      now: () => START_MS,
      look: async () => {
        await rename()
        return seen
      },
      reload: () => Promise.resolve(),
    }).carryOut({ kind: 'manager.change', managerId: IDS.manager, url: URL, pins: [PIN], sealed: null, save }, BY)
    expect(answer).toMatchObject({ ok: true })
    expect(await row()).toMatchObject({ name: 'renamed', enabled: false, address: { pins: [PIN] } })
  })

  it('A12 a certificate that does not fit is refused with the fingerprint that was seen, and stays an alarm', async () => {
    seen = refused(`it shows another certificate: ${PIN}`, 'Compare it.', 'certificate')
    expect(await carryOut()).toEqual({ ok: false, message: containing(PIN), hint: 'Compare it.' })
    expect([(await row())?.address.pins, reloads]).toEqual([[], 0])
  })

  it('a run that began meanwhile keeps the address where it is, and lets the fingerprint through', async () => {
    const elsewhere = { url: NEW_URL, sealed: world.store.secrets.seal(rotated) }
    expect(await carryOut(elsewhere)).toMatchObject({ ok: false, message: containing('counts on pve') })
    expect((await row())?.address.url).toBe(URL)
    expect(await carryOut()).toMatchObject({ ok: true })
    await endRuns()
    expect(await carryOut(elsewhere)).toMatchObject({ ok: true })
    expect((await row())?.address.url).toBe(NEW_URL)
  })

  it('what somebody else changed while it was looked at is not overwritten', async () => {
    const answer = await new ManagerChanger({
      store: world.store,
      now: () => START_MS,
      look: async () => {
        await carryOut({ pins: [], sealed: world.store.secrets.seal(rotated) })
        return seen
      },
      reload: () => Promise.resolve(),
    }).carryOut({ kind: 'manager.change', managerId: IDS.manager, url: URL, pins: [PIN], sealed: null, save }, BY)
    expect(answer).toMatchObject({ ok: false, message: containing('somebody else') })
    expect((await row())?.address.pins).toEqual([])
  })
})
