import { describe, expect, it } from 'vitest'
import type { PlanContent } from '../domain/plan'
import type { Step } from '../domain/run'
import type { VirtualMachine } from '../domain/world'
import {
  capabilities,
  device,
  feed,
  group,
  groupId,
  host,
  hostId,
  manager,
  plan,
  RUN_ID,
  stageId,
  stepIds,
  vm,
  vmId,
  world,
} from '../testing/world-samples'
import { checkRun } from './check-run'
import { forecastPlan } from './forecast'
import { planHosts } from './host-steps'
import { planStage } from './stage-steps'

const console_ = { keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] } as const
const vcenter = { keepAlive: [{ role: 'manager', of: 'Berlin', sign: { by: 'platform' } }] } as const
const now = { kind: 'seconds-on-battery', seconds: 0 } as const
const place = (name: string, more: object = {}) => ({ vmId: vmId(name), vmName: name, ...more })
const site = (vms: readonly VirtualMachine[]) =>
  world({ hosts: [host('a'), host('b')], vms, feeds: [feed('ups1', 'a'), feed('ups1', 'b')], groups: [group(['ups1'])] })
const all = site([vm('console', 'a', console_), vm('vcenter', 'b', vcenter), vm('web', 'a'), vm('db', 'b')])
const content = (placements: object[], hosts: 'shutdown' | 'keep' = 'keep', first: object[] = []): PlanContent =>
  plan({
    stages: [
      { id: stageId('first'), name: 'First', triggers: [now], placements: first },
      { id: stageId('last'), name: 'Last', triggers: [now], placements },
    ],
    hosts: { action: hosts, triggers: [now], limitSeconds: 600 },
  })
const question = (given: PlanContent, world_ = all, existingSteps: readonly Step[] = []) => ({
  runId: RUN_ID,
  content: given,
  world: world_,
  groupHostIds: new Set([hostId('a'), hostId('b')]),
  existingSteps,
  nextSeq: existingSteps.length + 1,
  makeId: stepIds(`s${existingSteps.length}-`),
})
const lastStage = (given: PlanContent, world_ = all) => planStage({ ...question(given, world_), stageId: stageId('last') })
const names = (steps: readonly Step[]) => steps.map(({ object, action }) => `${object.name} ${action}`)

