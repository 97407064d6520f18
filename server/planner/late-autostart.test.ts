import { describe, expect, it } from 'vitest'
import { autostartFacts } from '../drivers/protocols/autostart'
import type { Step } from '../domain/run'
import { host, hostId, managerId, manager, plan, RUN_ID, stageId, stepIds, vm, world } from '../testing/world-samples'
import { checkRun } from './check-run'
import { planHosts } from './host-steps'
import { planLateAutostart } from './late-autostart'
import { planRestores } from './recovery-steps'

const now = { kind: 'seconds-on-battery', seconds: 0 } as const
const content = plan({
  stages: [{ id: stageId('one'), name: 'One', triggers: [now], placements: [] }],
  hosts: { action: 'shutdown', triggers: [now], limitSeconds: 600 },
})
const starting = (...names: readonly string[]) =>
  autostartFacts(
    { nativeId: 'a', name: 'a' },
    names.map((nativeId) => ({ nativeId, name: nativeId, how: { autostart: 'enable' } })),
  )
const off = { power: 'off' } as const
const site = world({
  managers: [manager({ safeguards: [starting('own')] })],
  hosts: [host('a')],
  vms: [
    vm('own', 'a', off),
    vm('come', 'a', off),
    vm('vcenter', 'a', { ...off, keepAlive: [{ role: 'manager', of: 'Berlin', sign: { by: 'platform' } }] }),
    vm('agent', 'a', { ...off, systemKind: 'vcls' }),
  ],
})
const attempt = { intentEntryId: 1, startedAtMs: 0, task: null, outcome: 'verified', message: null, endedAtMs: 0 } as const
const done = (step: Step): Step => ({ ...step, state: 'done', attempts: [{ ...attempt, action: step.action }] })

/** The host has set its autostart aside, is empty, and is about to go. */
const going = (given = site): readonly Step[] =>
  planHosts({
    runId: RUN_ID,
    content,
    world: given,
    groupHostIds: [hostId('a')],
    existingSteps: [],
    nextSeq: 1,
    makeId: stepIds('d'),
  }).steps.map((step) => (step.action === 'shutdown-host' ? { ...step, state: 'running' as const } : done(step)))
const late = (
  seen: ReturnType<typeof starting>,
  steps: readonly Step[],
  more: { startVms?: boolean; given?: typeof site } = {},
) =>
  planLateAutostart({
    world: more.given ?? site,
    steps,
    managerId: managerId(),
    going: new Set([hostId('a')]),
    seen,
    startVms: more.startVms ?? true,
    runId: RUN_ID,
    nextSeq: 20,
    makeId: stepIds('late'),
  })
const named = (step: Step | null) =>
  step?.safeguard?.found.kind === 'autostart' ? step.safeguard.found.vms.map(({ name }) => name) : null

describe('a VM that has brought its autostart to a host that goes', () => {
  it('D10 R8 has it set aside with what was set aside before, within seconds, and put back with it', () => {
    const steps = going()
    const step = late(starting('come'), steps)
    expect(step).toMatchObject({
      action: 'disarm',
      seq: 20,
      limitSeconds: 20,
      safeguard: { isKept: true, managerId: managerId() },
    })
    expect(named(step)).toEqual(['own', 'come'])
    if (step === null) return
    expect(checkRun(site, [...steps, step]).filter(({ stepId }) => stepId === step.id)).toEqual([])
    const { steps: back } = planRestores({ runId: RUN_ID, nextSeq: 30, makeId: stepIds('r'), steps: [...steps, done(step)] })
    expect(back.map(named)).toEqual([['own', 'come']])
  })

  it('D10 also where the host started nothing before', () => {
    const quiet = world({ ...site, managers: [manager({ safeguards: [] })] })
    const steps = going(quiet)
    expect(steps.map(({ action }) => action)).toEqual(['shutdown-host'])
    expect(named(late(starting('come'), steps, { given: quiet }))).toEqual(['come'])
  })

  it('D5 D6 R3 keeps it where the operation stands on it, or the platform', () => {
    expect(late(starting('vcenter', 'agent'), going())).toBeNull()
    expect(named(late(starting('vcenter', 'come'), going()))).toEqual(['own', 'come'])
    const unplaced = world({ ...site, isConsoleUnplaced: true })
    expect(late(starting('come'), going(), { given: unplaced })).toBeNull()
  })

  it('D5 D10 is set aside with what was, of which one is spared that the operation stands on since', () => {
    const kept = site.vms.map((one) =>
      one.name === 'own' ? { ...one, keepAlive: [{ role: 'console' as const, of: null, sign: { by: 'uuid' as const } }] } : one,
    )
    const given = world({ ...site, vms: kept })
    const steps = going()
    const step = late(starting('come'), steps, { given })
    expect(named(step)).toEqual(['own', 'come'])
    expect(step?.safeguard?.sparedVms).toContain('own')
    expect(step === null ? null : checkRun(given, [...steps, step]).filter(({ stepId }) => stepId === step.id)).toEqual([])
  })

  it('R1 R8 keeps it where recovery starts no VMs', () => {
    expect(late(starting('come'), going(), { startVms: false })).toBeNull()
  })

  it('A3 is not waited for twice: what was tried is tried, however it ended', () => {
    const steps = going()
    const step = late(starting('come'), steps)
    if (step === null) throw new Error('nothing was planned')
    for (const state of ['done', 'failed', 'skipped'] as const)
      expect(late(starting('own', 'come'), [...steps, { ...done(step), state }])).toBeNull()
    expect(late(starting('own'), steps)).toBeNull()
  })

  it('D10 of a pool what runs on a host that stays is nothing new, and what is on one that goes by any run is', () => {
    const names = ['own', 'come']
    const pool = { ...starting(...names), hostNativeIds: ['a', 'b'] }
    const vms = [vm('own', 'a', off), vm('come', 'b')]
    const given = world({ managers: [manager({ safeguards: [pool] })], hosts: [host('a'), host('b')], vms })
    const planned = (going: readonly string[], own = true) =>
      planLateAutostart({
        world: given,
        steps: [],
        managerId: managerId(),
        going: new Set(going.map(hostId)),
        seen: own ? pool : { ...starting('come'), hostNativeIds: ['a', 'b'] },
        startVms: true,
        mayEnd: { hostIds: new Set(), vmIds: new Set() },
        runId: RUN_ID,
        nextSeq: 20,
        makeId: stepIds('late'),
      })
    expect(planned(['a'], false)).toBeNull()
    expect(named(planned(['a']))).toEqual(['own'])
    expect(named(planned(['a', 'b']))).toEqual(names)
  })

  it('D11 of managers whose autostart is named alike only that of the host is set aside', () => {
    const other = managerId('other')
    const twin = manager({ id: other, safeguards: [starting('come')] })
    const given = world({
      ...site,
      managers: [twin, manager({ safeguards: [starting('own')] })],
      hosts: [host('a'), { ...host('x'), managerId: other, nativeId: 'a' }],
    })
    expect(late(starting('come'), [], { given })?.safeguard?.managerId).toBe(managerId())
  })

  it('R8 D10 counts anew once it was put back', () => {
    const steps = going()
    const step = late(starting('come'), steps)
    if (step === null) throw new Error('nothing was planned')
    const gone = [...steps.map((each) => ({ ...each, state: 'done' as const })), done(step)]
    const back = planRestores({ runId: RUN_ID, nextSeq: 30, makeId: stepIds('r'), steps: gone }).steps.map(done)
    expect(named(late(starting('come'), [...gone, ...back]))).toEqual(['come'])
  })
})
