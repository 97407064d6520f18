import { describe, expect, it } from 'vitest'
import { autostartFacts } from '../drivers/protocols/autostart'
import { safeguardIdOf } from '../domain/ids'
import type { Step } from '../domain/run'
import type { World } from '../domain/world'
import { checkedSteps } from '../engine/checked-steps'
import { host, hostId, manager, managerId, plan, RUN_ID, stageId, stepIds, vm, world } from '../testing/world-samples'
import { checkRun } from './check-run'
import { planHosts } from './host-steps'
import { planKeptBack } from './kept-aside'
import { planRestores } from './recovery-steps'
import { isSetAside } from './safeguard-steps'

const now = { kind: 'seconds-on-battery', seconds: 0 } as const
const content = plan({
  stages: [{ id: stageId('one'), name: 'One', triggers: [now], placements: [] }],
  hosts: { action: 'shutdown', triggers: [now], limitSeconds: 600 },
})
const starting = (names: readonly string[]) =>
  autostartFacts(
    { nativeId: 'a', name: 'a' },
    names.map((nativeId) => ({ nativeId, name: nativeId, how: { startOrder: '1' } })),
  )
const KEPT = [{ role: 'manager' as const, of: 'Berlin', sign: { by: 'platform' as const } }]
interface Given {
  readonly starts?: readonly string[]
  readonly kept?: readonly string[]
  readonly isUp?: boolean
}
const site = ({ starts = [], kept = [], isUp = true }: Given = {}): World =>
  world({
    managers: [manager({ safeguards: [starting(starts)] })],
    hosts: [{ ...host('a', isUp ? {} : { connection: 'down' }), nativeId: 'a' }],
    vms: ['web', 'dns'].map((name) => ({
      ...vm(name, 'a', { power: 'off' }),
      nativeId: name,
      ...(kept.includes(name) ? { keepAlive: KEPT } : {}),
    })),
  })
const attempt = { intentEntryId: 1, startedAtMs: 0, task: null, outcome: 'verified', message: null, endedAtMs: 0 } as const
const ended = (step: Step): Step => ({ ...step, state: 'done', attempts: [{ ...attempt, action: step.action }] })

/** Both VMs' autostart was set aside before anybody knew of one that the operation stands on it. */
const aside = planHosts({
  runId: RUN_ID,
  content,
  world: site({ starts: ['web', 'dns'] }),
  groupHostIds: [hostId('a')],
  existingSteps: [],
  nextSeq: 1,
  makeId: stepIds('d'),
})
  .steps.filter(({ action }) => action === 'disarm')
  .map(ended)
const back = (given: Given, steps: readonly Step[] = aside, nextSeq = 10) =>
  planKeptBack({ world: site(given), steps, runId: RUN_ID, nextSeq, makeId: stepIds(`k${nextSeq}-`) })
const named = (steps: readonly Step[]) =>
  steps.map(({ safeguard }) => (safeguard?.found.kind === 'autostart' ? safeguard.found.vms.map(({ name }) => name) : []))

describe('what the operation has come to stand on while its autostart is aside', () => {
  it('D5 R8 is put back at once, by itself, as it was found, behind nothing', () => {
    const steps = back({ kept: ['dns'] })
    expect(steps).toMatchObject([
      { action: 'restore', direction: 'up', seq: 10, after: [], safeguard: { early: true, hostIds: [hostId('a')] } },
    ])
    expect(steps[0]?.safeguard?.found).toEqual({
      kind: 'autostart',
      vms: [{ nativeId: 'dns', name: 'dns', how: { startOrder: '1' } }],
    })
    expect(checkRun(site({ kept: ['dns'] }), [...aside, ...steps])).toEqual([])
  })

  it('R8 D10 the rest stays aside, and is put back with all of it after the gate', () => {
    const steps = [...aside, ...back({ kept: ['dns'] }).map(ended)]
    expect(isSetAside(steps).map(({ object }) => object.id)).toEqual([
      safeguardIdOf(managerId(), { nativeId: starting([]).nativeId }),
    ])
    const { steps: rest } = planRestores({ runId: RUN_ID, nextSeq: 20, makeId: stepIds('r'), steps })
    expect(named(rest)).toEqual([['web', 'dns']])
    expect(rest.some(({ safeguard }) => safeguard?.early)).toBe(false)
    expect(checkRun(site({ kept: ['dns'], starts: ['dns'] }), [...steps, ...rest])).toEqual([])
  })

  it('A3 A2 once: neither again while it is on its way, nor after it ended, however', () => {
    const steps = back({ kept: ['dns'] })
    for (const state of ['pending', 'running', 'done', 'failed', 'skipped'] as const)
      expect(back({ kept: ['dns'] }, [...aside, ...steps.map((step) => ({ ...step, state }))], 20)).toEqual([])
    expect(
      named(back({ kept: ['dns'] }, [...aside, ...steps.map((step) => ({ ...step, state: 'cancelled' as const }))], 20)),
    ).toEqual([['dns']])
    expect(named(back({ kept: ['web', 'dns'] }, [...aside, ...steps.map(ended)], 20))).toEqual([['web']])
  })

  it.each<[string, Given, readonly Step[]]>([
    ['nobody knows of any', {}, aside],
    ['its manager shows that it starts', { kept: ['dns'], starts: ['dns'] }, aside],
    ['no host is there to be told', { kept: ['dns'], isUp: false }, aside],
    ['nothing is aside', { kept: ['dns'] }, []],
    ['that is only being set aside', { kept: ['dns'] }, aside.map((step) => ({ ...step, state: 'running' as const }))],
  ])('D5 A4 nothing is put back where %s', (_, given, steps) => expect(back(given, steps)).toEqual([]))

  it('D6 a VM of the platform is put back like one that the operation stands on', () => {
    const agent = site()
    const vms = agent.vms.map((one) => (one.name === 'dns' ? { ...one, systemKind: 'vcls' } : one))
    const steps = planKeptBack({ world: { ...agent, vms }, steps: aside, runId: RUN_ID, nextSeq: 10, makeId: stepIds('k') })
    expect(named(steps)).toEqual([['dns']])
  })

  it('R8 D10 the checker by itself refuses to put anything else back so early, and such a step is left out', () => {
    const early = back({ kept: ['web', 'dns'] })
    const given = site({ kept: ['dns'] })
    const rules = (steps: readonly Step[], steps0 = aside) => checkRun(given, [...steps0, ...steps]).map(({ rule }) => rule)
    expect(rules(early)).toEqual(['restore-early'])
    expect(checkedSteps(given, aside, early, {}).steps).toEqual([])
    const own = back({ kept: ['dns'] })
    expect(rules(own, [])).toEqual(['restore-unknown'])
    const [whole] = aside
    expect(rules(own.map((step) => ({ ...step, object: whole?.object ?? step.object })))).toEqual(['restore-early'])
    const running = aside.map((step) => ({ ...step, state: 'running' as const }))
    expect(rules(own, running)).toContain('restore-early')
  })
})
