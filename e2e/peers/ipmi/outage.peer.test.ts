import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hardwareAddressSchema } from '../../../server/domain/hardware'
import { credentialIdSchema, planIdSchema, planVersionIdSchema, powerGroupIdSchema } from '../../../server/domain/ids'
import { planContentSchema } from '../../../server/domain/plan'
import type { StepAction } from '../../../server/domain/run'
import { steadyClock } from '../../../server/engine/steady-clock'
import type { Engine } from '../../../server/engine/engine'
import { docsOf } from '../../../server/services/latest-doc'
import { configChanged } from '../../../server/services/orders/place-order'
import { type Datacenter, startDatacenter } from '../../../server/simulator/datacenter'
import { smallDatacenter } from '../../../server/simulator/small-datacenter'
import type { WorldConfig } from '../../../server/simulator/world/config'
import { wakeHost } from '../../../server/simulator/world/hosts'
import { bmcModel } from '../../../server/testing/ipmi/bmc-model'
import { sampleSensors } from '../../../server/testing/ipmi/sample-sensors'
import { type BmcStandIn, startBmc } from '../../../server/testing/ipmi/stand-in'
import { until } from '../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../server/testing/service-world'
import { engineOn } from '../engine-in-process'
import { deviceIdOf, watchSimulator } from '../watched-simulator'

/** One host on one UPS, which does not start by itself; another one elsewhere, so that the cluster still answers. */
const [left, right] = [smallDatacenter.hosts[2], smallDatacenter.hosts[0]]
if (left === undefined || right === undefined) throw new Error('the small datacenter is empty')
const config: WorldConfig = {
  ...smallDatacenter,
  hosts: [right, { ...left, bootsWhenPowered: false, shutdownSeconds: 4, bootSeconds: 4 }],
  vms: smallDatacenter.vms
    .filter(({ hostName }) => hostName === left.name)
    .map((vm) => ({ ...vm, stopSeconds: 1, startSeconds: 1 })),
}

const content = planContentSchema.parse({
  reserveSeconds: 5,
  stages: [{ id: 'all', name: 'All', triggers: [{ kind: 'seconds-on-battery', seconds: 1 }], placements: [] }],
  hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 2 }], limitSeconds: 120 },
  recovery: { minChargePercent: 5, steadySeconds: 2, startVms: true, moveHome: false, startLimitSeconds: 60 },
})

const account = { user: 'ridethrough', password: 'bmc-password', kg: null }

describe('an outage of a host that has a BMC', () => {
  let site: Datacenter
  let world: ServiceWorld
  let engine: Engine
  let bmc: BmcStandIn
  const machine = () => {
    const host = site.world.state.hosts.get(left.name)
    if (host === undefined) throw new Error('no such host')
    return host
  }

  beforeAll(async () => {
    site = await startDatacenter({ config, scenarios: [], plans: [], speed: 1 })
    // The BMC of the simulated machine: it knows its power, and can give it.
    const model = Object.defineProperty(bmcModel(sampleSensors()), 'power', {
      get: () => (machine().phase === 'off' ? 'off' : 'on'),
      set: (power: 'on' | 'off') => {
        if (power === 'on') wakeHost(site.world.state, machine())
      },
    })
    bmc = await startBmc(model, account)
    const clock = steadyClock()
    world = await openServiceWorld({ now: () => clock.now() })
    await world.store.write(async (tx) => {
      await watchSimulator(tx, site.description)
      const powerGroupId = powerGroupIdSchema.parse('Single')
      await tx.groups.put({ id: powerGroupId, name: 'Single', deviceIds: [deviceIdOf('ups-single')], requiredDevices: 1 })
      const [planId, versionId] = [planIdSchema.parse('plan'), planVersionIdSchema.parse('version')]
      const plan = { id: planId, name: 'Single', powerGroupId, mode: 'armed' as const, createdAtMs: 0 }
      await tx.plans.put({ ...plan, publishedVersionId: null })
      const version = { id: versionId, planId, number: 1, content, createdBy: 'test', createdAtMs: 0, note: null }
      await tx.plans.addVersion(version)
      await tx.plans.put({ ...plan, publishedVersionId: versionId })
    })
    engine = engineOn(world.store, clock)
    await engine.start()
    const host = await until('the host to be seen', async () =>
      docsOf('host', await world.store.read.latest.all('host')).find(({ name }) => name === left.name),
    )
    await world.store.write(async (tx) => {
      const credentialId = credentialIdSchema.parse('bmc')
      await tx.credentials.put({ id: credentialId, name: 'bmc', secret: { kind: 'ipmi-user', ...SIGN_IN } })
      const address = hardwareAddressSchema.parse({ kind: 'ipmi', host: '127.0.0.1', port: bmc.port })
      await tx.hardware.put({ hostId: host.id, address, credentialId, createdAtMs: 0 })
      await configChanged({ tx, nowMs: clock.now(), actorName: 'test', channel: 'cli' })
    })
    await until('the BMC to be read', async () =>
      docsOf('hardware', await world.store.read.latest.all('hardware')).some(
        ({ contact, power }) => contact === 'ok' && power === 'on',
      ),
    )
  })
  afterAll(async () => {
    await engine.stop()
    await world.close()
    await bmc.close()
    await site.close()
  })

  const stepOf = async (action: StepAction) => {
    const [run] = await world.store.read.runs.list({ limit: 1, kind: 'outage' })
    return run === undefined ? undefined : (await world.store.read.runs.get(run.id))?.steps.find((step) => step.action === action)
  }
  const controls = () => bmc.carriedOut.filter((what) => what.startsWith('00/02'))

  it('A5 R7 is verified off by its BMC, which nobody tells to switch it off, and woken by it', async () => {
    site.world.setMains(false, { ups: 'ups-single' })
    const down = await until(
      'the host to be off',
      async () => {
        const step = await stepOf('shutdown-host')
        return step?.state === 'done' || step?.state === 'failed' ? step : null
      },
      60_000,
    )
    expect(down).toMatchObject({ state: 'done', result: 'verified off by its BMC' })
    expect(machine().phase).toBe('off')
    expect(controls()).toEqual([])
    expect(site.world.state.kills).toEqual([])

    site.world.setMains(true, { ups: 'ups-single' })
    const up = await until(
      'the host to be up again',
      async () => {
        const step = await stepOf('power-on-host')
        return step?.state === 'done' || step?.state === 'failed' ? step : null
      },
      90_000,
    )
    expect(up).toMatchObject({ state: 'done' })
    // On twice is on: it may be told again where an answer is late.
    expect([...new Set(controls())]).toEqual(['00/02 01'])
    await until('the run to end', async () => (await world.store.read.runs.active()).length === 0, 60_000)
    const running = [...site.world.state.vms.values()].filter(({ power }) => power === 'on').map((vm) => vm.config.vmid)
    expect(running).toEqual([105])
  })
})

const SIGN_IN = { user: account.user, password: account.password, kgHex: '' }
