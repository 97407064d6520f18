import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smallDatacenter } from '../small-datacenter'
import { runtimeSeconds } from './battery'
import { vmsOn } from './state'
import { World } from './world'

const config = smallDatacenter

/** Anything that may happen to a datacenter. */
const happening = fc.oneof(
  fc.record({
    kind: fc.constant('mains' as const),
    on: fc.boolean(),
    ups: fc.constantFrom(...config.upses.map(({ name }) => name)),
  }),
  fc.record({
    kind: fc.constantFrom('start' as const, 'shutdown' as const, 'stop' as const, 'save' as const),
    vmid: fc.constantFrom(...config.vms.map(({ vmid }) => vmid)),
  }),
  fc.record({
    kind: fc.constant('migrate' as const),
    vmid: fc.constantFrom(...config.vms.map(({ vmid }) => vmid)),
    target: fc.constantFrom(...config.hosts.map(({ name }) => name)),
  }),
  fc.record({
    kind: fc.constantFrom('host-off' as const, 'wake' as const),
    host: fc.constantFrom(...config.hosts.map(({ name }) => name)),
  }),
  fc.record({
    kind: fc.constant('hang' as const),
    hung: fc.boolean(),
    vm: fc.constantFrom(...config.vms.map(({ name }) => name)),
  }),
  fc.record({ kind: fc.constant('test' as const), ups: fc.constantFrom(...config.upses.map(({ name }) => name)) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 60_000 }) }),
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

