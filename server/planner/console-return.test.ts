import { describe, expect, it } from 'vitest'
import { readPlanSentence } from '../domain/plan-sentences'
import type { PlanContent } from '../domain/plan'
import type { VirtualMachine } from '../domain/world'
import { device, feed, group, groupId, host, plan, stageId, vm, vmId, world } from '../testing/world-samples'
import { forecastPlan } from './forecast'

const now = { kind: 'seconds-on-battery', seconds: 0 } as const
const inConsole = { keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] } as const
const inDatabase = { keepAlive: [{ role: 'database', of: 'db.example', sign: { by: 'person' } }] } as const
const inManager = { keepAlive: [{ role: 'manager', of: 'Berlin', sign: { by: 'platform' } }] } as const

const planOf = (hosts: 'shutdown' | 'keep', placed: readonly string[] = []): PlanContent =>
  plan({
    stages: [
      {
        id: stageId('last'),
        name: 'Last',
        triggers: [now],
        placements: placed.map((name) => ({ vmId: vmId(name), vmName: name })),
      },
    ],
    hosts: { action: hosts, triggers: [now], limitSeconds: 600 },
  })

const warnings = (content: PlanContent, vms: readonly VirtualMachine[], devices = [device('ups1')]) =>
  forecastPlan({
    content,
    groupId: groupId(),
    world: world({ hosts: [host('a'), host('b')], vms, feeds: [feed('ups1', 'a')], groups: [group(['ups1'])] }),
    devices,
  }).warnings ?? []

describe('D5 R1 a plan that ends this console’s own VM', () => {
  it('warns, where its platform is not known to start it with its host', () => {
    const told = warnings(planOf('shutdown'), [vm('console', 'a', inConsole), vm('web', 'a')])
    expect(told.map((text) => readPlanSentence(text))).toEqual([{ name: 'consoleStaysOff', values: { vm: 'console' } }])
  })

  it('warns where hosts stay on and the last stage ends it, and not where the plan leaves it alone', () => {
    const vms = [vm('console', 'a', inConsole)]
    expect(warnings(planOf('keep', ['console']), vms)).toHaveLength(1)
    expect(warnings(planOf('keep'), vms)).toEqual([])
  })

  it('warns also while nobody can say how long the battery lasts', () => {
    expect(warnings(planOf('shutdown'), [vm('console', 'a', inConsole)], [])).toHaveLength(1)
  })

  it('says nothing where its platform starts it, where it is not of this group, or is a copy that is off', () => {
    const silentCases = [
      [vm('console', 'a', { ...inConsole, startsWithHost: true })],
      [vm('console', 'b', inConsole)],
      [vm('replica', 'a', { ...inConsole, power: 'off' })],
    ]
    for (const vms of silentCases) expect(warnings(planOf('shutdown'), vms)).toEqual([])
  })

  it('says that nothing is kept from starting with its host while nobody knows which VM is the console', () => {
    const told = (vms: readonly VirtualMachine[], unplaced: boolean) =>
      forecastPlan({
        content: planOf('shutdown'),
        groupId: groupId(),
        world: world({
          hosts: [host('a')],
          vms,
          feeds: [feed('ups1', 'a')],
          groups: [group(['ups1'])],
          ...(unplaced ? { isConsoleUnplaced: true } : {}),
        }),
        devices: [device('ups1')],
      }).warnings ?? []
    const starting = [vm('web', 'a', { startsWithHost: true })]
    expect(told(starting, true).map((text) => readPlanSentence(text)?.name)).toEqual(['consoleUnplaced'])
    expect(told(starting, false)).toEqual([])
    expect(told([vm('web', 'a')], true)).toEqual([])
  })

  it('D11 believes whichever of two managers tells that it starts', () => {
    const same = { ...inConsole, uuid: 'one' }
    expect(warnings(planOf('shutdown'), [vm('console', 'a', same), vm('console-too', 'b', same)])).toHaveLength(1)
    const told = [vm('console', 'a', same), vm('console-too', 'b', { ...same, startsWithHost: true })]
    expect(warnings(planOf('shutdown'), told)).toEqual([])
  })

  it('warns of its database’s VM too, without which it starts nothing; managers are started by the run (R3)', () => {
    const told = warnings(planOf('shutdown'), [vm('db', 'a', inDatabase), vm('vcenter', 'a', inManager)])
    expect(told.map((text) => readPlanSentence(text))).toEqual([
      { name: 'databaseStaysOff', values: { vm: 'db', database: 'db.example' } },
    ])
  })
})
