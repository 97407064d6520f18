import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credentialIdSchema, deviceIdSchema, hostIdOf, managerIdSchema, powerGroupIdSchema } from '../../../server/domain/ids'
import { Engine } from '../../../server/engine/engine'
import { steadyClock } from '../../../server/engine/steady-clock'
import { docOf, docsOf } from '../../../server/services/latest-doc'
import { type Datacenter, startDatacenter } from '../../../server/simulator/datacenter'
import { smallDatacenter } from '../../../server/simulator/small-datacenter'
import { until } from '../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../server/testing/service-world'

const MANAGER = managerIdSchema.parse('pve')
const GROUP = powerGroupIdSchema.parse('pair')
const A = deviceIdSchema.parse('ups-a')
const B = deviceIdSchema.parse('ups-b')

/** Two hosts on both UPSs of a pair of which each may carry 400 W: with what else hangs there 500 W, so one alone cannot. */
const config = {
  ...smallDatacenter,
  upses: smallDatacenter.upses.map((ups) => ({ ...ups, ratedWatts: 400 })),
}

describe('a pair of simulated UPSs of which one cannot carry both loads, watched by the engine', () => {
  let site: Datacenter
  let world: ServiceWorld
  let engine: Engine

  beforeAll(async () => {
    site = await startDatacenter({ config, scenarios: [], plans: [], speed: 1 })
    const clock = steadyClock()
    world = await openServiceWorld({ now: () => clock.now() })
    const { upses, manager } = site.description
    const snmp = credentialIdSchema.parse('snmp')
    const token = credentialIdSchema.parse('token')
    await world.store.write(async (tx) => {
      await tx.credentials.put({ id: token, name: 'pve', secret: { kind: 'api-token', ...manager.apiToken } })
      await tx.credentials.put({ id: snmp, name: 'snmp', secret: { kind: 'snmp-community', version: '2c', community: 'public' } })
      for (const { name, host, port } of upses)
        await tx.devices.put({
          id: deviceIdSchema.parse(name),
          name,
          address: { protocol: 'snmp', host, port, family: 'auto' },
          credentialId: snmp,
          enabled: true,
          identity: null,
          createdAtMs: 0,
        })
      await tx.managers.put({
        id: MANAGER,
        name: 'pve',
        address: { kind: 'proxmox', url: manager.url, pins: [manager.fingerprint] },
        credentialId: token,
        enabled: true,
        createdAtMs: 0,
      })
      for (const { name, feeds } of config.hosts) {
        const hostId = hostIdOf(MANAGER, { uuid: null, nativeId: name })
        await tx.feeds.setForHost(
          hostId,
          feeds.map((upsName, at) => ({
            deviceId: deviceIdSchema.parse(upsName),
            hostId,
            label: at === 0 ? ('A' as const) : ('B' as const),
            outletId: null,
          })),
        )
      }
      await tx.groups.put({ id: GROUP, name: 'Pair', deviceIds: [A, B], requiredDevices: 1 })
    })
    engine = new Engine({
      trapPort: null,
      store: world.store,
      clock,
      log: pino({ level: 'silent' }),
      version: 'peer-test',
      probe: () => Promise.reject(new Error('nothing is probed here')),
      demo: null,
      onLeaseLost: () => undefined,
    })
    await engine.start()
  })
  afterAll(async () => {
    await engine.stop()
    await world.close()
    await site.close()
  })

  const alarm = async (code: string) =>
    docsOf('alarm', await world.store.read.latest.all('alarm')).find((each) => each.code === code) ?? null
  const deviceB = async () => docOf('device', await world.store.read.latest.get('device', B))

  it('P5 says before anything fails that the pair is no redundancy', async () => {
    const found = await until('the alarm', () => alarm('redundancy-overload'))
    expect(found).toMatchObject({ severity: 'warning', object: { name: 'Pair' } })
    expect(found.message).toMatch(/^If ups-[ab] failed, ups-[ab] would carry 1[12]\d % of its rating \((4[5-9]|50)\d W\)$/)
  })

  it('P5 B is believed with A’s load before its own card tells it, and its runtime with that', async () => {
    const before = await until('B’s values', deviceB)
    site.world.setComms('ups-b', true)
    const a = site.world.ups('ups-a')
    a.autoRestart = false
    a.shutdownAtMs = site.world.nowMs
    const expected = await until('B’s expected load', async () => {
      const now = await deviceB()
      return now?.expectedLoad === undefined ? null : now
    })
    const truth = site.world.ups('ups-b').loadWatts
    expect(Math.abs((expected.expectedLoad?.watts ?? 0) - truth)).toBeLessThan(0.1 * truth)
    expect(expected.decidingRuntimeSeconds).toBeLessThan((before.decidingRuntimeSeconds ?? 0) * 0.6)
    expect(await until('the alarm', () => alarm('overload-expected'))).toMatchObject({ severity: 'critical', object: { id: B } })
    const group = await until('the group', async () => docOf('group', await world.store.read.latest.get('group', GROUP)))
    expect(group).toMatchObject({ condition: 'redundancy-lost' })
  })

  it('P5 what B measures itself then takes the place of the estimate', async () => {
    site.world.setComms('ups-b', false)
    const now = await until('B’s own values', async () => {
      const seen = await deviceB()
      return seen?.contact === 'ok' && seen.expectedLoad === undefined ? seen : null
    })
    expect(Math.abs((now.readings.outputWatts.value ?? 0) - site.world.ups('ups-b').loadWatts)).toBeLessThan(30)
    await until('the alarm to end', async () => ((await alarm('overload-expected')) === null ? true : null))
  })
})
