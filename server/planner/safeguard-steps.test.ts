import { describe, expect, it } from 'vitest'
import { runIdSchema, stepIdSchema } from '../domain/ids'
import type { PlanContent } from '../domain/plan'
import type { Step } from '../domain/run'
import type { SafeguardFacts } from '../domain/safeguard'
import type { World } from '../domain/world'
import { host, hostId, manager, plan, RUN_ID, stageId, stepIds, vm, world } from '../testing/world-samples'
import { checkRun } from './check-run'
import { type HostsQuestion, planHosts } from './host-steps'
import { planRecovery, planRestores } from './recovery-steps'
import { disarmLimit, isSetAside } from './safeguard-steps'

const now = { kind: 'seconds-on-battery', seconds: 0 } as const
const content: PlanContent = plan({
  stages: [{ id: stageId('one'), name: 'One', triggers: [now], placements: [] }],
  hosts: { action: 'shutdown', triggers: [now], limitSeconds: 600 },
})

const ha = (more: Partial<SafeguardFacts> = {}): SafeguardFacts => ({
  nativeId: 'ha',
  name: 'HA of Row',
  hostNativeIds: ['a', 'b'],
  setting: { kind: 'proxmox-ha', armed: true },
  isDisarmed: false,
  disarmAfterVms: true,
  restore: 'vms-wait',
  unhealthy: [],
  ...more,
})
const drs = ha({
  nativeId: 'drs',
  name: 'DRS of Row',
  setting: { kind: 'vsphere-drs', level: 'fullyAutomated', overrides: true },
  disarmAfterVms: false,
  restore: 'after-vms',
})
const site = (safeguards: readonly SafeguardFacts[], given: Partial<World> = {}): World =>
  world({
    managers: [manager({ safeguards })],
    hosts: [host('a'), host('b'), host('c')].map((each) => ({ ...each, nativeId: each.name })),
    vms: [vm('web', 'a'), vm('db', 'b')],
    ...given,
  })
const down = (given: World, names: readonly string[], more: Partial<HostsQuestion> = {}) =>
  planHosts({
    runId: RUN_ID,
    content,
    world: given,
    groupHostIds: names.map(hostId),
    existingSteps: [],
    nextSeq: 1,
    makeId: stepIds('d'),
    ...more,
  }).steps
const brief = (steps: readonly Step[]) => steps.map(({ object, action }) => `${object.name} ${action}`)
const named = (steps: readonly Step[], name: string): Step => {
  const found = steps.find(({ object }) => object.name === name)
  if (found === undefined) throw new Error(`no step for ${name}`)
  return found
}
const idsOf = (steps: readonly Step[], ...names: string[]) => names.map((name) => named(steps, name).id)
const attempt = { intentEntryId: 1, startedAtMs: 0, task: null, outcome: 'verified', message: null, endedAtMs: 0 } as const
const ended = (steps: readonly Step[]): Step[] =>
  steps.map((each) => ({ ...each, state: 'done' as const, attempts: [{ ...attempt, action: each.action }] }))
const back = (given: World, steps: readonly Step[]) =>
  planRecovery({ runId: RUN_ID, content, world: given, steps, nextSeq: steps.length + 1, makeId: stepIds('u') }).steps
const dark = (safeguards: readonly SafeguardFacts[]): World =>
  site(safeguards, {
    hosts: [host('a', { connection: 'down' }), host('b', { connection: 'down' }), host('c')].map((each) => ({
      ...each,
      nativeId: each.name,
    })),
    vms: [vm('web', 'a', { power: 'off' }), vm('db', 'b', { power: 'off' })],
  })

