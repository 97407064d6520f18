import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { credentialIdSchema, type DeviceId, deviceIdSchema } from '../../../server/domain/ids'
import { type UpsAddress, upsAddressSchema, type UpsSecret } from '../../../server/domain/ups'
import type { Engine } from '../../../server/engine/engine'
import { callMutation, callQuery } from '../../../server/services/call-verb'
import { docOf } from '../../../server/services/latest-doc'
import { changeDevice } from '../../../server/services/power/change-device'
import { deviceAccess } from '../../../server/services/power/device-access'
import { containing } from '../../../server/testing/containing'
import { freePort, hasPrograms, until } from '../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../server/testing/service-world'
import { engineOn } from '../engine-in-process'
import { NUT_PROGRAMS, NUT_USER, type NutDummy, startNutDummy } from './nut-dummy'
import { SNMPD_PROGRAMS, SNMPD_USER, SNMPD_WRITE_COMMUNITY, type SnmpdUps, startSnmpdUps } from './snmpd-ups'

const RACK = deviceIdSchema.parse('ups-rack')
const ROW = deviceIdSchema.parse('ups-row')
const NAS = deviceIdSchema.parse('ups-nas')
const V3 = { kind: 'snmp-user', level: 'authPriv', authProtocol: 'sha', privProtocol: 'aes', context: '', ...SNMPD_USER } as const
const community = (name: string): UpsSecret => ({ kind: 'snmp-community', version: '2c', community: name })

const isThere = hasPrograms(SNMPD_PROGRAMS, 'snmpd') && hasPrograms(NUT_PROGRAMS, 'nut-server')

