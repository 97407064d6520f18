import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deviceIdSchema } from '../../domain/ids'
import type { DeviceKind } from '../../domain/ups'
import { deviceDocJson, IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callMutation, callQuery } from '../call-verb'
import { applyImport } from './apply-import'
import { exportTopology } from './export-topology'
import { previewImport } from './preview-import'

const HEAD = 'kind,name,protocol,address,port,devices,required,host,label,outlet'
const community = { kind: 'snmp-community', version: '2c', community: 'very-secret' } as const

describe('an import of the topology', () => {
  let world: ServiceWorld
  beforeEach(async () => {
    world = await openServiceWorld()
    await seedServiceWorld(world.store)
  })
  afterEach(() => world.close())

  const requestOf = (lines: readonly string[], more: object = {}) =>
    previewImport.input.parse({ format: 'csv', text: [HEAD, ...lines].join('\n'), ...more })
  const preview = (lines: readonly string[], more: object = {}) =>
    callQuery(world.host, previewImport, world.caller('admin'), requestOf(lines, more))
  const apply = async (lines: readonly string[], more: object = {}, digest?: string) =>
    callMutation(
      world.host,
      applyImport,
      world.caller('admin'),
      applyImport.input.parse({
        ...requestOf(lines, more),
        digest: digest ?? (await preview(lines, more)).digest,
        reason: 'moving in',
      }),
    )
  const outcomes = async (lines: readonly string[], more: object = {}) =>
    (await preview(lines, more)).rows.map(({ line, outcome, message }) => [line, outcome, message])

  it('of what was exported changes nothing', async () => {
    await world.store.write((tx) =>
      tx.feeds.setForHost(IDS.host, [{ hostId: IDS.host, deviceId: IDS.device, label: 'B', outletId: '2' }]),
    )
    const { csv } = await callQuery(world.host, exportTopology, world.caller('admin'), undefined)
    expect(csv).toContain('feed,')
    const { rows } = await callQuery(
      world.host,
      previewImport,
      world.caller('admin'),
      previewImport.input.parse({ format: 'csv', text: csv }),
    )
    expect(rows.length).toBeGreaterThan(3)
    expect(rows.filter(({ outcome }) => outcome !== 'same')).toEqual([])
  })

  describe('of PDUs and ATSs', () => {
    const identity = (kind: DeviceKind) => ({
      kind,
      family: 'test',
      manufacturer: null,
      model: null,
      serial: null,
      firmware: null,
      agentFirmware: null,
    })
    const known = (id: string, kind: DeviceKind) =>
      world.store.write(async (tx) => {
        const ups = await tx.devices.get(IDS.device)
        if (ups === null) throw new Error('the seed has no UPS')
        const address = { ...ups.address, host: `192.0.2.${id.length + 100}` }
        await tx.devices.put({ ...ups, id: deviceIdSchema.parse(id), name: id, address, identity: identity(kind) })
      })

    it('adds them with what feeds them, in one file, and the export says the same', async () => {
      const lines = ['device,PDU 1,snmp,192.0.2.77,,,,,,', 'device-feed,PDU 1,,,,ups-a,,,A,', 'feed,,,,,PDU 1,,host-2,A,3']
      const more = { snmpSecret: community }
      expect((await outcomes(lines, more)).map(([, outcome]) => outcome)).toEqual(['add', 'add', 'add'])
      expect(await apply(lines, more)).toEqual({ added: 3, changed: 0 })
      const pdu = (await world.store.read.devices.list()).find(({ name }) => name === 'PDU 1')
      expect(await world.store.read.feeds.ofDevices()).toEqual([
        { deviceId: pdu?.id, label: 'A', sourceId: IDS.device, outletId: null },
      ])
      const { csv } = await callQuery(world.host, exportTopology, world.caller('admin'), undefined)
      const request = previewImport.input.parse({ format: 'csv', text: csv })
      const { rows } = await callQuery(world.host, previewImport, world.caller('admin'), request)
      expect(rows.map(({ kind }) => kind)).toContain('device-feed')
      expect(rows.filter(({ outcome }) => outcome !== 'same')).toEqual([])
    })

    it('says what cannot be', async () => {
      await known('pdu', 'pdu')
      await known('switch', 'ats')
      await known('other', 'ups')
      expect(
        await outcomes([
          'device-feed,pdu,,,,ups-a,,,B,',
          'device-feed,other,,,,pdu,,,A,',
          'device-feed,nobody,,,,ups-a,,,A,',
          'device-feed,pdu,,,,nobody,,,A,',
          'device-feed,switch,,,,pdu,,,B,',
          'device-feed,pdu,,,,switch,,,A,',
          'group,Row 9,,,,pdu,1,,,',
        ]),
      ).toEqual([
        [2, 'refused', 'pdu is a PDU: its one input is A'],
        [3, 'refused', 'other is a UPS: only PDUs and ATSs are fed by other devices here'],
        [4, 'refused', 'There is no PDU or ATS nobody'],
        [5, 'refused', 'There is no UPS, PDU or ATS nobody'],
        [6, 'add', 'B: pdu'],
        [7, 'refused', 'pdu would feed itself'],
        [8, 'refused', 'pdu: PDUs and ATSs hold no energy, group the UPSs'],
      ])
    })
  })

  it('adds UPSs, a group and feeds as it showed, in one go with one entry', async () => {
    const lines = [
      'device,New,snmp,192.0.2.77,,,,,,',
      'device,Renamed,snmp,192.0.2.10,,,,,,',
      'group,Row 9,,,,New,1,,,',
      'feed,,,,,New,,host-2,A,1',
      'feed,,,,,Renamed,,host-2,B,',
    ]
    const more = { snmpSecret: community }
    const existing = await world.store.read.devices.get(IDS.device)
    expect(existing?.address.host).toBe('192.0.2.10')
    expect((await outcomes(lines, more)).map(([line, outcome]) => [line, outcome])).toEqual([
      [2, 'add'],
      [3, 'change'],
      [4, 'add'],
      [5, 'add'],
      [6, 'add'],
    ])
    const head = (await world.store.read.journal.head()).id
    expect(await apply(lines, more)).toEqual({ added: 4, changed: 1 })
    const devices = await world.store.read.devices.list()
    const added = devices.find(({ name }) => name === 'New')
    if (added === undefined) throw new Error('the UPS was not added')
    expect(await world.store.read.credentials.reveal(added.credentialId)).toEqual(community)
    expect(devices.find(({ id }) => id === IDS.device)).toMatchObject({ name: 'Renamed', credentialId: existing?.credentialId })
    expect(await world.store.read.groups.list()).toContainEqual(
      expect.objectContaining({ name: 'Row 9', deviceIds: [added.id], requiredDevices: 1 }),
    )
    expect((await world.store.read.feeds.list()).filter(({ hostId }) => hostId === IDS.host)).toMatchObject([
      { deviceId: added.id, label: 'A', outletId: '1' },
      { deviceId: IDS.device, label: 'B' },
    ])
    const entries = await world.store.read.journal.since(head, 10)
    expect(entries).toMatchObject([{ kind: 'topology.imported', reason: 'moving in' }])
    expect(JSON.stringify(entries)).not.toContain('very-secret')
    expect(await world.store.read.orders.placed()).toContainEqual(expect.objectContaining({ order: { kind: 'config.changed' } }))
    expect((await outcomes(lines)).every(([, outcome]) => outcome === 'same')).toBe(true)
  })

  it('says line by line what is refused, and does the rest', async () => {
    await world.store.write((tx) =>
      tx.latest.put('device', [
        { id: IDS.device, doc: { ...deviceDocJson, outlets: [{ id: '1', name: null, state: 'on' }] }, atMs: world.clock.nowMs },
      ]),
    )
    const lines = [
      'device,New,snmp,192.0.2.77,,,,,,',
      'group,Row 8,,,,New,1,,,',
      'group,Row 9,,,,ups-a,1,,,',
      'group,Row 9,,,,ups-spare,2,,,',
      'feed,,,,,ups-a,,nowhere,A,',
      'feed,,,,,ups-a,,host-2,A,7',
      'feed,,,,,ups-a,,host-2,A,1',
      'device,Twice,snmp,192.0.2.10,,,,,,',
      'device,ups-a,snmp,192.0.2.10,,,,,,',
    ]
    expect(await outcomes(lines)).toEqual([
      [2, 'refused', 'New at snmp 192.0.2.77:161: type SNMP credentials for it'],
      [3, 'refused', 'There is no UPS New'],
      [4, 'refused', 'There is no UPS ups-a'],
      [5, 'refused', '2 UPSs cannot be required where the group has 1'],
      [6, 'refused', 'There is no such host: add its manager first'],
      [7, 'refused', 'There is no UPS ups-a'],
      [8, 'refused', 'There is no UPS ups-a'],
      [9, 'change', 'name ups-a → Twice'],
      [10, 'refused', 'The file names this UPS, or its address snmp 192.0.2.10:161, twice'],
    ])
    expect(await outcomes(['group,Row 9,,,,ups-a,1,,,'])).toEqual([[2, 'refused', 'One of these UPSs belongs to “Row 1”']])
    const rest = lines.slice(4, 7)
    expect((await outcomes(rest)).map(([, outcome, message]) => [outcome, message])).toEqual([
      ['refused', 'There is no such host: add its manager first'],
      ['refused', 'ups-a has no outlet 7; it tells 1'],
      ['add', 'A: ups-a, outlet 1'],
    ])
    expect(await apply(rest)).toEqual({ added: 1, changed: 0 })
  })

  it('K5 sends no stored credential to another address', async () => {
    const moved = ['device,ups-a,snmp,192.0.2.66,,,,,,']
    expect(await outcomes(moved)).toEqual([[2, 'refused', expect.stringContaining('type credentials for the new address')]])
    await apply(moved, { snmpSecret: community })
    const device = await world.store.read.devices.get(IDS.device)
    expect(device?.address.host).toBe('192.0.2.66')
    if (device === null) throw new Error('the UPS is gone')
    expect(await world.store.read.credentials.reveal(device.credentialId)).toEqual(community)
    expect((await world.store.read.credentials.list()).some(({ id }) => id === IDS.credential)).toBe(
      (await world.store.read.devices.list()).some(({ credentialId }) => credentialId === IDS.credential),
    )
  })

  it('is refused when things have changed since the preview, or nothing would be done', async () => {
    const lines = ['device,New,snmp,192.0.2.77,,,,,,']
    const { digest } = await preview(lines, { snmpSecret: community })
    await apply(lines, { snmpSecret: community })
    await expect(apply(lines, { snmpSecret: community }, digest)).rejects.toMatchObject({ kind: 'conflict' })
    await expect(apply(lines, { snmpSecret: community })).rejects.toMatchObject({ kind: 'refused' })
  })

  it('never removes', async () => {
    const before = (await world.store.read.devices.list()).length
    await apply(['device,New,snmp,192.0.2.77,,,,,,'], { snmpSecret: community })
    expect(await world.store.read.devices.list()).toHaveLength(before + 1)
  })
})
