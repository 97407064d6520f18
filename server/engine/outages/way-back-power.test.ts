import { priorDurations } from '../../planner/durations'
import { describe, expect, it } from 'vitest'
import type { Step } from '../../domain/run'
import type { PowerDeviceView, World } from '../../domain/world'
import { runWith } from '../../testing/run-samples'
import { device, feed, group, host, hostId, manager, onHost, onVm, plan, step, vm, world } from '../../testing/world-samples'
import { checkedSteps } from '../checked-steps'
import { recoverySteps } from './way-back'

const content = plan({ stages: [] })
const before = (on: string | null): Step['before'] => ({
  power: 'on',
  hostId: on === null ? null : hostId(on),
  inMaintenance: false,
  macs: [],
})
const stopped = (seq: number, name: string, on: string) =>
  step(seq, { object: onVm(name), action: 'shutdown', state: 'done', before: before(on) })
const ended = (seq: number, name: string) =>
  step(seq, { object: onHost(name), action: 'shutdown-host', state: 'done', before: before(null) })
const IN_TROUBLE = {
  inTrouble: true,
  condition: 'on-battery' as const,
  onBatterySinceMs: 0,
  secondsOnBattery: 1,
  runtimeSeconds: 1,
  runtimeReason: '',
  chargePercent: 1,
  loadPercent: 1,
  outputWatts: 1,
  dangers: [],
  evidence: [],
}
const sight = (given: World) => ({
  world: given,
  trustedWorld: given,
  durations: priorDurations,
  groupStates: () => [],
  hostIdsAtRisk: () => new Set<never>(),
  hostIdsOf: () => new Set(given.hosts.map(({ id }) => id)),
})
const back = (given: World, steps: readonly Step[], views: readonly PowerDeviceView[]) => {
  const found = recoverySteps(sight(given), runWith(steps, { phase: 'recovering' }), content, views, [], new Map())
  return {
    steps: found.steps.map(({ object, action, targetHostId }) => [object.name, action, targetHostId]),
    notes: found.notes.map(({ message }) => message),
    isWaiting: found.isWaiting,
  }
}

describe('R2 D4 what comes back to hosts of a group of which one UPS alone has its mains back', () => {
  const site = (b: Parameters<typeof host>[1] = { connection: 'down' }) =>
    world({
      hosts: [host('a'), host('b', b)],
      vms: [vm('web', 'a', { power: 'off' }), vm('db', 'b', { power: 'off' })],
      feeds: [feed('ups1', 'a'), feed('ups2', 'b')],
      groups: [group(['ups1', 'ups2'])],
    })
  const shed = [stopped(1, 'web', 'a'), stopped(2, 'db', 'b'), ended(3, 'b')]

  it('R2 is neither woken nor started on a host that hangs on the other: it waits, is named, and comes when that has mains', () => {
    const onBattery = device('ups2', { supply: 'battery' })
    expect(back(site(), shed, [device('ups1'), onBattery])).toEqual({
      steps: [['web', 'start', hostId('a')]],
      notes: [
        'b: ups2 (feed A) is not on mains (battery): nothing is brought there before it is well (R2)',
        'db: ups2 (feed A) is not on mains (battery): nothing is brought there before it is well (R2)',
      ],
      isWaiting: true,
    })
    const all = [
      ['b', 'power-on-host', null],
      ['db', 'start', hostId('b')],
      ['web', 'start', hostId('a')],
    ]
    const now = back(site(), shed, [device('ups1'), device('ups2')])
    expect({ ...now, steps: now.steps.toSorted() }).toEqual({ steps: all, notes: [], isWaiting: false })
    // P2: a UPS that is merely silent is no power failure.
    expect(back(site(), shed, [device('ups1'), device('ups2', { contact: 'lost' })]).isWaiting).toBe(false)
  })

  it('R1 P5 where nothing at all is supplied waking shows it: what is told of an outlet, or of a UPS, keeps nothing off for ever', () => {
    const off = back(site(), shed, [device('ups1'), device('ups2', { supply: 'off' })])
    expect([off.steps.length, off.isWaiting]).toEqual([3, false])
  })
})

it('R2 D11 what ran on a host whose power another group has in trouble waits for that, and is not given up', () => {
  const given = world({ hosts: [host('a')], vms: [vm('web', 'a', { power: 'off' })] })
  const other = { ...sight(given), groupStates: () => [{ group: group(['ups2'], 1, 'other'), state: IN_TROUBLE }] }
  const found = recoverySteps(
    { ...other, hostIdsAtRisk: () => new Set([hostId('a')]) },
    runWith([stopped(1, 'web', 'a')], { phase: 'recovering' }),
    content,
    [],
    [],
    new Map(),
  )
  expect([found.steps, found.isWaiting]).toEqual([[], true])
})

describe('D4 R1 a start on another host than a VM ran on', () => {
  const given = world({
    managers: [manager({ kind: 'ovirt' })],
    hosts: [host('a', { connection: 'down', verifiedOff: true }), host('b'), host('c')],
    vms: [vm('web', null, { power: 'off' })],
    feeds: [feed('ups1', 'a'), feed('ups2', 'b'), feed('ups1', 'c')],
  })
  const inVain = [
    stopped(1, 'web', 'a'),
    ended(2, 'a'),
    step(3, { object: onHost('a'), action: 'power-on-host', direction: 'up', state: 'failed', before: before(null) }),
  ]

  it('D4 is planned where there is power that lasts', () => {
    const start = (ups2: PowerDeviceView) => back(given, inVain, [device('ups1'), ups2]).steps
    expect(start(device('ups2'))).toEqual([['web', 'start', hostId('b')]])
    for (const supply of ['battery', 'off'] as const)
      expect(start(device('ups2', { supply }))).toEqual([['web', 'start', hostId('c')]])
  })

  it('D4 is left out where the checker sees none, also at home (R2)', () => {
    const start = (on: string, homeId: string) =>
      step(9, {
        object: onVm('web'),
        action: 'start',
        direction: 'up',
        state: 'pending',
        targetHostId: hostId(on),
        before: before(homeId),
      })
    const accepted = (planned: Step) =>
      checkedSteps(given, inVain, [planned], { hostsInTrouble: new Set([hostId('b')]) }).steps.length
    expect([accepted(start('b', 'a')), accepted(start('c', 'a')), accepted(start('b', 'b'))]).toEqual([0, 1, 0])
  })
})