describe.skipIf(!isThere)('what is stored of UPSs is changed by the whole engine, against real snmpd and upsd', () => {
  let rack: SnmpdUps
  let row: SnmpdUps
  let nas: NutDummy
  let world: ServiceWorld
  let engine: Engine
  const at = ({ host, port }: SnmpdUps): UpsAddress => upsAddressSchema.parse({ protocol: 'snmp', host, port })
  const atNas = (): UpsAddress =>
    upsAddressSchema.parse({ protocol: 'nut', host: nas.host, port: nas.port, upsName: nas.upsName })

  beforeAll(async () => {
    ;[rack, row, nas] = await Promise.all([startSnmpdUps(), startSnmpdUps(), startNutDummy()])
    world = await openServiceWorld({ now: () => Date.now() })
    const devices: readonly (readonly [DeviceId, UpsAddress, UpsSecret])[] = [
      [RACK, at(rack), community(rack.community)],
      [ROW, at(row), community(row.community)],
      [NAS, atNas(), { kind: 'nut-user', user: '', password: '' }],
    ]
    await world.store.write(async (tx) => {
      for (const [id, address, secret] of devices) {
        const credentialId = credentialIdSchema.parse(`of-${id}`)
        await tx.credentials.put({ id: credentialId, name: id, secret })
        await tx.devices.put({ id, name: id, address, credentialId, enabled: true, identity: null, createdAtMs: 0 })
      }
    })
    engine = engineOn(world.store)
    await engine.start()
    await until('all to be read', async () =>
      (await Promise.all([RACK, ROW, NAS].map(shown))).every((doc) => doc?.contact === 'ok' && doc.identity !== null),
    )
    await until('who they are to be kept', async () =>
      (await world.store.read.devices.list()).every(({ identity }) => identity !== null),
    )
  })
  afterAll(async () => {
    await engine?.stop()
    await world?.close()
    await Promise.all([rack?.stop(), row?.stop(), nas?.stop()])
  })

  const shown = async (id: DeviceId) => docOf('device', await world.store.read.latest.get('device', id))
  const change = async (given: Partial<z.output<typeof changeDevice.input>> & { deviceId: DeviceId; address: UpsAddress }) => {
    const input = { secret: null, also: [], confirmed: false, reason: 'a test', ...given }
    const { orderId } = await callMutation(world.host, changeDevice, world.caller('admin'), input)
    return until(
      'an answer',
      async () => {
        const order = await world.store.read.orders.get(orderId)
        return order?.state === 'done' || order?.state === 'failed' ? order : null
      },
      60_000,
    )
  }
  const journal = () => world.store.read.journal.page({ limit: 200 })

  it('A12 K5 a community that the card does not take is refused with the reason, and the old one goes on', async () => {
    const secret = community('never-was-one')
    const refused = await change({ deviceId: RACK, address: at(rack), secret })
    expect(refused).toMatchObject({ state: 'failed' })
    expect((await shown(RACK))?.contact).toBe('ok')
    expect(JSON.stringify([refused, await journal()])).not.toContain('never-was-one')
  })

  it('D11 P1 in the middle of an outage the community becomes another one: since when it is on battery stands', async () => {
    rack.onBattery()
    const before = await until('the outage', async () => {
      const doc = await shown(RACK)
      return doc?.supply === 'battery' ? doc : null
    })
    const given = { deviceId: RACK, address: at(rack), secret: community(SNMPD_WRITE_COMMUNITY) }
    // RFC 1628 tells no serial number: a person answers for it.
    expect(await change(given)).toMatchObject({ state: 'failed', result: { message: containing('Nothing proves') } })
    expect(await change({ ...given, confirmed: true })).toMatchObject({ state: 'done' })
    const answeredAtMs = (await shown(RACK))?.answeredAtMs ?? 0
    const after = await until('an answer with it', async () => {
      const doc = await shown(RACK)
      return (doc?.answeredAtMs ?? 0) > answeredAtMs ? doc : null
    })
    expect(after).toMatchObject({ supply: 'battery', contact: 'ok', onBatterySinceMs: before.onBatterySinceMs })
    expect((await journal()).map(({ kind }) => kind)).not.toContain('power.contact-lost')
    rack.onMains()
  })

  it('K5 the community becomes a v3 user, for all that share it', async () => {
    await change({ deviceId: RACK, address: at(rack), secret: community(rack.community), confirmed: true })
    const access = await callQuery(world.host, deviceAccess, world.caller('admin'), { deviceId: RACK })
    expect(access.sharedWith.map(({ id }) => id)).toEqual([ROW])
    const answer = await change({ deviceId: RACK, address: at(rack), secret: V3, also: [ROW], confirmed: true })
    expect(answer).toMatchObject({ state: 'done', result: { devices: [{ name: RACK }, { name: ROW, state: 'untold' }] } })
    const answered = await Promise.all([shown(RACK), shown(ROW)])
    await until('answers over v3', async () =>
      (await Promise.all([shown(RACK), shown(ROW)])).every(
        (doc, index) => doc?.contact === 'ok' && (doc.answeredAtMs ?? 0) > (answered[index]?.answeredAtMs ?? 0),
      ),
    )
    const kinds = (await world.store.read.credentials.list()).map(({ name, kind }) => [name, kind])
    expect(kinds.toSorted()).toEqual([
      [NAS, 'nut-user'],
      [RACK, 'snmp-user'],
      [ROW, 'snmp-user'],
    ])
    expect(JSON.stringify(await journal())).not.toMatch(new RegExp(`${SNMPD_USER.authKey}|${SNMPD_USER.privKey}`))
  })

  it('D11 another UPS at the new address is refused whoever confirms it, by its serial number', async () => {
    const other = await startNutDummy()
    try {
      other.set({ 'ups.serial': 'LAB0002' })
      const address = upsAddressSchema.parse({ protocol: 'nut', host: other.host, port: other.port, upsName: other.upsName })
      const secret = { kind: 'nut-user', ...NUT_USER } as const
      const answer = await until('the other serial number to be served', async () => {
        const tried = await change({ deviceId: NAS, address, secret, confirmed: true })
        return JSON.stringify(tried.result).includes('LAB0002') ? tried : null
      })
      expect(answer).toMatchObject({ state: 'failed', result: { message: containing('Another device answers there') } })
    } finally {
      await other.stop()
    }
  })

  it('D11 a NUT user is given to a server that was read by anybody: its serial number proves it, nobody is asked', async () => {
    const secret = { kind: 'nut-user', ...NUT_USER } as const
    expect(await change({ deviceId: NAS, address: atNas(), secret })).toMatchObject({
      state: 'done',
      result: { devices: [{ state: 'same' }], needsConfirmation: false },
    })
    const nobody = { protocol: 'nut', host: nas.host, port: await freePort(), upsName: nas.upsName } as const
    expect(await change({ deviceId: NAS, address: upsAddressSchema.parse(nobody), secret })).toMatchObject({ state: 'failed' })
    expect((await shown(NAS))?.contact).toBe('ok')
  })
})
