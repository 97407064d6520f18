import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { credentialIdSchema } from '../../domain/ids'
import { type UpsSecret, upsAddressSchema } from '../../domain/ups'
import { containing } from '../../testing/containing'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callMutation, callQuery } from '../call-verb'
import { changeDevice } from './change-device'
import { deviceAccess } from './device-access'
import { probeDeviceChange } from './probe-device-change'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const AT = upsAddressSchema.parse({ protocol: 'snmp', host: '192.0.2.10' })
const ELSEWHERE = upsAddressSchema.parse({ protocol: 'snmp', host: '192.0.2.77' })
const secret = { kind: 'snmp-community', version: '2c', community: 'very-secret-since' } as const
type Given = z.output<typeof changeDevice.input>
const change = (more: Partial<Given> = {}) =>
  callMutation(world.host, changeDevice, world.caller('admin'), {
    deviceId: IDS.device,
    address: AT,
    secret,
    also: [],
    confirmed: false,
    reason: null,
    ...more,
  })
const ordered = async (orderId: Awaited<ReturnType<typeof change>>['orderId']) =>
  (await world.store.read.orders.get(orderId))?.order
/** A device with a copy of its own of a secret. */
const withCredential = (id: typeof IDS.device, own: UpsSecret) =>
  world.store.write(async (tx) => {
    const credentialId = credentialIdSchema.parse(`of-${id}`)
    const row = await tx.devices.get(id)
    if (row === null) throw new Error('no device')
    await tx.credentials.put({ id: credentialId, name: id, secret: own })
    await tx.devices.put({ ...row, credentialId })
  })
const sharing = async () =>
  (await callQuery(world.host, deviceAccess, world.caller('admin'), { deviceId: IDS.device })).sharedWith.map(({ id }) => id)

describe('a change of how a device is reached', () => {
  it('K5 its new credential travels sealed, is in no journal entry, and nothing is saved before the engine has looked', async () => {
    const { orderId } = await change({ confirmed: true, reason: 'yearly' })
    const order = await ordered(orderId)
    expect(order).toMatchObject({
      kind: 'device.change',
      deviceId: IDS.device,
      also: [],
      save: { confirmed: true, reason: 'yearly' },
    })
    const sealed = order?.kind === 'device.change' ? (order.sealed ?? '') : ''
    expect(world.store.secrets.open(sealed)).toEqual(secret)
    expect(JSON.stringify([order, await world.store.read.journal.page({ limit: 9 })])).not.toContain('very-secret')
    expect((await world.store.read.devices.get(IDS.device))?.credentialId).toBe(IDS.credential)
  })

  it('K5 a stored credential is sent to no other address, to look or to save, and not less encrypted', async () => {
    const refusal = { kind: 'refused', message: containing('not sent to another address') }
    await expect(change({ address: ELSEWHERE, secret: null })).rejects.toMatchObject(refusal)
    const given = { deviceId: IDS.device, address: ELSEWHERE, secret: null, also: [] }
    await expect(callMutation(world.host, probeDeviceChange, world.caller('admin'), given)).rejects.toMatchObject(refusal)
    await expect(change({ address: ELSEWHERE })).resolves.toMatchObject({})
    const nut = (tls: 'off' | 'required') => upsAddressSchema.parse({ protocol: 'nut', host: 'nas', upsName: 'rack', tls })
    await world.store.write(async (tx) => {
      const row = await tx.devices.get(IDS.device)
      if (row !== null) await tx.devices.put({ ...row, address: nut('required') })
    })
    await expect(change({ address: nut('off'), secret: null })).rejects.toMatchObject(refusal)
  })

  it('K5 which devices share its credential is told, not what it is', async () => {
    const own = { kind: 'snmp-community', version: '2c', community: 'very-secret-shared' } as const
    await withCredential(IDS.device, own)
    expect(await sharing()).toEqual([])
    await withCredential(IDS.spareDevice, own)
    expect(await sharing()).toEqual([IDS.spareDevice])
    await withCredential(IDS.spareDevice, { ...own, version: '1' })
    expect(await sharing()).toEqual([])
  })

  it('a NUT server that anybody may read shares nothing', async () => {
    const nobody = { kind: 'nut-user', user: '', password: '' } as const
    await withCredential(IDS.device, nobody)
    await withCredential(IDS.spareDevice, nobody)
    expect(await sharing()).toEqual([])
  })

  it('only those that share it are changed with it, and with a new credential', async () => {
    const { orderId } = await change({ also: [IDS.spareDevice] })
    expect(await ordered(orderId)).toMatchObject({ also: [IDS.spareDevice] })
    await expect(change({ secret: null, also: [IDS.spareDevice] })).rejects.toMatchObject({ kind: 'refused' })
    await withCredential(IDS.spareDevice, { ...secret, community: 'another' })
    await expect(change({ also: [IDS.spareDevice] })).rejects.toMatchObject({ kind: 'conflict', message: containing('any more') })
  })

  it.each([
    ['another protocol', { address: upsAddressSchema.parse({ protocol: 'nut', host: 'nas', upsName: 'x' }) }, 'read by snmp'],
    ['a credential of another kind', { secret: { kind: 'nut-user', user: 'x', password: 'y' } }, 'cannot be used'],
    ['nothing new', { secret: null }, 'Nothing of ups-a'],
    ['another device’s address', { address: { ...AT, host: '192.0.2.11' } }, 'ups-spare is at this address'],
  ] satisfies readonly (readonly [string, Partial<Given>, string])[])('%s is refused', async (_what, wrong, words) => {
    await expect(change(wrong)).rejects.toMatchObject({ message: containing(words) })
  })
})
