import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NO_CARE } from '../../domain/care'
import { deviceIdSchema } from '../../domain/ids'
import type { DeviceKind } from '../../domain/ups'
import { deviceDocJson, IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callMutation } from '../call-verb'
import { saveGroup } from '../groups/save-group'
import { removeDevice } from '../power/remove-device'
import { replaceBattery } from '../power/replace-battery'
import { setCare } from '../power/set-care'
import { worldOf } from '../world-of'
import { setDeviceFeeds } from './set-device-feeds'
import { setFeeds } from './set-feeds'

const PDU = deviceIdSchema.parse('pdu-1')
const ATS = deviceIdSchema.parse('ats-1')

describe('what feeds a PDU or ATS', () => {
  let world: ServiceWorld
  const tell = (id: typeof PDU, kind: DeviceKind, outletState: 'on' | 'off') =>
    world.store.write(async (tx) => {
      const ups = await tx.devices.get(IDS.device)
      if (ups === null) throw new Error('the seed has no UPS')
      await tx.devices.put({ ...ups, id, name: id })
      const identity = {
        kind,
        family: 'test',
        manufacturer: null,
        model: null,
        serial: null,
        firmware: null,
        agentFirmware: null,
      }
      const outlets = [{ id: '1', name: null, state: outletState }]
      await tx.latest.put('device', [{ id, doc: { ...deviceDocJson, id, name: id, identity, outlets }, atMs: world.clock.nowMs }])
    })
  beforeEach(async () => {
    world = await openServiceWorld()
    await seedServiceWorld(world.store)
    await tell(PDU, 'pdu', 'on')
    await tell(ATS, 'ats', 'on')
  })
  afterEach(() => world.close())

  const set = (
    deviceId: typeof PDU,
    feeds: readonly { readonly label: 'A' | 'B'; readonly sourceId: typeof PDU; readonly outletId?: string }[],
  ) =>
    callMutation(world.host, setDeviceFeeds, world.caller('admin'), {
      deviceId,
      feeds: feeds.map((feed) => ({ outletId: null, ...feed })),
      reason: null,
    })

  it('P5 makes the UPS behind it the feed of a host, dead when its outlet is off', async () => {
    await set(PDU, [{ label: 'A', sourceId: IDS.device }])
    await callMutation(world.host, setFeeds, world.caller('admin'), {
      hostId: IDS.host,
      feeds: [{ deviceId: PDU, label: 'A', outletId: '1' }],
      reason: null,
    })
    const feeds = async () => (await worldOf(world.store.read)).feeds.filter(({ hostId }) => hostId === IDS.host)
    const via = [{ deviceId: PDU, outletId: '1', name: 'pdu-1' }]
    expect(await feeds()).toEqual([{ hostId: IDS.host, label: 'A', deviceId: IDS.device, outletId: null, via }])
    await tell(PDU, 'pdu', 'off')
    expect(await feeds()).toMatchObject([{ deviceId: IDS.device, dead: 'outlet 1 of pdu-1 is off' }])
    const entry = (await world.store.read.journal.since(0, 1_000)).findLast(({ kind }) => kind === 'device.feeds-changed')
    expect(entry?.message).toBe('pdu-1 is fed by A: ups-a')
  })

  it('is refused where it would feed itself, has no such input or outlet, or is a UPS', async () => {
    await set(ATS, [
      { label: 'A', sourceId: IDS.device },
      { label: 'B', sourceId: PDU, outletId: '1' },
    ])
    await expect(set(PDU, [{ label: 'A', sourceId: ATS }])).rejects.toMatchObject({ message: 'pdu-1 would feed itself' })
    await expect(set(PDU, [{ label: 'B', sourceId: IDS.device }])).rejects.toMatchObject({ kind: 'refused' })
    await expect(set(ATS, [{ label: 'A', sourceId: PDU, outletId: '9' }])).rejects.toMatchObject({
      message: 'pdu-1 has no outlet 9',
    })
    await expect(set(IDS.device, [{ label: 'A', sourceId: PDU }])).rejects.toMatchObject({ kind: 'refused' })
    expect(await world.store.read.feeds.ofDevices()).toMatchObject([
      { deviceId: ATS, label: 'A', sourceId: IDS.device, outletId: null },
      { deviceId: ATS, label: 'B', sourceId: PDU, outletId: '1' },
    ])
  })

  it('keeps what feeds it from being removed, and goes with the device itself', async () => {
    await set(ATS, [{ label: 'A', sourceId: PDU }])
    const remove = (deviceId: typeof PDU) =>
      callMutation(world.host, removeDevice, world.caller('admin'), { deviceId, reason: null })
    await expect(remove(PDU)).rejects.toMatchObject({ message: 'pdu-1 feeds 1 other device(s)' })
    await remove(ATS)
    expect(await world.store.read.feeds.ofDevices()).toEqual([])
  })

  it('is all there is to care for: a PDU has no battery and no self-test', async () => {
    const care = { deviceId: PDU, batteryInstalledAtMs: null, batteryLifeYears: 4, test: NO_CARE.test }
    const says = { message: 'pdu-1 is a PDU: it has no battery' }
    await expect(callMutation(world.host, setCare, world.caller('admin'), care)).rejects.toMatchObject(says)
    const replaced = { deviceId: PDU, reason: null }
    await expect(callMutation(world.host, replaceBattery, world.caller('admin'), replaced)).rejects.toMatchObject(says)
  })

  it('is the place for it: a power group takes UPSs only', async () => {
    const group = { id: null, name: 'Row 9', deviceIds: [PDU], requiredDevices: 1 }
    await expect(callMutation(world.host, saveGroup, world.caller('admin'), group)).rejects.toMatchObject({
      message: 'pdu-1 is a PDU: it holds no energy',
    })
  })
})
