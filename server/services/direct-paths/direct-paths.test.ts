import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { credentialIdSchema } from '../../domain/ids'
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

const PIN = Array.from({ length: 32 }, () => 'AB').join(':')
const secret = { kind: 'password', user: 'root@pam', password: 'very-secret-node' } as const
const address = { kind: 'proxmox' as const, url: 'https://192.0.2.12:8006', pins: [PIN] }
const given = { hostId: IDS.host, address, secret }
const credentials = async () => (await world.store.read.credentials.list()).length
const save = (more: Partial<z.output<typeof saveDirectPath.input>> = {}) =>
  callMutation(world.host, saveDirectPath, world.caller('admin'), { ...given, confirmed: false, reason: null, ...more })
const ordered = async (orderId: Awaited<ReturnType<typeof save>>['orderId']) =>
  (await world.store.read.orders.get(orderId))?.order
/** What the engine does once it has proved it. */
const keep = () =>
  world.store.write(async (tx) => {
    const credentialId = credentialIdSchema.parse('node')
    await tx.credentials.put({ id: credentialId, name: 'node', secret })
    await tx.directPaths.put({ hostId: IDS.host, address, credentialId, createdAtMs: 0 })
  })

it('A8 K5 a direct path is given to the engine to prove, sealed, and is kept by nobody before; its secret is told nowhere', async () => {
  const { orderId } = await save({ address: { ...address, pins: ['ab'.repeat(32)] }, confirmed: true, reason: 'night shift' })
  const order = await ordered(orderId)
  expect(order).toMatchObject({ kind: 'direct-path.save', address, save: { confirmed: true, reason: 'night shift' } })
  expect(await world.store.read.directPaths.list()).toEqual([])
  const sealed = order?.kind === 'direct-path.save' ? (order.sealed ?? '') : ''
  expect(world.store.secrets.open(sealed)).toEqual(secret)
  const probed = await callMutation(world.host, probeDirectPath, world.caller('admin'), given)
  await keep()
  const [listed] = await callQuery(world.host, listDirectPaths, world.caller('viewer'), undefined)
  expect(listed).toMatchObject({ hostId: IDS.host, address })
  const journal = await world.store.read.journal.page({ limit: 50 })
  expect(JSON.stringify([listed, order, await ordered(probed.orderId), journal])).not.toContain('very-secret-node')
  expect(JSON.stringify(journal)).toContain('host.direct-path-change-ordered')
})

it('K5 a stored credential stays where the host does, and is sent to no other address', async () => {
  await expect(save({ secret: null })).rejects.toMatchObject({ kind: 'refused', message: containing('No credential') })
  await keep()
  const { orderId } = await save({ secret: null, address: { ...address, pins: [] } })
  expect(await ordered(orderId)).toMatchObject({ sealed: null, address: { pins: [] } })
  await expect(save({ secret: null, address: { ...address, url: 'https://192.0.2.13:8006' } })).rejects.toMatchObject({
    kind: 'refused',
    message: containing('not sent to another address'),
  })
})

it('removing it leaves no credential behind', async () => {
  const before = await credentials()
  await keep()
  await callMutation(world.host, removeDirectPath, world.caller('admin'), { hostId: IDS.host, reason: null })
  expect(await credentials()).toBe(before)
  expect(await world.store.read.directPaths.list()).toEqual([])
})

it('goes with its manager', async () => {
  const before = await credentials()
  await keep()
  await world.store.write(async (tx) => {
    for (const run of await tx.runs.active()) await tx.runs.put({ ...run, phase: 'done', endedAtMs: run.startedAtMs })
  })
  await callMutation(world.host, removeManager, world.caller('admin'), { managerId: IDS.manager, reason: null })
  expect(await world.store.read.directPaths.list()).toEqual([])
  expect(await credentials()).toBeLessThanOrEqual(before)
})

it.each([
  ['of a platform that its manager is not of', { address: { kind: 'vsphere', url: 'https://esx', pins: [] } }, 'as proxmox'],
  ['with a password in its address', { address: { kind: 'proxmox', url: 'https://root:x@node', pins: [] } }, 'password'],
  ['with a fingerprint that is none', { address: { kind: 'proxmox', url: 'https://node', pins: ['AA:BB'] } }, 'no fingerprint'],
  ['with a credential that such a host does not take', { secret: { kind: 'bearer', token: 'x' } }, 'signed in'],
] as const)('one %s is refused', async (_, wrong, words) => {
  const address = 'address' in wrong ? { address: { ...wrong.address, pins: [...wrong.address.pins] } } : {}
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
