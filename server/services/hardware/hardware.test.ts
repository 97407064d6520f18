import { afterEach, beforeEach, expect, it } from 'vitest'
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

it('K5 a BMC is kept without its secret in list, journal or order', async () => {
  await callMutation(world.host, saveHardware, world.caller('admin'), { hostId: IDS.host, address, secret, reason: null })
  const { orderId } = await callMutation(world.host, probeHardware, world.caller('admin'), { hostId: IDS.host, address, secret })
  const [listed] = await callQuery(world.host, listHardware, world.caller('viewer'), undefined)
  expect(listed).toMatchObject({ hostId: IDS.host, address })
  const kept = JSON.stringify([listed, await world.store.read.orders.get(orderId)]) + (await journalText())
  expect(kept).not.toContain('very-secret-bmc')
  const row = await world.store.read.hardware.get(IDS.host)
  expect(row === null ? null : await world.store.read.credentials.reveal(row.credentialId)).toEqual(secret)
})

it('changing it replaces the credential, and leaves none behind', async () => {
  const credentials = async () => (await world.store.read.credentials.list()).length
  const before = await credentials()
  await callMutation(world.host, saveHardware, world.caller('admin'), { hostId: IDS.host, address, secret, reason: null })
  await callMutation(world.host, saveHardware, world.caller('admin'), {
    hostId: IDS.host,
    address: { ...address, host: '192.0.2.51' },
    secret,
    reason: 'moved',
  })
  expect(await credentials()).toBe(before + 1)
  expect(await journalText()).toContain('hardware.changed')
  await callMutation(world.host, removeHardware, world.caller('admin'), { hostId: IDS.host, reason: null })
  expect(await credentials()).toBe(before)
  expect(await world.store.read.hardware.list()).toEqual([])
})

it('A5 one BMC belongs to one host', async () => {
  await callMutation(world.host, saveHardware, world.caller('admin'), { hostId: IDS.host, address, secret, reason: null })
  await expect(
    callMutation(world.host, saveHardware, world.caller('admin'), { hostId: IDS.thirdHost, address, secret, reason: null }),
  ).rejects.toMatchObject({ kind: 'conflict', message: containing('another host') })
})

it('a secret of another kind, and a password in the address, are refused', async () => {
  const redfish = { kind: 'redfish', url: 'https://root:secret@bmc', pins: [] as string[], system: null } as const
  const user = { kind: 'password', user: 'root', password: 'x' } as const
  const save = (where: typeof address | typeof redfish) =>
    callMutation(world.host, saveHardware, world.caller('admin'), {
      hostId: IDS.host,
      address: where,
      secret: user,
      reason: null,
    })
  await expect(save(address)).rejects.toMatchObject({ kind: 'refused', message: containing('another kind') })
  await expect(save(redfish)).rejects.toMatchObject({ kind: 'refused', message: containing('password') })
})

it('is not removed while a run works with its host', async () => {
  await callMutation(world.host, saveHardware, world.caller('admin'), { hostId: IDS.busyHost, address, secret, reason: null })
  await expect(
    callMutation(world.host, removeHardware, world.caller('admin'), { hostId: IDS.busyHost, reason: null }),
  ).rejects.toMatchObject({
    kind: 'conflict',
  })
})
