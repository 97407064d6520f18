import { describe, expect, it } from 'vitest'
import type { Step } from '../domain/run'
import type { Host, ManagerView, VirtualMachine, World } from '../domain/world'
import { host, hostId, manager, onHost, onVm, plan, RUN_ID, step, stepIds, vm, world } from '../testing/world-samples'
import { checkRun } from './check-run'
import { planRecovery } from './recovery-steps'

const before = { power: 'on', hostId: hostId('a'), inMaintenance: false, macs: [] } as const
const hostBefore = { power: 'on', hostId: null, inMaintenance: false, macs: [] } as const
const shed = [
  step(1, { object: onVm('web'), action: 'shutdown', state: 'done', before }),
  step(2, { object: onHost('a'), action: 'shutdown-host', state: 'done', before: hostBefore }),
]
const woken = (state: Step['state']) =>
  step(3, { object: onHost('a'), action: 'power-on-host', direction: 'up', state, before: hostBefore })
const inVain = [...shed, woken('failed')]
const off = { connection: 'down', verifiedOff: true } as const
/** As a pool shows a VM that is off: on no host. */
const pooled = (given: Partial<VirtualMachine> = {}) => vm('web', null, { power: 'off', ...given })

interface Given {
  readonly a?: Partial<Host>
  readonly others?: readonly Host[]
  readonly web?: VirtualMachine
  readonly view?: Partial<ManagerView>
}
const siteOf = ({ a = off, others = [host('b')], web = pooled(), view = {} }: Given): World =>
  world({ managers: [manager({ kind: 'xapi', ...view })], hosts: [host('a', a), ...others], vms: [web] })
const recover = (given: Given, steps: readonly Step[] = inVain, avoid: readonly string[] = []) => {
  const site = siteOf(given)
  const planned = planRecovery({
    runId: RUN_ID,
    content: plan({ stages: [] }),
    world: site,
    steps,
    avoid: new Set(avoid.map(hostId)),
    nextSeq: 9,
    makeId: stepIds('up'),
  })
  expect(checkRun(site, [...steps, ...planned.steps])).toEqual([])
  return planned
}
const starts = (...args: Parameters<typeof recover>) =>
  recover(...args).steps.map(({ action, object, targetHostId }) => `${action} ${object.name} ${targetHostId ?? ''}`.trim())
const notes = (...args: Parameters<typeof recover>) => recover(...args).notes.map(({ message }) => message)