describe('D5 what the operation stands on', () => {
  it('is left alone where no stage places it, and named, while the others end', () => {
    const { steps, notes } = lastStage(content([]))
    expect(names(steps)).toEqual(['db shutdown', 'web shutdown'])
    expect(notes.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^console: left alone: Ridethrough itself runs in it/),
      expect.stringMatching(/^vcenter: left alone: the manager Berlin runs in it/),
    ])
  })

  it.each([
    ['is not placed', content([], 'shutdown')],
    ['was placed early, and by force, by an older plan', content([], 'shutdown', [place('console', { action: 'power-off' })])],
  ])('D7 goes last with its host where it %s and hosts are shut down: left on, it would be cut off', (_what, given) => {
    const stages = given.stages.flatMap(({ id }) => planStage({ ...question(given), stageId: id }).steps)
    expect(stages.filter(({ object }) => object.name === 'console')).toEqual([])
    const { steps } = planHosts(question(given))
    expect(names(steps)).toEqual([
      'web shutdown',
      'db shutdown',
      'vcenter shutdown',
      'console shutdown',
      'a shutdown-host',
      'b shutdown-host',
    ])
    expect(steps[3]?.after).toEqual(expect.arrayContaining(steps.slice(0, 3).map(({ id }) => id)))
    expect(checkRun(all, steps)).toEqual([])
  })

  it('does not wait for its pool’s other hosts where their master goes after all of them', () => {
    const pool = {
      ...all,
      managers: [manager({ capabilities: capabilities({ coordinatorGoesLast: true }) })],
      vms: all.vms.filter(({ name }) => name !== 'vcenter'),
    }
    const { steps } = planHosts(question(content([], 'shutdown'), pool))
    expect(names(steps)).toEqual(['web shutdown', 'db shutdown', 'b shutdown-host', 'console shutdown', 'a shutdown-host'])
    expect(steps[3]?.after).toEqual(steps.slice(0, 2).map(({ id }) => id))
    expect(checkRun(pool, steps)).toEqual([])
  })

  it('goes after everything else where the last stage shuts it down, this console’s own VM after the manager’s', () => {
    const { steps } = lastStage(content([place('console'), place('vcenter')]))
    expect(names(steps)).toEqual(['db shutdown', 'web shutdown', 'vcenter shutdown', 'console shutdown'])
    const [db, web, manager, own] = steps
    expect(manager?.after).toEqual([db?.id, web?.id])
    expect(own?.after).toEqual([db?.id, web?.id, manager?.id])
    expect([manager?.fallback, own?.fallback]).toEqual(['leave', 'leave'])
    expect(checkRun(all, steps)).toEqual([])
  })

  it('goes after the hosts where these are shut down, and its own host after it', () => {
    const three = { ...all, hosts: [...all.hosts, host('c')], vms: [...all.vms, vm('far', 'c')] }
    const given = content([place('console'), place('vcenter')], 'shutdown')
    const groupHostIds = new Set(['a', 'b', 'c'].map(hostId))
    const stage = planStage({ ...question(given, three), groupHostIds, stageId: stageId('last') }).steps
    expect(names(stage)).toEqual(['db shutdown', 'far shutdown', 'web shutdown'])
    const { steps } = planHosts({ ...question(given, three, stage), groupHostIds })
    expect(names(steps)).toEqual([
      'c shutdown-host',
      'vcenter shutdown',
      'console shutdown',
      'a shutdown-host',
      'b shutdown-host',
    ])
    expect(steps[1]?.after).toContain(steps[0]?.id)
    expect(steps[2]?.after).toContain(steps[1]?.id)
    expect(steps[3]?.after).toContain(steps[2]?.id)
    expect(steps.slice(1, 3).map(({ stageId: id }) => id)).toEqual([null, null])
    expect(checkRun(three, [...stage, ...steps])).toEqual([])
  })

  it('is not planned twice while its end is on its way', () => {
    const given = content([place('console'), place('vcenter')], 'shutdown')
    const first = planHosts(question(given)).steps
    expect(names(planHosts(question(given, all, first)).steps)).toEqual([])
  })

  it.each([
    ['in an earlier stage', content([], 'keep', [place('console')]), 'first'],
    ['saved', content([place('console', { action: 'save-state' })]), 'last'],
    ['switched off', content([place('console', { action: 'power-off' })]), 'last'],
  ])('is left alone where it was placed %s by an older plan', (_what, given, stage) => {
    const { steps } = planStage({ ...question(given), stageId: stageId(stage) })
    expect(steps.filter(({ object }) => object.name === 'console')).toEqual([])
  })

  it('stays where it is when its move comes to nothing, and no fallback ends it', () => {
    const given = content([place('console', { action: 'migrate', fallback: 'power-off' })])
    const { steps, notes } = lastStage(given, site([vm('console', 'a', { ...console_, hasPassthrough: true })]))
    expect(steps).toEqual([])
    expect(notes.map(({ message }) => message).join()).toContain('cannot be moved')
  })

  it('is named by the forecast as cut off where the plan leaves it alone', () => {
    const forecast = forecastPlan({
      content: content([]),
      groupId: groupId(),
      world: all,
      devices: [device('ups1', { supply: 'battery' })],
    })
    expect(forecast.cutOff.map(({ name, reason }) => [name, reason])).toEqual([
      ['console', expect.stringContaining('Ridethrough itself runs in it')],
      ['vcenter', expect.stringContaining('the manager Berlin runs in it')],
    ])
  })
})

describe('D6 what belongs to the platform and holds its host up', () => {
  it('keeps it on, while agents go with theirs', () => {
    const cvm = site([vm('NTNX-1-A-CVM', 'a', { systemKind: 'nutanix-cvm' }), vm('vCLS-1', 'b', { systemKind: 'vcls' })])
    const { steps, notes } = planHosts(question(content([], 'shutdown'), cvm))
    expect(names(steps)).toEqual(['b shutdown-host'])
    expect(notes.map(({ message }) => message).join()).toContain('cvm_shutdown')
  })
})
