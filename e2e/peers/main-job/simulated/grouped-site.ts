import { z } from 'zod'
import { planIdSchema, planVersionIdSchema, powerGroupIdSchema } from '../../../../server/domain/ids'
import { NUT_SERVICE_KEY } from '../../../../server/domain/nut-service'
import type { PlanContent } from '../../../../server/domain/plan'
import { type RunWithSteps, withoutRecords } from '../../../../server/domain/run'
import { steadyClock } from '../../../../server/engine/steady-clock'
import { type Datacenter, startDatacenter } from '../../../../server/simulator/datacenter'
import type { WorldConfig } from '../../../../server/simulator/world/config'
import { freePort, until } from '../../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../../server/testing/service-world'
import { engineOn } from '../../engine-in-process'
import { deviceIdOf, watchSimulator } from '../../watched-simulator'

const alarmSchema = z.object({ code: z.string(), object: z.object({ name: z.string() }) })

const configure = (
  world: ServiceWorld,
  description: Datacenter['description'],
  contentOf: (groupName: string) => PlanContent | null,
): Promise<void> =>
  world.store.write(async (tx) => {
    await watchSimulator(tx, description)
    for (const { name, upsNames, requiredDevices } of description.groups) {
      const powerGroupId = powerGroupIdSchema.parse(name)
      await tx.groups.put({ id: powerGroupId, name, deviceIds: upsNames.map(deviceIdOf), requiredDevices })
      const content = contentOf(name)
      if (content === null) continue
      const [planId, versionId] = [planIdSchema.parse(`plan-${name}`), planVersionIdSchema.parse(`version-${name}`)]
      const plan = { id: planId, name, powerGroupId, mode: 'armed' as const, createdAtMs: 0 }
      await tx.plans.put({ ...plan, publishedVersionId: null })
      await tx.plans.addVersion({
        id: versionId,
        planId,
        number: 1,
        content,
        createdBy: 'test',
        createdAtMs: 0,
        note: null,
      })
      await tx.plans.put({ ...plan, publishedVersionId: versionId })
    }
  })

export interface GroupedSite<Group extends string> {
  readonly site: Datacenter
  readonly world: ServiceWorld
  /** Where the engine serves NUT clients. */
  readonly nutPort: number
  /** Codes of the open alarms with what they are about: "feed-off host-two". */
  alarms(): Promise<readonly string[]>
  /** The newest run of a group's plan. */
  runOf(group: Group): Promise<RunWithSteps | null>
  /** Names of guests that run, in order. */
  running(): readonly string[]
  /** Another engine takes the site over. */
  restartEngine(): Promise<void>
  close(): Promise<void>
}

/** A simulated datacenter with an armed plan for each of its power groups that has one, and the engine that watches and commands it. */
export const startGroupedSite = async <Group extends string>(
  config: WorldConfig,
  contentOf: (groupName: string) => PlanContent | null,
): Promise<GroupedSite<Group>> => {
  const site = await startDatacenter({ config, scenarios: [], plans: [], speed: 1 })
  const clock = steadyClock()
  const world = await openServiceWorld({ now: () => clock.now() })
  await configure(world, site.description, contentOf)
  const nutPort = await freePort()
  await world.store.write((tx) => tx.settings.set(NUT_SERVICE_KEY, { enabled: true, listen: '127.0.0.1', port: nutPort }))
  const newEngine = () => engineOn(world.store, clock)
  let engine = newEngine()
  await engine.start()
  const { read } = world.store
  await until('all devices, hosts and guests to be seen', async () => {
    const devices = await read.latest.all('device')
    const heard = devices.filter(({ doc }) => JSON.stringify(doc).includes('"contact":"ok"'))
    const vms = await read.latest.all('vm')
    return heard.length === site.description.upses.length + site.description.passing.length && vms.length === config.vms.length
  })
  return {
    site,
    world,
    nutPort,
    alarms: async () =>
      (await read.latest.all('alarm'))
        .flatMap(({ doc }) => (doc === null ? [] : alarmSchema.parse(doc)))
        .map(({ code, object }) => `${code} ${object.name}`)
        .toSorted(),
    runOf: async (group) => {
      const run = (await read.runs.list({ limit: 10, kind: 'outage' })).find(({ powerGroupId }) => String(powerGroupId) === group)
      const stored = run === undefined ? null : await read.runs.get(run.id)
      return stored === null ? null : withoutRecords(stored)
    },
    running: () =>
      [...site.world.state.vms.values()]
        .filter(({ power }) => power === 'on')
        .map((vm) => vm.config.name)
        .toSorted(),
    restartEngine: async () => {
      await engine.stop()
      engine = newEngine()
      await engine.start()
    },
    close: async () => {
      await engine.stop()
      await world.close()
      await site.close()
    },
  }
}