describe('a VM whose own host was woken in vain', () => {
  it('R1 starts on another that reaches all it needs, once its own is verified off', () => {
    expect(starts({})).toEqual(['start web m:b'])
    expect(notes({})).toEqual(['web: starts on b, and stays there: a, where it came from, is not up'])
  })

  it('R1 D4 only into room that those leave which come back to that host themselves, whoever left first', () => {
    const mail = vm('mail', 'b', { power: 'off', memoryMiB: 40_000 })
    const site = siteOf({ web: pooled({ memoryMiB: 30_000 }) })
    const left = { ...before, hostId: hostId('b') }
    const steps = [step(0, { object: onVm('mail'), action: 'shutdown', state: 'done', before: left }), ...inVain]
    const both = { ...site, vms: [...site.vms, mail] }
    const planned = planRecovery({
      runId: RUN_ID,
      content: plan({ stages: [] }),
      world: both,
      steps,
      nextSeq: 9,
      makeId: stepIds('up'),
    })
    expect(planned.steps.map(({ object }) => object.name)).toEqual(['mail'])
    expect(checkRun(both, [...steps, ...planned.steps])).toEqual([])
  })

  it('R7 not before its own host was woken, and had its time', () => {
    expect(starts({}, shed)).toEqual(['power-on-host a', 'start web m:a'])
    expect(starts({}, [...shed, woken('running')])).toEqual(['start web m:a'])
  })

  it.each<[string, Given]>([
    ['its own host only does not answer its manager', { a: { connection: 'down' } }],
    ['nobody knows what its own host does', { a: { connection: 'unknown' } }],
    ['it is saved: only what is off has nothing of its host', { web: pooled({ power: 'saved' }) }],
  ])('A4 A5 runs exactly once: stays off while %s', (_what, given) => {
    expect(starts(given)).toEqual([])
    expect(notes(given)[0]).toMatch(/^web: a, where it came from, is not up, .*: whether a is off is not verified/)
  })

  it('A4 stays off while it is not known to be off', () => {
    expect(starts({ web: pooled({ power: 'unknown' }) })).toEqual([])
  })

  it.each<[string, Given, RegExp]>([
    ['is registered on its own host', { web: vm('web', 'a', { power: 'off' }) }, /registered on a/],
    ['may be held by its own host still', { view: { kind: 'libvirt' } }, /may start it too/],
    [
      'has a local disk',
      { web: pooled({ disks: [{ label: 'sda', datastoreNativeId: 'x', gibibytes: 1, local: true }] }) },
      /"sda"/,
    ],
    [
      'has a disk of which nobody tells where it is',
      { web: pooled({ disks: [{ label: 'sda', datastoreNativeId: null, gibibytes: 1, local: false }] }) },
      /"sda"/,
    ],
    ['has a device of its host', { web: pooled({ hasPassthrough: true }) }, /device/],
    ['is held by a task', { web: pooled({ lockedBy: 'backup' }) }, /backup/],
    ['would find no network', { others: [host('b', { networkNativeIds: [] })] }, /^web: .*b: b lacks network VM Network/],
    ['would not reach its disk', { others: [host('b', { datastoreNativeIds: [] })] }, /does not reach/],
    ['would find another processor', { others: [host('b', { cpuVendor: 'AMD' })] }, /AMD/],
    ['would find no room', { others: [host('b', { memoryMiB: 1_000 })] }, /MiB/],
    ['would be in another cluster', { others: [host('b', { clusterNativeId: 'other' })] }, /another cluster/],
    ['would meet a technician', { others: [host('b', { inMaintenance: true })] }, /maintenance/],
    ['finds no host that is seen', { others: [host('b', { stale: true })] }, /no other host/],
  ])('A4 R5 stays off, with the reason, where it %s', (_what, given, why) => {
    expect(starts(given)).toEqual([])
    expect(notes(given)).toEqual([expect.stringMatching(why)])
  })

  it('D4 does not start where power is in trouble; an ordinary host is taken before a spare one, then the one with more room', () => {
    const others = [host('b', { isSpare: true }), host('c', { memoryMiB: 40_000 }), host('d')]
    expect(starts({ others })).toEqual(['start web m:d'])
    expect(starts({ others }, inVain, ['d'])).toEqual(['start web m:c'])
    expect(starts({ others }, inVain, ['c', 'd'])).toEqual(['start web m:b'])
    expect(starts({ others }, inVain, ['b', 'c', 'd'])).toEqual([])
  })

  it('R5 starts elsewhere too while a technician is at its own host, if that is seen', () => {
    expect(starts({ a: { inMaintenance: true } }, shed)).toEqual(['start web m:b'])
    expect(starts({ a: { inMaintenance: true, connection: 'down' } }, shed)).toEqual([])
  })
})

describe('the checker', () => {
  const start = (given: Given, steps: readonly Step[] = inVain) =>
    checkRun(siteOf(given), [
      ...steps,
      step(9, { object: onVm('web'), action: 'start', direction: 'up', state: 'pending', targetHostId: hostId('b'), before }),
    ]).map(({ rule }) => rule)

  it('A4 accepts a start elsewhere only where the VM can run nowhere else', () => {
    expect(start({})).toEqual([])
    expect(start({ a: { connection: 'down' } })).toEqual(['runs-once'])
    expect(start({ a: { stale: true } })).toEqual(['runs-once'])
    expect(start({ web: pooled({ power: 'saved' }) })).toEqual(['runs-once'])
    expect(start({ view: { kind: 'hyperv' } })).toEqual(['runs-once'])
    expect(start({}, [...shed, woken('running')])).toEqual(['runs-once'])
    expect(start({ others: [host('b', { clusterNativeId: 'other' })] })).toEqual(['runs-once'])
  })

  it('D4 nor on a host whose power is in trouble', () => {
    const up = step(9, {
      object: onVm('web'),
      action: 'start',
      direction: 'up',
      state: 'pending',
      targetHostId: hostId('b'),
      before,
    })
    const found = checkRun(siteOf({}), [...inVain, up], { hostsInTrouble: new Set([hostId('b')]) })
    expect(found.map(({ rule }) => rule)).toEqual(['target-without-power'])
  })
})
