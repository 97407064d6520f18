import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deviceIdSchema, powerGroupIdSchema } from '../../../server/domain/ids'
import type { Engine } from '../../../server/engine/engine'
import { steadyClock } from '../../../server/engine/steady-clock'
import { docOf, docsOf } from '../../../server/services/latest-doc'
import { type Datacenter, startDatacenter } from '../../../server/simulator/datacenter'
import { smallDatacenter } from '../../../server/simulator/small-datacenter'
import { until } from '../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../server/testing/service-world'
import { engineOn } from '../engine-in-process'
import { watchSimulator } from '../watched-simulator'

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
    await world.store.write(async (tx) => {
      await watchSimulator(tx, site.description)
      await tx.groups.put({ id: GROUP, name: 'Pair', deviceIds: [A, B], requiredDevices: 1 })
    })
    engine = engineOn(world.store, clock)
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
