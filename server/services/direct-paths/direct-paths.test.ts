import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { containing } from '../../testing/containing'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callMutation, callQuery } from '../call-verb'
import { removeManager } from '../managers/remove-manager'
import { listDirectPaths } from './list-direct-paths'
import { probeDirectPath } from './probe-direct-path'
import { removeDirectPath } from './remove-direct-path'
import { saveDirectPath } from './save-direct-path'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const secret = { kind: 'password', user: 'root@pam', password: 'very-secret-node' } as const
const address = { kind: 'proxmox', url: 'https://192.0.2.12:8006', pins: ['AA:BB'] } as const
const given = { hostId: IDS.host, address: { ...address, pins: [...address.pins] }, secret }
const credentials = async () => (await world.store.read.credentials.list()).length
const save = (more: Partial<z.output<typeof saveDirectPath.input>> = {}) =>
  callMutation(world.host, saveDirectPath, world.caller('admin'), { ...given, reason: null, ...more })

it('K5 a direct path is kept without its secret in list, journal or order', async () => {
  await save()
  const { orderId } = await callMutation(world.host, probeDirectPath, world.caller('admin'), given)
  const [listed] = await callQuery(world.host, listDirectPaths, world.caller('viewer'), undefined)
  expect(listed).toMatchObject({ hostId: IDS.host, address })
  const journal = await world.store.read.journal.page({ limit: 50 })
  const kept = JSON.stringify([listed, await world.store.read.orders.get(orderId), journal])
  expect(kept).toContain('host.direct-path-added')
  expect(kept).not.toContain('very-secret-node')
  const row = await world.store.read.directPaths.get(IDS.host)
  expect(row === null ? null : await world.store.read.credentials.reveal(row.credentialId)).toEqual(secret)
})

it('changing and removing it leave no credential behind', async () => {
  const before = await credentials()
  await save()
  await save({ address: { ...given.address, url: 'https://192.0.2.13:8006' }, reason: 'moved' })
  expect(await credentials()).toBe(before + 1)
  expect(JSON.stringify(await world.store.read.journal.page({ limit: 50 }))).toContain('host.direct-path-changed')
  await callMutation(world.host, removeDirectPath, world.caller('admin'), { hostId: IDS.host, reason: null })
  expect(await credentials()).toBe(before)
  expect(await world.store.read.directPaths.list()).toEqual([])
})

it('goes with its manager', async () => {
  const before = await credentials()
  await save()
  await world.store.write(async (tx) => {
    for (const run of await tx.runs.active()) await tx.runs.put({ ...run, phase: 'done', endedAtMs: run.startedAtMs })
  })
  await callMutation(world.host, removeManager, world.caller('admin'), { managerId: IDS.manager, reason: null })
  expect(await world.store.read.directPaths.list()).toEqual([])
  expect(await credentials()).toBeLessThanOrEqual(before)
})

it('D11 one address leads to one host', async () => {
  await save()
  await expect(save({ hostId: IDS.thirdHost })).rejects.toMatchObject({ kind: 'conflict', message: containing('another host') })
})

it.each([
  ['of a platform that its manager is not of', { address: { kind: 'vsphere', url: 'https://esx', pins: [] } }, 'as proxmox'],
  ['with a password in its address', { address: { kind: 'proxmox', url: 'https://root:x@node', pins: [] } }, 'password'],
  ['with a credential that such a host does not take', { secret: { kind: 'bearer', token: 'x' } }, 'signed in'],
] as const)('one %s is refused', async (_, wrong, words) => {
  const address = 'address' in wrong ? { address: { ...wrong.address, pins: [] } } : {}
  const other = 'secret' in wrong ? { secret: wrong.secret } : {}
  await expect(save({ ...address, ...other })).rejects.toMatchObject({ kind: 'refused', message: containing(words) })
})

it('its manager’s own address is no way past the manager', async () => {
  const manager = await world.store.read.managers.get(IDS.manager)
  const url = manager?.address.url ?? ''
  await expect(save({ address: { kind: 'proxmox', url, pins: [] } })).rejects.toMatchObject({
    message: containing('its manager'),
  })
})

it('A8 a host that is its own manager is offered no way past it', async () => {
  const row = await world.store.read.latest.get('manager', IDS.manager)
  if (row?.doc == null) throw new Error('no manager')
  const doc = z.record(z.string(), z.json()).parse(row.doc)
  await world.store.write((tx) => tx.latest.put('manager', [{ id: IDS.manager, doc: { ...doc, isHost: true }, atMs: 1 }]))
  await expect(save()).rejects.toMatchObject({ kind: 'refused', message: containing('its own manager') })
})
