import { describe, expect, it } from 'vitest'
import { planContentSchema } from '../../domain/plan'
import { freeMiB } from '../world/guests'
import { upsRuntimeSeconds } from '../world/power'
import { World } from '../world/world'
import { demoDatacenter } from './demo-datacenter'
import { demoPlans } from './demo-plans'

const names = new Map(demoDatacenter.vms.map((vm) => [vm.name, vm]))

describe('the demo', () => {
  it('has 3 groups, 8 hosts and 48 guests, each with its own identity', () => {
    expect(demoDatacenter.groups).toHaveLength(3)
    expect(demoDatacenter.hosts).toHaveLength(8)
    expect(demoDatacenter.vms).toHaveLength(48)
    for (const of of ['name', 'uuid', 'mac', 'vmid'] as const)
      expect(new Set(demoDatacenter.vms.map((vm) => vm[of])).size).toBe(48)
  })

  it('has plans that the product accepts once names are ids, about guests of their own group', () => {
    for (const { content, groupName } of demoPlans) {
      const stages = content.stages.map((stage) => ({
        ...stage,
        placements: stage.placements.map(({ targetHostName, ...placement }) => ({
          ...placement,
          vmId: placement.vmName,
          targetHostId: targetHostName,
        })),
      }))
      expect(planContentSchema.safeParse({ ...content, stages }).error).toBeUndefined()
      const upsNames = demoDatacenter.upses.filter((ups) => ups.groupName === groupName).map(({ name }) => name)
      const isBehind = (feed: string): boolean =>
        upsNames.includes(feed) ||
        (demoDatacenter.passing ?? []).some(
          ({ name, inputs }) => name === feed && inputs.some((plug) => 'from' in plug && isBehind(plug.from)),
        )
      const hosts = demoDatacenter.hosts.filter((host) => host.feeds.some(isBehind))
      for (const placement of content.stages.flatMap((stage) => stage.placements)) {
        expect(hosts.map(({ name }) => name)).toContain(names.get(placement.vmName)?.hostName)
        for (const after of placement.after) expect(names.has(after)).toBe(true)
      }
    }
  })

  it('has batteries in Row 1 that last about a quarter of an hour, and are at 60 % about a minute after being empty', () => {
    const world = new World(demoDatacenter)
    world.advance(1_000)
    const ups = world.ups('ups-row1-a')
    expect(upsRuntimeSeconds(ups)).toBeGreaterThan(780)
    expect(upsRuntimeSeconds(ups)).toBeLessThan(960)
    ups.chargeFraction = 0
    world.advance(75_000)
    expect(ups.chargeFraction).toBeGreaterThan(0.6)
  })

  it('can be carried out in Row 1 in two and a half minutes without a kill, and everything can come back', () => {
    const world = new World(demoDatacenter)
    const content = demoPlans[0]?.content
    world.setMains(false, { group: 'Row 1' })
    const moved = content?.stages[1]?.placements.filter(({ action }) => action === 'migrate') ?? []
    const rowTwo = ['pve-21', 'pve-22', 'pve-23']
    for (const stage of content?.stages ?? []) {
      for (const { vmName, action } of stage.placements) {
        const { vmid, memoryMiB } = world.vmNamed(vmName).config
        const target = rowTwo.find((name) => freeMiB(world.state, world.host(name)) >= memoryMiB) ?? 'none'
        const operation =
          action === 'migrate' ? world.migrate(vmid, target) : action === 'save-state' ? world.save(vmid) : world.shutDown(vmid)
        expect(operation.error).toBeNull()
      }
      world.advance(30_000)
    }
    for (const host of ['pve-11', 'pve-12', 'pve-13']) expect(world.shutDownHost(host)).toBeNull()
    world.advance(60_000)
    expect(world.state.kills).toEqual([])
    expect(moved.map(({ vmName }) => rowTwo.includes(world.vmNamed(vmName).hostName))).toEqual(moved.map(() => true))
    world.setMains(true)
    for (const host of ['pve-11', 'pve-12', 'pve-13']) world.wakeHost(host)
    world.advance(30_000)
    for (const vm of world.state.vms.values()) if (vm.power !== 'on') expect(world.start(vm.config.vmid).error).toBeNull()
    world.advance(60_000)
    expect([...world.state.vms.values()].every((vm) => vm.power === 'on')).toBe(true)
  })
})
