import { expect, it } from 'vitest'
import type { RunWithSteps } from '../domain/run'
import type { VirtualMachine, World } from '../domain/world'
import { runWith, vmStep } from '../testing/run-samples'
import { capabilities, host, hostId, manager, vm, world } from '../testing/world-samples'
import { autostartFacts } from '../drivers/protocols/autostart'
import { rebootRefusal } from './reboot-refusal'

const held = (patch: Partial<RunWithSteps> = {}) =>
  runWith([vmStep('web', { state: 'done' })], { kind: 'maintenance', phase: 'in-maintenance', hostId: hostId('a'), ...patch })
const able = manager({ capabilities: capabilities({ hostReboot: true }) })
const site = (patch: Partial<World> = {}): World =>
  world({
    managers: [able],
    hosts: [host('a', { inMaintenance: true, bootedAtMs: 1 }), host('b')],
    vms: [vm('web', 'b')],
    ...patch,
  })
const why = (given: { world?: World; run?: RunWithSteps | null; outage?: RunWithSteps | null } = {}): string | null => {
  const { run = held(), outage = null } = given
  return rebootRefusal({ world: given.world ?? site(), hostId: hostId('a'), run, outage })?.message ?? null
}

it('allows an empty host that our own run holds, and nothing else', () => {
  expect(why()).toBeNull()
  expect(why({ world: site({ vms: [vm('web', 'a', { power: 'off' }), vm('db', 'a', { power: 'saved' })] }) })).toBeNull()
})

it('R5 a host that somebody else holds, or that ours has not emptied yet, is not rebooted', () => {
  expect(why({ run: null })).toMatch(/not held in maintenance by Ridethrough/)
  for (const phase of ['entering', 'leaving'] as const) expect(why({ run: held({ phase }) })).toMatch(/not in maintenance yet/)
  expect(why({ run: held({ heldSinceMs: 1 }) })).toMatch(/held: no step begins/)
  expect(why({ run: held({ steps: [vmStep('web')] }) })).toMatch(/shutdown is still under way on web/)
})

it('A5 nor one on which anything is, a system VM or one of unknown state included', () => {
  expect(why({ world: site({ vms: [vm('vCLS', 'a', { systemKind: 'vcls' })] }) })).toMatch(/not empty: vCLS/)
  expect(why({ world: site({ vms: [vm('web', 'a', { power: 'unknown' })] }) })).toMatch(/not empty: web/)
})

it('A4 nor one whose reboot could not be followed and verified', () => {
  const hosts = (patch: Parameters<typeof host>[1]) =>
    site({ hosts: [host('a', { inMaintenance: true, bootedAtMs: 1, ...patch })] })
  expect(why({ world: hosts({ bootedAtMs: null }) })).toMatch(/does not tell when it booted/)
  expect(why({ world: hosts({ connection: 'unknown' }) })).toMatch(/not seen up/)
  expect(why({ world: hosts({ stale: true }) })).toMatch(/not seen up/)
  expect(why({ world: site({ managers: [manager()] }) })).toMatch(/cannot reboot a host/)
  expect(why({ world: site({ managers: [{ ...able, contact: 'lost', message: 'silent' }] }) })).toMatch(
    /cannot be used now: silent/,
  )
})

it('D11 nor while an outage is under way', () => {
  expect(why({ outage: runWith([]) })).toMatch(/An outage run is active/)
})

it('R2 R5 nor one that would start VMs by itself in the middle of its maintenance: they are named', () => {
  const own = (power: 'off' | 'saved') => vm(`own-${power}`, 'a', { power, startsWithHost: true })
  const vms = [own('off'), own('saved'), vm('old', 'a', { power: 'off' }), vm('web', 'b', { startsWithHost: true })]
  expect(why({ world: site({ vms }) })).toMatch(/would start VMs by itself .*: own-off, own-saved\.$/)
  expect(why({ world: site({ vms: vms.slice(2) }) })).toBeNull()
})

it('R2 R5 nor where any host that boots starts what is off in its pool', () => {
  const hosts = [
    host('a', { inMaintenance: true, bootedAtMs: 1, clusterNativeId: 'pool' }),
    host('b', { clusterNativeId: 'pool' }),
  ]
  const lies = (patch: Partial<VirtualMachine>) => ({
    ...vm('lies', 'b'),
    hostId: null,
    hostNativeId: null,
    clusterNativeId: 'pool',
    ...patch,
  })
  const of = (patch: Partial<VirtualMachine>) => why({ world: site({ hosts, vms: [lies({ startsWithHost: true, ...patch })] }) })
  expect(of({ power: 'off' })).toMatch(/would start VMs by itself .*: lies\.$/)
  expect(of({ power: 'saved' })).toBeNull()
  expect(of({ power: 'on', hostId: hostId('b'), hostNativeId: 'b' })).toBeNull()
  expect(of({ power: 'off', clusterNativeId: 'other' })).toBeNull()
  const many = ['1', '2', '3', '4', '5', '6', '7'].map((name) => vm(name, 'a', { power: 'off', startsWithHost: true }))
  expect(why({ world: site({ vms: many }) })).toMatch(/: 1, 2, 3, 4, 5 and 2 more\.$/)
})

it('R5 A4 nor one that would start a second copy of a VM that runs elsewhere: its definition, left behind, still starts', () => {
  const starts = (on: string, ...names: readonly string[]) =>
    autostartFacts(
      { nativeId: on, name: on },
      names.map((nativeId) => ({ nativeId, name: nativeId, how: { autostart: 'enable' } })),
    )
  const seen = (...safeguards: readonly ReturnType<typeof starts>[]) => site({ managers: [{ ...able, safeguards }] })
  expect(why({ world: seen(starts('a', 'web')) })).toMatch(/would start VMs by itself .*: web\.$/)
  expect(why({ world: seen(starts('b', 'web'), starts('a')) })).toBeNull()
  // A whole pool's setting names all of its VMs: it starts those that are off.
  const ofPool = { ...starts('a', 'web'), hostNativeIds: ['a', 'b'] }
  expect(why({ world: { ...seen(ofPool), vms: [vm('web', 'b', { startsWithHost: true })] } })).toBeNull()
  const own = [vm('own', 'a', { power: 'off', startsWithHost: true }), vm('web', 'b')]
  expect(why({ world: { ...seen(starts('a', 'own', 'web')), vms: own } })).toMatch(/: own, web\.$/)
})