const apply = (world: World, event: Happening): void => {
  switch (event.kind) {
    case 'mains':
      return world.setMains(event.on, { ups: event.ups })
    case 'start':
      return void world.start(event.vmid)
    case 'shutdown':
      return void world.shutDown(event.vmid)
    case 'stop':
      return void world.stop(event.vmid)
    case 'save':
      return void world.save(event.vmid)
    case 'migrate':
      return void world.migrate(event.vmid, event.target)
    case 'host-off':
      return void world.shutDownHost(event.host)
    case 'wake':
      return world.wakeHost(event.host)
    case 'hang':
      return world.setGuest(event.vm, { hung: event.hung })
    case 'test':
      return void world.selfTest(event.ups)
    case 'wait':
      return world.advance(event.ms)
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const histories = fc.array(happening, { minLength: 1, maxLength: 40 })
const snapshot = ({ state }: World) => ({
  history: state.history,
  upses: [...state.upses.values()].map(({ chargeFraction, output, loadWatts }) => ({ chargeFraction, output, loadWatts })),
  vms: [...state.vms.values()].map(({ hostName, power }) => ({ hostName, power })),
})

describe('whatever happens', () => {
  it('charge stays between empty and full', () => {
    fc.assert(
      fc.property(histories, (events) => {
        const world = new World(config)
        for (const event of events) {
          apply(world, event)
          for (const ups of world.state.upses.values()) {
            expect(ups.chargeFraction).toBeGreaterThanOrEqual(0)
            expect(ups.chargeFraction).toBeLessThanOrEqual(1)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('energy supplied is energy consumed', () => {
    fc.assert(
      fc.property(histories, (events) => {
        const world = new World({ ...config, upses: config.upses.map((ups) => ({ ...ups, baseWatts: 0 })) })
        for (const event of events) apply(world, event)
        const supplied = sum([...world.state.upses.values()].map((ups) => ups.suppliedJoules))
        const consumed = sum([...world.state.hosts.values()].map((host) => host.consumedJoules))
        expect(Math.abs(supplied - consumed)).toBeLessThanOrEqual(1e-6 * Math.max(1, consumed))
      }),
      { numRuns: 30 },
    )
  })

  it('a guest runs on one host, which is up and has memory for it', () => {
    fc.assert(
      fc.property(histories, (events) => {
        const world = new World(config)
        for (const event of events) {
          apply(world, event)
          const seen = [...world.state.hosts.values()].flatMap((host) => vmsOn(world.state, host.config.name))
          expect(seen.length).toBe(config.vms.length)
          expect(new Set(seen).size).toBe(config.vms.length)
          for (const host of world.state.hosts.values()) {
            const running = vmsOn(world.state, host.config.name).filter((vm) => vm.power === 'on')
            expect(sum(running.map((vm) => vm.config.memoryMiB))).toBeLessThanOrEqual(host.config.memoryMiB)
            if (running.length > 0) expect(['up', 'shutting-down']).toContain(host.phase)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('the outcome does not depend on how time is cut', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 12 }), fc.integer({ min: 1, max: 977 }), (events, step) => {
        const [whole, pieces] = [new World(config), new World(config)]
        for (const event of events) {
          apply(whole, event)
          if (event.kind !== 'wait') apply(pieces, event)
          else {
            for (let left = event.ms; left > 0; left -= step) pieces.advance(Math.min(step, left))
          }
        }
        expect(snapshot(pieces)).toEqual(snapshot(whole))
      }),
      { numRuns: 30 },
    )
  })
})

describe('a battery', () => {
  const battery = { fullLoadRuntimeSeconds: 300, peukertExponent: 1.2, rechargeSeconds: 100, lowRuntimeSeconds: 60 }

  it('lasts its rated time at full load, and more than twice that at half', () => {
    expect(runtimeSeconds(battery, { chargeFraction: 1, loadWatts: 1_000, ratedWatts: 1_000 })).toBe(300)
    expect(runtimeSeconds(battery, { chargeFraction: 1, loadWatts: 500, ratedWatts: 1_000 })).toBeGreaterThan(600)
  })

  it('of a UPS without mains is empty when its estimate said so', () => {
    const world = new World(config)
    const ups = world.ups('ups-single')
    world.setMains(false, { ups: 'ups-single' })
    world.advance(100)
    const estimate = runtimeSeconds(ups.config.battery, {
      chargeFraction: ups.chargeFraction,
      loadWatts: ups.loadWatts,
      ratedWatts: ups.config.ratedWatts,
    })
    world.advance(1_000 * Math.floor(estimate - 1))
    expect(ups.output).toBe('battery')
    world.advance(2_000)
    expect(ups.output).toBe('off')
  })
})

describe('A and B feeds', () => {
  it('share the load, and B carries all of it when A is off', () => {
    const world = new World(config)
    world.advance(1_000)
    const [a, b] = [world.ups('ups-a'), world.ups('ups-b')]
    expect(a.loadWatts).toBeCloseTo(b.loadWatts)
    const before = a.loadWatts + b.loadWatts - a.config.baseWatts - b.config.baseWatts
    world.setMains(false, { ups: 'ups-a' })
    world.advance(1_800_000)
    expect(a.output).toBe('off')
    expect(b.loadWatts).toBeCloseTo(before + b.config.baseWatts)
    expect(world.state.kills).toEqual([])
    expect(world.host('host-1').phase).toBe('up')
  })
})

describe('power that is gone', () => {
  it('kills what still runs, records it, and boots hosts when it is back', () => {
    const world = new World(config)
    const killed = vmsOn(world.state, 'host-3').flatMap((vm) => (vm.power === 'on' ? [vm.config.name] : []))
    world.setMains(false, { ups: 'ups-single' })
    world.advance(1_800_000)
    expect(world.state.kills.map(({ vm, cause }) => ({ vm, cause }))).toEqual(killed.map((vm) => ({ vm, cause: 'power-cut' })))
    expect(world.host('host-3').phase).toBe('off')
    world.setMains(true)
    world.advance(5_000)
    expect(world.host('host-3').phase).toBe('booting')
    world.advance(20_000)
    expect(world.host('host-3').phase).toBe('up')
    expect(vmsOn(world.state, 'host-3').every((vm) => vm.power === 'off')).toBe(true)
  })

  it('does not wake a host that was shut down and never lost power; wake-on-LAN does', () => {
    const world = new World(config)
    expect(world.shutDownHost('host-1')).toBeNull()
    world.setMains(false)
    world.advance(20_000)
    world.setMains(true)
    world.advance(60_000)
    expect(world.host('host-1').phase).toBe('off')
    world.wakeHost('host-1')
    world.advance(20_000)
    expect(world.host('host-1').phase).toBe('up')
  })

  it('a host shut down over running guests kills them, and that is recorded', () => {
    const world = new World(config)
    world.shutDownHost('host-1')
    world.advance(20_000)
    expect(world.state.kills.every(({ cause }) => cause === 'host-shutdown')).toBe(true)
    expect(world.state.kills.length).toBe(2)
  })
})
