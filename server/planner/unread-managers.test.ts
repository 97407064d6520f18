import { expect, it } from 'vitest'
import { hostIdSchema, vmIdSchema } from '../domain/ids'
import type { Step } from '../domain/run'
import type { World } from '../domain/world'
import { runWith } from '../testing/run-samples'
import { feed, host, hostId, manager, managerId, step, vm, world } from '../testing/world-samples'
import { hostsInTheDark, unreadManagers } from './unread-managers'

const BACK_MS = 1_000_000
const OTHER = managerId('n')
const silent = { contact: 'lost', refreshedAtMs: BACK_MS - 1 } as const
const k = { kind: 'host' as const, id: hostIdSchema.parse('n:k'), name: 'k' }
const before: Step['before'] = { power: 'on', hostId: k.id, inMaintenance: false, macs: [] }
const ofHost = (patch: Partial<Step> = {}): Step =>
  step(3, { object: k, action: 'shutdown-host', state: 'cancelled', before, ...patch })
const given = (k1: Parameters<typeof host>[1] = {}): World =>
  world({
    managers: [manager({ refreshedAtMs: BACK_MS + 1 }), manager({ id: OTHER, name: 'kvm1', kind: 'libvirt', ...silent })],
    hosts: [host('h1'), host('k', { id: k.id, managerId: OTHER, stale: true, ...k1 })],
    feeds: [feed('ups', 'h1')],
  })
const asleep = (steps: readonly Step[], at: World) => {
  const run = runWith(steps, { phase: 'waiting', mainsBackAtMs: BACK_MS })
  return unreadManagers(run, at, [run]).map(({ isAsleep }) => isAsleep)
}
const dark = (steps: readonly Step[], at: World) => [
  ...hostsInTheDark(runWith(steps, { phase: 'waiting', mainsBackAtMs: BACK_MS }), at, new Set(['n'])),
]

it('R1 R4 a host that keeps its last “up” while nobody is heard of it is gone where the run was to end it, or a VM of it, called or not', () => {
  const vmOf = (id: string) => ({ kind: 'vm' as const, id: vmIdSchema.parse(id), name: 'web' })
  const ofVm = step(1, { object: vmOf('n:web'), action: 'shutdown', state: 'cancelled', before })
  const refused = ofHost({
    state: 'failed',
    attempts: [
      { action: 'shutdown-host', startedAtMs: 1, intentEntryId: 1, task: null, outcome: 'refused', message: 'no', endedAtMs: 2 },
    ],
  })
  for (const steps of [[ofHost()], [refused], [ofVm]]) expect(asleep(steps, given())).toEqual([true])
  expect(asleep([ofHost()], given({ stale: false }))).toEqual([false])
  expect(asleep([ofHost()], { ...given(), managers: [manager({ id: OTHER, ...silent, kind: 'vsphere' })] })).toEqual([false])
})

it('R4 R3 a manager whose VM was on a host of the kind is waited for by nobody', () => {
  const vcenter = vm('vcenter', 'h2', { keepAlive: [{ role: 'manager', of: 'vcenter', sign: { by: 'platform' } }] })
  const site = world({ managers: [manager(silent)], hosts: [host('h2', { stale: true })], vms: [vcenter] })
  const last = step(1, {
    object: { kind: 'host', id: hostId('h2'), name: 'h2' },
    action: 'shutdown-host',
    state: 'cancelled',
    before,
  })
  expect(asleep([last], site)).toEqual([true])
})

it('R1 R7 R5 such a host is woken into the dark, unless somebody put it into maintenance, or skipped its end', () => {
  expect(dark([ofHost()], given())).toEqual([k.id])
  expect(dark([ofHost()], given({ stale: false }))).toEqual([])
  expect(dark([ofHost()], given({ inMaintenance: true }))).toEqual([])
  expect(dark([ofHost({ before: { ...before, inMaintenance: true } })], given())).toEqual([])
  expect(dark([ofHost({ state: 'skipped' })], given())).toEqual([])
  expect(dark([ofHost({ object: { kind: 'host', id: hostId('h1'), name: 'h1' }, before })], given())).toEqual([])
})
