import { afterEach, beforeEach, expect, it } from 'vitest'
import type { z } from 'zod'
import { credentialIdSchema } from '../../domain/ids'
import { containing } from '../../testing/containing'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callMutation, callQuery } from '../call-verb'
import { listHardware } from './list-hardware'
import { probeHardware } from './probe-hardware'
import { removeHardware } from './remove-hardware'
import { saveHardware } from './save-hardware'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const secret = { kind: 'ipmi-user', user: 'ridethrough', password: 'very-secret-bmc', kgHex: '' } as const
const address = { kind: 'ipmi', host: '192.0.2.50', port: 623, cipherSuite: null, privilege: 'operator' } as const
const journalText = async () => JSON.stringify(await world.store.read.journal.page({ limit: 50 }))
type Given = z.output<typeof saveHardware.input>
const save = (more: Partial<Given> = {}) =>
  callMutation(world.host, saveHardware, world.caller('admin'), {
    hostId: IDS.host,
    address,
    secret,
    confirmed: false,
    reason: null,
    ...more,
  })
const ordered = async (orderId: Awaited<ReturnType<typeof save>>['orderId']) =>
  (await world.store.read.orders.get(orderId))?.order
/** What the engine does once it has proved it. */
const kept = (hostId = IDS.host) =>
  world.store.write(async (tx) => {
    const credentialId = credentialIdSchema.parse('bmc')
    await tx.credentials.put({ id: credentialId, name: 'BMC', secret })
    await tx.hardware.put({ hostId, address, credentialId, createdAtMs: 0 })
  })

it('A8 K5 a BMC is given to the engine to prove, sealed, and is kept by nobody before; its secret is in list, journal and order of none', async () => {
  const { orderId } = await save({ confirmed: true, reason: 'new board' })
  const order = await ordered(orderId)
  expect(order).toMatchObject({
    kind: 'hardware.save',
    hostId: IDS.host,
    address,
    save: { confirmed: true, reason: 'new board' },
  })
  expect(await world.store.read.hardware.list()).toEqual([])
  const sealed = order?.kind === 'hardware.save' ? (order.sealed ?? '') : ''
  expect(world.store.secrets.open(sealed)).toEqual(secret)
  const probed = await callMutation(world.host, probeHardware, world.caller('admin'), { hostId: IDS.host, address, secret })
  await kept()
  const [listed] = await callQuery(world.host, listHardware, world.caller('viewer'), undefined)
  expect(listed).toMatchObject({ hostId: IDS.host, address })
  const told = JSON.stringify([listed, order, await ordered(probed.orderId)]) + (await journalText())
  expect(told).not.toContain('very-secret-bmc')
})

it('K5 a stored credential stays at its address, and is sent to no other one', async () => {
  await expect(save({ secret: null })).rejects.toMatchObject({ kind: 'refused', message: containing('No credential') })
  await kept()
  const { orderId } = await save({ secret: null, address: { ...address, cipherSuite: 3, privilege: 'administrator' } })
  expect(await ordered(orderId)).toMatchObject({ sealed: null, address: { cipherSuite: 3 } })
  const elsewhere = { kind: 'refused', message: containing('not sent to another address') }
  for (const wrong of [{ host: '192.0.2.51' }, { port: 624 }])
    await expect(save({ secret: null, address: { ...address, ...wrong } })).rejects.toMatchObject(elsewhere)
})

it('A12 a fingerprint is kept as it is compared, or refused where it is none', async () => {
  const user = { kind: 'password', user: 'root', password: 'x' } as const
  const redfish = (pins: string[]) => save({ address: { kind: 'redfish', url: 'https://bmc', pins, system: null }, secret: user })
  await expect(redfish(['AA:BB'])).rejects.toMatchObject({ kind: 'refused', message: containing('no fingerprint') })
  const { orderId } = await redfish(['ab'.repeat(32)])
  expect(await ordered(orderId)).toMatchObject({ address: { pins: [Array.from({ length: 32 }, () => 'AB').join(':')] } })
})

it('removing it leaves no credential behind', async () => {
  const before = (await world.store.read.credentials.list()).length
  await kept()
  await callMutation(world.host, removeHardware, world.caller('admin'), { hostId: IDS.host, reason: null })
  expect((await world.store.read.credentials.list()).length).toBe(before)
  expect(await world.store.read.hardware.list()).toEqual([])
})

it('a secret of another kind, and a password in the address, are refused', async () => {
  const redfish = { kind: 'redfish', url: 'https://root:secret@bmc', pins: [] as string[], system: null } as const
  const user = { kind: 'password', user: 'root', password: 'x' } as const
  await expect(save({ secret: user })).rejects.toMatchObject({ kind: 'refused', message: containing('another kind') })
  await expect(save({ address: { ...redfish, pins: [] }, secret: user })).rejects.toMatchObject({
    kind: 'refused',
    message: containing('password'),
  })
})

it('is not removed while a run works with its host', async () => {
  await kept(IDS.busyHost)
  await expect(
    callMutation(world.host, removeHardware, world.caller('admin'), { hostId: IDS.busyHost, reason: null }),
  ).rejects.toMatchObject({
    kind: 'conflict',
  })
})