describe('safeguards of a whole cluster', () => {
  it('D10 are set aside before the first of its hosts goes, after its VMs where they need that', () => {
    const steps = down(site([ha(), drs]), ['a', 'b'])
    expect(brief(steps)).toEqual([
      'web shutdown',
      'db shutdown',
      'HA of Row disarm',
      'DRS of Row disarm',
      'a shutdown-host',
      'b shutdown-host',
    ])
    expect(named(steps, 'HA of Row').after).toEqual(idsOf(steps, 'web', 'db'))
    expect(named(steps, 'DRS of Row').after).toEqual([])
    for (const name of ['a', 'b'])
      expect(named(steps, name).after).toEqual(expect.arrayContaining(idsOf(steps, 'HA of Row', 'DRS of Row')))
    expect(checkRun(site([ha(), drs]), steps)).toEqual([])
  })

  it('D10 stay where a host of the cluster stays, and where somebody has set them aside already', () => {
    expect(brief(down(site([ha()]), ['a']))).toEqual(['web shutdown', 'a shutdown-host'])
    expect(brief(down(site([ha({ isDisarmed: true })]), ['a', 'b']))).not.toContain('HA of Row disarm')
  })

  it('D10 a host that is down or in maintenance carries nothing: the rest is the whole', () => {
    const given = site([ha()])
    const hosts = given.hosts.map((each) => (each.name === 'b' ? { ...each, inMaintenance: true } : each))
    expect(brief(down({ ...given, hosts, vms: [vm('web', 'a')] }, ['a', 'b']))).toContain('HA of Row disarm')
  })

  it('D10 HA that needs quorum is set aside where what stays has none, and not while it has', () => {
    const guard = ha({ hostNativeIds: ['a', 'b', 'c'], needsMajority: true })
    const given = site([guard])
    expect(brief(down(given, ['a']))).toEqual(['web shutdown', 'a shutdown-host'])

    const two = down(given, ['a', 'b'])
    expect(brief(two)).toEqual(['web shutdown', 'db shutdown', 'HA of Row disarm', 'a shutdown-host', 'b shutdown-host'])
    for (const name of ['a', 'b']) expect(named(two, name).after).toContain(named(two, 'HA of Row').id)
    expect(checkRun(given, two)).toEqual([])

    // A VM that nothing stops keeps its host up: the two others take the quorum with them.
    const failed = { ...named(two, 'db'), state: 'failed' as const, result: 'no tools' }
    const others = down(given, ['a', 'b', 'c'], { existingSteps: [failed], nextSeq: 10, makeId: stepIds('o') })
    expect(brief(others)).toEqual(['web shutdown', 'HA of Row disarm', 'a shutdown-host', 'c shutdown-host'])
    expect(checkRun(given, [failed, ...others])).toEqual([])
  })

  it('D10 the checker by itself: what stays with quorum keeps its HA, a host in maintenance has its vote', () => {
    const guard = ha({ hostNativeIds: ['a', 'b', 'c'], needsMajority: true })
    const given = site([guard])
    const two = down(given, ['a', 'b'])
    const one = two.filter(({ object }) => object.name !== 'b' && object.name !== 'db')
    const alone = one.map((each) => ({ ...each, after: each.after.filter((id) => one.some((other) => other.id === id)) }))
    expect(checkRun(given, alone).map(({ rule }) => rule)).toEqual(['disarm-not-whole', 'disarm-not-whole'])
    const hosts = given.hosts.map((each) => (each.name === 'b' ? { ...each, inMaintenance: true } : each))
    expect(brief(down({ ...given, hosts }, ['a']))).toEqual(['web shutdown', 'a shutdown-host'])
    expect(checkRun({ ...given, hosts }, alone).map(({ rule }) => rule)).toEqual(['disarm-not-whole'])
  })

  it('D10 a cluster that goes by several runs is whole with the last of them', () => {
    const steps = down(site([ha()]), ['a'], { goingElsewhere: new Set([hostId('b')]) })
    expect(brief(steps)).toContain('HA of Row disarm')
    const other = { ...named(down(site([ha()]), ['b']), 'b'), runId: runIdSchema.parse('other') }
    expect(checkRun(site([ha()]), steps, { elsewhere: [other] })).toEqual([])
    expect(checkRun(site([ha()]), steps).map(({ rule }) => rule)).toEqual(['disarm-not-whole'])
  })

  it('R8 come back as they were found, after their hosts: before the VMs that need them, or after all of them', () => {
    const safeguards = [ha({ isDisarmed: true, setting: { kind: 'proxmox-ha', armed: false } }), { ...drs, isDisarmed: true }]
    const gone = ended(down(site([ha(), drs]), ['a', 'b']))
    const up = back(dark(safeguards), gone)
    expect(brief(up)).toEqual([
      'b power-on-host',
      'a power-on-host',
      'HA of Row restore',
      'db start',
      'web start',
      'DRS of Row restore',
    ])
    expect(named(up, 'HA of Row')).toMatchObject({ direction: 'up', safeguard: { found: { kind: 'proxmox-ha', armed: true } } })
    expect(named(up, 'HA of Row').after).toEqual(idsOf(up, 'a', 'b'))
    expect(named(up, 'DRS of Row').after).toEqual(expect.arrayContaining(idsOf(up, 'a', 'b', 'db', 'web')))
    expect(checkRun(dark(safeguards), [...gone, ...up])).toEqual([])
  })

  it('R1 only VMs under HA wait until it is armed again', () => {
    const gone = ended(down(site([ha()], { vms: [vm('web', 'a', { highlyAvailable: true }), vm('db', 'b')] }), ['a', 'b']))
    const given = dark([ha({ isDisarmed: true, setting: { kind: 'proxmox-ha', armed: false } })])
    const vms = given.vms.map((each) => ({ ...each, highlyAvailable: each.name === 'web' ? true : null }))
    const up = back({ ...given, vms }, gone)
    const restore = named(up, 'HA of Row').id
    expect(named(up, 'web').after).toContain(restore)
    expect(named(up, 'db').after).not.toContain(restore)
    expect(named(up, 'db').after).toContain(up.find(({ object }) => object.name === 'b')?.id)
  })

  it('R8 D10 are put back only after the ends of hosts that are still on their way', () => {
    const steps = down(site([ha()]), ['a', 'b']).map((each) =>
      each.action === 'shutdown-host' ? { ...each, state: 'running' as const } : { ...each, state: 'done' as const },
    )
    const mid = steps.map((each) => ({ ...each, attempts: [{ ...attempt, action: each.action }] }))
    const source = { runId: RUN_ID, nextSeq: 20, makeId: stepIds('r') }
    const [restore] = planRestores({ ...source, steps: mid }).steps
    expect(restore?.after).toEqual(expect.arrayContaining(idsOf(mid, 'a', 'b')))
    const early = restore === undefined ? [] : [...mid, { ...restore, after: [] }]
    expect(checkRun(site([ha()]), early).map(({ rule }) => rule)).toContain('restore-early')
    expect(checkRun(site([ha()]), restore === undefined ? [] : [...mid, restore]).map(({ rule }) => rule)).not.toContain(
      'restore-early',
    )
  })

  it('D3 A3 hosts wait for them no longer than the battery lets them', () => {
    expect(disarmLimit(false, null)).toBe(90)
    expect(disarmLimit(false, 1_000)).toBe(90)
    expect(disarmLimit(false, 100)).toBe(50)
    expect(disarmLimit(false, -5)).toBe(20)
    expect(disarmLimit(true, 1_000)).toBe(20)
    expect(named(down(site([ha()]), ['a', 'b'], { disarmLimitSeconds: 20 }), 'HA of Row').limitSeconds).toBe(20)
  })

  it('R8 A1 what a retried step had set aside before is still this run’s, called again or not', () => {
    const gone = ended(down(site([ha()]), ['a', 'b'])).map((each) =>
      each.safeguard === undefined ? each : { ...each, attempts: [], safeguard: { ...each.safeguard, isKept: true } },
    )
    expect(isSetAside(gone).map(({ object }) => object.name)).toEqual(['HA of Row'])
    const given = dark([ha({ isDisarmed: true })])
    for (const state of ['done', 'failed', 'cancelled', 'pending'] as const) {
      const steps = gone.map((each) => (each.action === 'disarm' ? { ...each, state } : each))
      const up = back(given, steps)
      expect(brief(up)).toContain('HA of Row restore')
      expect(checkRun(given, [...steps, ...up]).map(({ rule }) => rule)).not.toContain('restore-unknown')
    }
  })

  it('D10 a host that is up again does not make its cluster one that goes, neither to the planner nor to the checker', () => {
    const given = site([ha()])
    const [web, , , a] = ended(down(given, ['a', 'b']))
    if (web === undefined || a === undefined) throw new Error('no steps')
    const gone = [web, a]
    const woken = { ...a, id: stepIdSchema.parse('w'), seq: 9, action: 'power-on-host' as const, direction: 'up' as const }
    const first = [...gone, woken]
    const more = { nextSeq: 20, makeId: stepIds('b') }
    const disarms = (world: World, existingSteps: readonly Step[]) =>
      brief(down(world, ['b'], { existingSteps, ...more })).filter((text) => text.endsWith('disarm'))
    // While a is only said to be off it counts as gone: its inventory may be older than its end.
    expect(disarms(given, gone)).toEqual(['HA of Row disarm'])
    expect(disarms(given, first)).toEqual([])
    const read = (refreshedAtMs: number): World => ({ ...given, managers: [manager({ safeguards: [ha()], refreshedAtMs })] })
    expect(
      disarms(
        read(30_000),
        gone.map((each) => ({ ...each, endedAtMs: 0 })),
      ),
    ).toEqual(['HA of Row disarm'])
    expect(
      disarms(
        read(90_000),
        gone.map((each) => ({ ...each, endedAtMs: 0 })),
      ),
    ).toEqual([])
    // The checker by itself, of its own run's steps and of others'.
    const wrong = down(given, ['b'], { existingSteps: gone, ...more })
    const rules = (world: World, own: readonly Step[], elsewhere: readonly Step[] = []) =>
      checkRun(world, [...own, ...wrong], { elsewhere }).map(({ rule }) => rule)
    const other = (steps: readonly Step[]) => steps.map((each) => ({ ...each, runId: runIdSchema.parse('other') }))
    expect(rules(given, gone)).toEqual([])
    expect(rules(given, first)).toEqual(['disarm-not-whole'])
    expect(rules(given, [], other(gone))).toEqual([])
    expect(rules(given, [], other(first))).toEqual(['disarm-not-whole'])
    expect(rules(read(90_000), [], other(gone.map((each) => ({ ...each, endedAtMs: 0 }))))).toEqual(['disarm-not-whole'])
  })

  it('R8 what was found set aside, or was never called, is not put back', () => {
    const steps = down(site([ha()]), ['a', 'b']).map((each) => ({ ...each, state: 'done' as const }))
    expect(brief(back(dark([ha()]), steps))).not.toContain('HA of Row restore')
  })

  it('R8 in a second outage before it was put back, what the first one found is kept', () => {
    const first = ended(down(site([ha()]), ['a', 'b'])).filter(({ action }) => action !== 'shutdown-host')
    // Half put back: what is seen now is not what was found.
    const half = ha({ setting: { kind: 'ceph-flags', set: ['noout'] } })
    const again = down(site([half]), ['a', 'b'], { existingSteps: first, nextSeq: 20, makeId: stepIds('again') })
    expect(named(again, 'HA of Row').safeguard).toMatchObject({ isKept: true, found: { kind: 'proxmox-ha', armed: true } })
  })

  it('R8 an aborted run puts back what it has set aside, after what is still being called', () => {
    const steps = down(site([ha()]), ['a', 'b'])
    const source = { runId: RUN_ID, nextSeq: 20, makeId: stepIds('r') }
    const called = steps.map((each) =>
      each.action === 'disarm'
        ? { ...each, state: 'running' as const, attempts: [{ ...attempt, action: each.action, outcome: 'open' as const }] }
        : { ...each, state: 'cancelled' as const },
    )
    const restores = planRestores({ ...source, steps: called }).steps
    expect(brief(restores)).toEqual(['HA of Row restore'])
    expect(restores[0]?.after).toEqual(idsOf(steps, 'HA of Row'))
    expect(planRestores({ ...source, steps }).steps).toEqual([])
  })

  it('D10 the checker finds hosts that do not wait, and what this run has never set aside', () => {
    const given = site([ha()])
    const steps = down(given, ['a', 'b'])
    const hasty = steps.map((each) => (each.object.name === 'b' ? { ...each, after: idsOf(steps, 'db') } : each))
    expect(checkRun(given, hasty).map(({ rule }) => rule)).toEqual(['disarm-late'])
    const gone = ended(steps)
    const up = back(dark([ha()]), gone)
    const early = up.map((each) => (each.action === 'restore' ? { ...each, after: [] } : each))
    expect(checkRun(dark([ha()]), [...gone, ...early]).map(({ rule }) => rule)).toContain('restore-early')
    const never = gone.filter(({ action }) => action !== 'disarm')
    expect(checkRun(dark([ha()]), [...never, ...up]).map(({ rule }) => rule)).toContain('restore-unknown')
  })
})
