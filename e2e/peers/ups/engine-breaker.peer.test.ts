import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credentialIdSchema, deviceIdSchema, powerGroupIdSchema } from '../../../server/domain/ids'
import type { Engine } from '../../../server/engine/engine'
import { steadyClock } from '../../../server/engine/steady-clock'
import { docOf, docsOf } from '../../../server/services/latest-doc'
import { type Datacenter, startDatacenter } from '../../../server/simulator/datacenter'
import { smallDatacenter } from '../../../server/simulator/small-datacenter'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../server/testing/service-world'
import { engineOn } from '../engine-in-process'
import { simulatedHostId, watchSimulator } from '../watched-simulator'
import { servedOf } from './made-device'
import { LINKED_EPDU } from './made-linked-epdu'
import { SNMPD_COMMUNITY, SNMPD_PROGRAMS, type SnmpdUps, startSnmpdUps } from './snmpd-ups'

const A = deviceIdSchema.parse('ups-a')
const B = deviceIdSchema.parse('ups-b')
const PDU = deviceIdSchema.parse('pdu')
const breaker = (unit: number, row: number): string => `1.3.6.1.4.1.534.6.6.7.5.1.1.5.${unit}.${row}`
const ON = 1
const OFF = 2

/** The first host hangs on one outlet of the second ePDU alone, the second host on that chain and on another UPS. */
describe.skipIf(!hasPrograms(SNMPD_PROGRAMS, 'snmpd'))(
  'a breaker of an ePDU behind a real SNMP agent, watched by the engine',
  () => {
    let site: Datacenter
    let world: ServiceWorld
    let engine: Engine
    let pdu: SnmpdUps
    const [first, second] = smallDatacenter.hosts.map(({ name }) => name)

    beforeAll(async () => {
      pdu = await startSnmpdUps()
      pdu.serve({ ...servedOf(LINKED_EPDU), [breaker(1, 2)]: { type: 'integer', value: ON } })
      site = await startDatacenter({ config: smallDatacenter, scenarios: [], plans: [], speed: 1 })
      const clock = steadyClock()
      world = await openServiceWorld({ now: () => clock.now() })
      const lab = credentialIdSchema.parse('lab')
      const hostId = (name: string | undefined) => simulatedHostId(name ?? '')
      await world.store.write(async (tx) => {
        await watchSimulator(tx, site.description)
        await tx.credentials.put({
          id: lab,
          name: 'lab',
          secret: { kind: 'snmp-community', version: '2c', community: SNMPD_COMMUNITY },
        })
        await tx.devices.put({
          id: PDU,
          name: 'pdu',
          address: { protocol: 'snmp', host: pdu.host, port: pdu.port, family: 'eaton-epdu' },
          credentialId: lab,
          enabled: true,
          identity: null,
          createdAtMs: 0,
        })
        await tx.feeds.setForDevice(PDU, [{ deviceId: PDU, label: 'A', sourceId: A, outletId: null }])
        await tx.feeds.setForHost(hostId(first), [{ deviceId: PDU, hostId: hostId(first), label: 'A', outletId: '1.2' }])
        await tx.feeds.setForHost(hostId(second), [
          { deviceId: PDU, hostId: hostId(second), label: 'A', outletId: '1.1' },
          { deviceId: B, hostId: hostId(second), label: 'B', outletId: null },
        ])
        await tx.groups.put({ id: powerGroupIdSchema.parse('a'), name: 'A', deviceIds: [A], requiredDevices: 1 })
      })
      engine = engineOn(world.store, clock)
      await engine.start()
      await until('the outlets of the chain', async () => {
        const doc = docOf('device', await world.store.read.latest.get('device', PDU))
        return doc?.outlets.length === 4 ? doc : null
      })
      await until('the hosts', async () => (await world.store.read.latest.all('host')).length >= 2)
    })
    afterAll(async () => {
      await engine.stop()
      await world.close()
      await site.close()
      await pdu.stop()
    })

    const alarms = async () =>
      docsOf('alarm', await world.store.read.latest.all('alarm')).map(({ code, object, message }) => ({
        code,
        name: object.name,
        message,
      }))
    const alarm = (code: string) =>
      until(`the alarm ${code}`, async () => (await alarms()).find((each) => each.code === code) ?? null)
    const gone = (code: string) =>
      until(`${code} to end`, async () => ((await alarms()).some((each) => each.code === code) ? null : true))

    it('P5 the host whose only feed hangs on it is without, by name and with the reason', async () => {
      expect((await alarms()).map(({ code }) => code)).not.toContain('no-live-feed')
      pdu.set({ [breaker(1, 2)]: OFF })
      const why = 'pdu, outlet 1.2: outlet 1.2 of pdu has no power: breaker 2 is off'
      expect(await alarm('no-live-feed')).toMatchObject({
        name: first,
        message: `No feed supplies it: feed A (ups-a → ${why})`,
      })
      expect(await alarm('part-dead')).toMatchObject({ name: 'pdu', message: 'unit 1: Breaker 2 is off: outlet 2 has no power' })
      expect((await alarms()).map(({ code }) => code)).not.toContain('feed-off')
    })

    it('P5 the host that has another feed has lost its redundancy', async () => {
      pdu.set({ [breaker(1, 1)]: OFF })
      expect(await alarm('feed-off')).toMatchObject({ name: second })
    })

    it('K1 and all of it ends when the breakers are closed again; the journal says so', async () => {
      pdu.set({ [breaker(1, 1)]: ON, [breaker(1, 2)]: ON })
      await Promise.all(['no-live-feed', 'feed-off', 'part-dead'].map(gone))
      const said = (await world.store.read.journal.since(0, 500)).filter(({ kind }) => kind === 'power.outlet-changed')
      expect(said[0]?.message).toBe('pdu: outlet 1.2 has no power: breaker 2 is off')
      expect(said.at(-1)?.message).toMatch(/^pdu: outlets? 1\.[12](, 1\.2)? (has|have) power again$/)
    })
  },
)
