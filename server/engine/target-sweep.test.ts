import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { Host, VirtualMachine, World } from '../domain/world'
import { host, manager, vm, world } from '../testing/world-samples'
import { TargetSweep } from './target-sweep'

const sweeping = (first: World) => {
  const site = { world: first, isOutage: false, nowMs: 0 }
  const sweep = new TargetSweep({
    log: pino({ level: 'silent' }),
    world: () => site.world,
    isOutage: () => site.isOutage,
    now: () => site.nowMs,
  })
  /** Lets the time pass that lies between sweeps, and a sweep end that is due then. */
  const again = async (next: Partial<typeof site> = {}): Promise<readonly (string | null)[]> => {
    Object.assign(site, { nowMs: site.nowMs + 60_000, ...next })
    sweep.tick()
    await sweep.settled()
    return sweep.alarms().map(({ object, hint }) => `${object.name}: ${hint}`)
  }
  return { sweep, site, again }
}

const site = (b: Partial<Host>, vms: readonly VirtualMachine[] = [vm('web', 'a')]) =>
  world({ hosts: [host('a'), host('b', b)], vms })

describe('the five checks all the time', () => {
  it('S1-09 a VM that can go nowhere is told with the smallest reason, per cluster, until it can again', async () => {
    const { again, sweep } = sweeping(site({}))
    expect(await again()).toEqual([])
    const far = site({ networkNativeIds: [] })
    expect(await again({ world: far })).toEqual(['Cluster: web: b: b lacks network VM Network'])
    expect(sweep.alarms()[0]).toMatchObject({
      code: 'vms-without-target',
      severity: 'advisory',
      object: { kind: 'cluster', id: 'm:c', name: 'Cluster' },
    })
    expect(await again({ world: site({}) })).toEqual([])
  })

  it('S1-09 what changes at the host that served last is noticed, and another one found', async () => {
    const web = vm('web', 'a')
    const three = (b: Partial<Host>, c: Partial<Host>) => world({ hosts: [host('a'), host('b', b), host('c', c)], vms: [web] })
    const { again } = sweeping(three({}, {}))
    expect(await again()).toEqual([])
    expect(await again({ world: three({ inMaintenance: true }, {}) })).toEqual([])
    expect(await again({ world: three({ inMaintenance: true }, { connection: 'down' }) })).toEqual([
      'Cluster: web: b: in maintenance',
    ])
  })

  it('S1-09 a room that others have taken is noticed though the VM and the hosts are the same', async () => {
    const [web, a, b] = [vm('web', 'a', { memoryMiB: 40_000 }), host('a'), host('b')]
    const { again } = sweeping(world({ hosts: [a, b], vms: [web] }))
    expect(await again()).toEqual([])
    const full = world({ hosts: [a, b], vms: [web, vm('big', 'b', { memoryMiB: 50_000 })] })
    expect((await again({ world: full }))[0]).toContain('web: b: needs 40000 MiB, b has 13569 MiB to give')
  })

  it('S1-09 names five VMs and how many more', async () => {
    const vms = Array.from({ length: 7 }, (_, index) => vm(`vm${index}`, 'a', { hasPassthrough: true }))
    const [told] = await sweeping(site({}, vms)).again()
    expect(told).toContain('vm0: a device of its host is passed through to it · vm1')
    expect(told).toContain('vm4: a device of its host is passed through to it · and 2 more')
  })

  it('S1-09 a search that is too long for one sweep goes on in the next, and says nothing of what it has not looked at', async () => {
    const hosts = Array.from({ length: 101 }, (_, index) => host(`h${index}`, { networkNativeIds: [] }))
    const vms = Array.from({ length: 350 }, (_, index) => vm(`vm${index}`, 'h0'))
    const { again } = sweeping(world({ managers: [manager()], hosts, vms }))
    expect((await again())[0]).toContain('and 195 more')
    expect((await again())[0]).toContain('and 345 more')
  })

  it('S1-09 VMs whose targets all fail at once are told sweep by sweep, though nothing else changes', async () => {
    const hosts = (networkNativeIds: readonly string[]) =>
      Array.from({ length: 101 }, (_, index) => host(`h${index}`, { networkNativeIds }))
    const vms = Array.from({ length: 350 }, (_, index) => vm(`vm${index}`, 'h0'))
    const { again } = sweeping(world({ hosts: hosts(['net']), vms }))
    expect(await again()).toEqual([])
    expect((await again({ world: world({ hosts: hosts([]), vms }) }))[0]).toContain('and 195 more')
    expect((await again())[0]).toContain('and 345 more')
  })

  it('is not begun in an outage, nor where nothing has changed, nor too soon, nor once it is stopped', async () => {
    const stranded = site({ inMaintenance: true })
    const { sweep, site: now, again } = sweeping(stranded)
    expect(await again({ isOutage: true })).toEqual([])
    expect(await again({ isOutage: false })).toHaveLength(1)
    const before = sweep.alarms()
    await again()
    expect(sweep.alarms()).toBe(before)
    Object.assign(now, { world: site({}), nowMs: now.nowMs + 1 })
    sweep.tick()
    await sweep.settled()
    expect(sweep.alarms()).not.toBe(before)
    Object.assign(now, { world: stranded, nowMs: now.nowMs + 1 })
    sweep.tick()
    await sweep.settled()
    expect(sweep.alarms()).toEqual([])
    await sweep.stop()
    expect(await again()).toEqual([])
  })
})
