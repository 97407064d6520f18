import { describe, expect, it } from 'vitest'
import { priorDurations } from '../../planner/durations'
import type { RunWithSteps, Step } from '../../domain/run'
import { runIdSchema } from '../../domain/ids'
import type { World } from '../../domain/world'
import { runWith } from '../../testing/run-samples'
import {
  device,
  feed,
  group,
  groupId,
  host,
  hostId,
  manager,
  onVm,
  plan,
  stageId,
  step,
  vm,
  vmId,
  world,
} from '../../testing/world-samples'
import { endangeredElsewhere, hostSteps, leftBehind, nextSeq, stageSteps, takenElsewhere, withAllHosts } from './outage-steps'
import { recoverySteps } from './way-back'

const run = (id: string, steps: readonly Step[], more: Partial<RunWithSteps> = {}): RunWithSteps =>
  runWith(steps, { id: runIdSchema.parse(id), title: `Row ${id}`, ...more })
const down = (seq: number, name: string, state: Step['state']) => step(seq, { object: onVm(name), action: 'shutdown', state })
const armed = () => true
const disarmed = () => false
const free = new Map<never, never>()

/** A site whose group's hosts are all at risk, or none. */
const site = (given: World, isAtRisk = true) => {
  const hostIds = new Set(given.hosts.map(({ id }) => id))
  return {
    world: given,
    trustedWorld: given,
    groupStates: () => [],
    hostIdsAtRisk: () => (isAtRisk ? hostIds : new Set<never>()),
    hostIdsOf: () => hostIds,
    durations: priorDurations,
  }
}

describe('D11 what another run takes down', () => {
  const other = run('2', [
    down(1, 'waits', 'pending'),
    down(2, 'goes', 'running'),
    down(3, 'gone', 'done'),
    down(4, 'skipped', 'skipped'),
  ])
  const own = run('1', [down(1, 'own', 'pending')])

  it('is left to it while its step is open', () => {
    expect([...takenElsewhere(own, [own, other], armed)]).toEqual([
      [onVm('waits').id, 'left to the run of Row 2, which is taking it down (D11)'],
      [onVm('goes').id, 'left to the run of Row 2, which is taking it down (D11)'],
    ])
  })

  it('is not what a dry run, a way back or a maintenance has to do with', () => {
    const back = { ...down(1, 'back', 'pending'), direction: 'up' as const }
    const others = [run('3', other.steps, { dryRun: true }), run('4', other.steps, { kind: 'maintenance' }), run('5', [back])]
    expect(takenElsewhere(own, [own, ...others], armed).size).toBe(0)
  })

  it('A10 is not left to a run whose plan was disarmed, which begins nothing more: only what it began already', () => {
    expect([...takenElsewhere(own, [own, other], disarmed).keys()]).toEqual([onVm('goes').id])
  })

  it('A6 is left alone where a person skipped it in this outage, and not where it was in the one before', () => {
    const fired = [{ stageId: stageId('first'), stageName: 'First', firedAtMs: 0, firstSeq: 3, why: 'power' }]
    const skipping = run('6', [down(2, 'before', 'skipped'), down(3, 'now', 'skipped')], { fired })
    expect([...takenElsewhere(own, [own, skipping], armed)]).toEqual([
      [onVm('now').id, 'left alone: a person skipped it in the run of Row 6 (A6)'],
    ])
  })

  it('A6 R8 is not left alone for a run that only puts something back still: its outage is over', () => {
    const fired = [{ stageId: stageId('first'), stageName: 'First', firedAtMs: 0, firstSeq: 1, why: 'power' }]
    const kept = run('7', [down(1, 'skipped', 'skipped')], { fired, abandoned: true, restored: true })
    expect(takenElsewhere(own, [own, kept], armed).size).toBe(0)
  })
})

describe('D11 steps beside another run', () => {
  const content = plan({
    stages: [
      {
        id: stageId('first'),
        name: 'First',
        triggers: [{ kind: 'manual' }],
        placements: [
          { vmId: vmId('a'), vmName: 'a', action: 'shutdown' },
          { vmId: vmId('b'), vmName: 'b', action: 'shutdown' },
          { vmId: vmId('c'), vmName: 'c', action: 'shutdown' },
        ],
      },
    ],
    hosts: { action: 'shutdown', triggers: [{ kind: 'manual' }], limitSeconds: 60 },
  })
  const given = world({
    hosts: [host('h1'), host('h2')],
    vms: [vm('a', 'h1'), vm('b', 'h1'), vm('c', 'h2')],
    feeds: [feed('ups', 'h1'), feed('ups', 'h2')],
  })
  const row = group(['ups'])
  const taken = new Map([
    [vmId('a'), 'Row 2'],
    [vmId('b'), 'Row 2'],
  ])
  const stage = { stageId: stageId('first'), firstSeq: 1 }

  it('A5 a host is shut down though steps of its stage were left to another run', () => {
    const begun = run('1', [])
    const { steps } = stageSteps(site(given), begun, content, row, [], stage, taken, free)
    expect(steps.map(({ object }) => object.name)).toEqual(['c'])
    const shed = run('1', steps, { fired: [{ ...stage, stageName: 'First', firedAtMs: 0, why: '' }] })
    const { steps: hosts, changes } = hostSteps(site(given), shed, content, row, [], free)
    const ofHosts = hosts.filter(({ action }) => action === 'shutdown-host').map(({ object }) => object.name)
    expect({ ofHosts, changes }).toEqual({ ofHosts: ['h1', 'h2'], changes: [] })
  })

  it('P6 a second outage takes down what the first one left to be called, whatever numbers its steps carry', () => {
    const cancelled = run('1', [down(3, 'c', 'cancelled')])
    const again = { stageId: stageId('first'), firstSeq: nextSeq(cancelled) }
    const { steps } = stageSteps(site(given), cancelled, content, row, [], again, taken, free)
    expect(steps.map(({ object, seq }) => [object.name, seq > 3])).toEqual([['c', true]])
  })

  it('D4 a move that waits for what another run takes down stays a move', () => {
    const moving = plan({
      stages: [
        {
          id: stageId('first'),
          name: 'First',
          triggers: [{ kind: 'manual' }],
          placements: [
            { vmId: vmId('a'), vmName: 'a', action: 'shutdown' },
            { vmId: vmId('c'), vmName: 'c', action: 'migrate', fallback: 'shutdown', after: [vmId('a')] },
          ],
        },
      ],
    })
    const wide = world({ ...given, hosts: [...given.hosts, host('away')], feeds: [...given.feeds, feed('live', 'away')] })
    const atRisk = { ...site(wide), hostIdsAtRisk: () => new Set([hostId('h1'), hostId('h2')]) }
    const { steps, changes } = stageSteps(atRisk, run('1', []), moving, row, [device('live')], stage, taken, free)
    expect(steps.map(({ object, action, after }) => [object.name, action, after])).toEqual([['c', 'migrate', []]])
    expect(changes).toEqual([])
    // Its only feed was seen to come from elsewhere.
    const distrusted = { ...atRisk, trustedWorld: { ...wide, feeds: given.feeds } }
    const { steps: stopped } = stageSteps(distrusted, run('1', []), moving, row, [device('live')], stage, taken, free)
    expect(stopped.map(({ object, action }) => [object.name, action])).toEqual([['c', 'shutdown']])
  })
})

describe('P8 whom a danger takes', () => {
  it('D4 P8 an outage moves nothing into a row that another run sheds for a danger', () => {
    const given = world({
      hosts: [host('h1'), host('hot')],
      vms: [vm('a', 'h1')],
      feeds: [feed('ups', 'h1'), feed('live', 'hot')],
      groups: [group(['ups']), group(['live'], 1, 'hot')],
    })
    const moving = plan({
      stages: [
        {
          id: stageId('first'),
          name: 'First',
          triggers: [{ kind: 'manual' }],
          placements: [{ vmId: vmId('a'), vmName: 'a', action: 'migrate', fallback: 'shutdown' }],
        },
      ],
    })
    const sight = { ...site(given), hostIdsAtRisk: () => new Set([hostId('h1')]), hostIdsOf: () => new Set([hostId('hot')]) }
    const shedding = run('2', [], { powerGroupId: groupId('hot'), danger: { kinds: ['overload'], over: false } })
    const stage = { stageId: stageId('first'), firstSeq: 1 }
    const begin = (others: readonly RunWithSteps[]) =>
      stageSteps(
        sight,
        run('1', []),
        moving,
        group(['ups']),
        [device('live')],
        stage,
        free,
        endangeredElsewhere(sight, run('1', []), others),
      )
    expect(begin([]).steps.map(({ action }) => action)).toEqual(['migrate'])
    const { steps, notes } = begin([shedding])
    expect(steps.map(({ action }) => action)).toEqual(['shutdown'])
    expect(notes[0]?.message).toContain('hot: left to the run of Row 2, which sheds because of a danger')
  })

  it('P8 hosts of its own group that something else keeps alive as well, and of no other group', () => {
    const given = world({ hosts: [host('h1')] })
    const [row, other] = [group(['ups'], 1, 'row'), group(['else'], 1, 'other')]
    const sight = withAllHosts(site(given, false), row)
    expect([...sight.hostIdsAtRisk(row, [])]).toEqual([hostId('h1')])
    expect([...sight.hostIdsAtRisk(other, [])]).toEqual([])
  })
})

describe('R1 the way back beside another run', () => {
  const content = plan({ stages: [] })
  const before = { power: 'on' as const, hostId: hostId('h1'), inMaintenance: false, macs: [] }
  const given = world({ hosts: [host('h1')], vms: [vm('a', 'h1', { power: 'off' }), vm('b', 'h1', { power: 'off' })] })
  const row = group(['ups'])
  const own = run('1', [{ ...down(3, 'b', 'done'), before }], { phase: 'waiting' })
  const other = run('2', [{ ...down(9, 'a', 'done'), before }])

  it('takes in what was left to a run whose own power does not return', () => {
    const calm = site(given, false)
    const left = leftBehind(calm, own, row, [], [own, other])
    const { steps } = recoverySteps(calm, own, content, [], left, free)
    expect(steps.map(({ object, action }) => [object.name, action])).toEqual([
      ['a', 'start'],
      ['b', 'start'],
    ])
    // Neither is tried again by itself.
    const tried = run('1', [...own.steps, ...steps.map((each) => ({ ...each, state: 'failed' as const }))])
    expect(recoverySteps(calm, tried, content, [], left, free).steps).toEqual([])
  })

  it('leaves alone what a run with its power back brings up itself, and what is still at risk', () => {
    expect(leftBehind(site(given, false), own, row, [], [own, { ...other, phase: 'waiting' }])).toEqual([])
    const troubled = { ...site(given), groupStates: () => [{ group: row, state: inTrouble }] }
    expect(leftBehind(troubled, own, row, [], [own, other])).toEqual([])
  })

  it('P8 leaves alone what a danger took down: a person brings that back', () => {
    const hot = { ...other, danger: { kinds: ['temperature-at-least' as const], over: false } }
    expect(leftBehind(site(given, false), own, row, [], [own, hot])).toEqual([])
  })

  it('D11 R1 brings nothing to the hosts of a row that another run sheds for a danger, names it, and waits until a person continued that', () => {
    const shared = world({ ...given, groups: [group(['hot'], 1, 'hot')] })
    const calm = site(shared, false)
    const shedding = { ...other, powerGroupId: groupId('hot'), danger: { kinds: ['overload' as const], over: false } }
    const recover = (danger: RunWithSteps['danger']) =>
      recoverySteps(calm, own, content, [], [], endangeredElsewhere(calm, own, [own, { ...shedding, danger }]))
    for (const over of [false, true]) {
      const { steps, notes, isWaiting } = recover({ ...shedding.danger, over })
      expect({ steps, isWaiting }).toEqual({ steps: [], isWaiting: true })
      expect(notes.map(({ message }) => message)).toEqual([
        'b: left to the run of Row 2, which sheds because of a danger (D11, P8)',
      ])
    }
    expect(recover(null)).toMatchObject({ steps: [{ action: 'start' }], isWaiting: false })
  })

  it('R1 P6 what mains that failed again had cancelled on its way back is brought back', () => {
    const calm = site(given, false)
    const { steps } = recoverySteps(calm, own, content, [], [], free)
    const cancelled = run('1', [...own.steps, ...steps.map((each) => ({ ...each, state: 'cancelled' as const }))])
    expect(recoverySteps(calm, cancelled, content, [], [], free).steps).toMatchObject([{ action: 'start', object: onVm('b') }])
  })

  it('R1 a start that failed before another host of its cluster was up, or HA armed, is tried once more', () => {
    const calm = site(given, false)
    const { steps } = recoverySteps(calm, own, content, [], [], free)
    const failed = steps.map((each) => ({ ...each, state: 'failed' as const, endedAtMs: 1_000 }))
    const host = (endedAtMs: number) =>
      step(50, {
        object: { kind: 'host', id: hostId('h'), name: 'h' },
        action: 'power-on-host',
        direction: 'up',
        state: 'done',
        endedAtMs,
      })
    const again = (endedAtMs: number, last: readonly Step[] = []) =>
      recoverySteps(calm, run('1', [...own.steps, ...failed, host(endedAtMs), ...last]), content, [], [], free).steps
    expect(again(900)).toEqual([])
    const once = again(2_000)
    expect(once).toMatchObject([{ action: 'start', object: onVm('b') }])
    expect(
      again(
        2_000,
        once.map((each) => ({ ...each, state: 'failed' as const, endedAtMs: 3_000 })),
      ),
    ).toEqual([])
  })

  it('does not try a failed start for ever, whatever numbers the steps carry', () => {
    const calm = site(given, false)
    const { steps } = recoverySteps(calm, own, content, [], [], free)
    const tried = run('1', [...own.steps, ...steps.map((each) => ({ ...each, state: 'failed' as const }))])
    expect(recoverySteps(calm, tried, content, [], [], free).steps).toEqual([])
  })
})

describe('D10 a cluster that goes by several runs', () => {
  const safeguard = {
    nativeId: 'ha',
    name: 'HA',
    hostNativeIds: ['a', 'b'],
    setting: { kind: 'vsphere-ha' as const, enabled: true, hostMonitoring: 'enabled' },
    isDisarmed: false,
    disarmAfterVms: false,
    restore: 'after-vms' as const,
    unhealthy: [],
  }
  const given = world({ managers: [manager({ safeguards: [safeguard] })], hosts: [host('a'), host('b')] })
  const content = plan({ stages: [], hosts: { action: 'shutdown', triggers: [{ kind: 'low-battery' }], limitSeconds: 600 } })
  const ofHost = (seq: number, action: 'shutdown-host' | 'power-on-host') =>
    step(seq, { object: { kind: 'host', id: hostId('a'), name: 'a' }, action, state: 'done' })
  const onlyB = { ...site(given), hostIdsAtRisk: () => new Set([hostId('b')]) }
  const disarmed = (steps: readonly Step[]) => {
    const own = run('1', [])
    const others = [
      own,
      {
        ...run(
          '2',
          steps.map((each) => ({ ...each, runId: runIdSchema.parse('2') })),
        ),
      },
    ]
    const found = hostSteps(onlyB, own, content, group(['ups']), [], free, others)
    return found.steps.flatMap(({ action, object }) => (action === 'disarm' ? [object.name] : []))
  }

  it('D10 is whole with the last of them, and not while what another has brought up again is in service', () => {
    expect(disarmed([])).toEqual([])
    expect(disarmed([ofHost(1, 'shutdown-host')])).toEqual(['HA'])
    expect(disarmed([ofHost(1, 'shutdown-host'), { ...ofHost(2, 'power-on-host'), direction: 'up' }])).toEqual([])
  })
})

const inTrouble = {
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

describe('P9 what an earlier engine knew of a manager that is about to answer', () => {
  const sight = (managers: World['managers']) =>
    site(
      world({
        managers,
        hosts: [host('a')],
        vms: [vm('web', 'a'), vm('agent', 'a', { systemKind: 'vCLS' })],
        feeds: [feed('ups1', 'a')],
        groups: [group(['ups1'])],
      }),
    )
  const now = { kind: 'seconds-on-battery', seconds: 0 } as const
  const content = plan({
    stages: [{ id: stageId('all'), name: 'All', triggers: [now], placements: [] }],
    hosts: { action: 'shutdown', triggers: [now], limitSeconds: 600 },
  })
  const begun = run('1', [], { fired: [{ stageId: stageId('all'), stageName: 'All', firedAtMs: 0, firstSeq: 1, why: 'power' }] })
  const ofStage = (managers: World['managers']) =>
    stageSteps(sight(managers), begun, content, group(['ups1']), [], { stageId: stageId('all'), firstSeq: 1 }, free, free)
  const ofHosts = (managers: World['managers']) => hostSteps(sight(managers), begun, content, group(['ups1']), [], free)

  it('is not planned by for that moment, and nothing is said of it', () => {
    expect(ofStage([manager({ awaited: true })])).toEqual({ steps: [], changes: [], notes: [] })
    expect(ofHosts([manager({ awaited: true })]).steps).toEqual([])
  })

  it('is planned by once it has not answered: its VMs and hosts are not absent', () => {
    const silent = [manager({ contact: 'lost' })]
    expect(ofStage(silent).steps.map(({ object }) => object.name)).toEqual(['web'])
    expect(ofHosts(silent).steps.map(({ object, action }) => `${object.name} ${action}`)).toEqual([
      'web shutdown',
      'a shutdown-host',
    ])
  })
})

describe('R1 a start that failed on the host where the VM ran', () => {
  const before = { power: 'on', hostId: hostId('a'), inMaintenance: false, macs: [] } as const
  const hostBefore = { ...before, hostId: null }
  const onA = { kind: 'host' as const, id: hostId('a'), name: 'a' }
  const shed = [
    step(1, { object: onVm('web'), action: 'shutdown', state: 'done', before }),
    step(2, { object: onA, action: 'shutdown-host', state: 'done', before: hostBefore }),
    step(3, { object: onA, action: 'power-on-host', direction: 'up', state: 'failed', before: hostBefore }),
  ]
  const start = (seq: number, on: string, state: Step['state']) =>
    step(seq, { object: onVm('web'), action: 'start', direction: 'up', targetHostId: hostId(on), state, before })
  const sight = site(
    world({
      managers: [manager({ kind: 'ovirt' })],
      hosts: [host('a', { connection: 'down', verifiedOff: true }), host('b')],
      vms: [vm('web', null, { power: 'off' })],
      feeds: [],
      groups: [],
    }),
  )
  const again = (...steps: readonly Step[]) =>
    recoverySteps(sight, run('1', [...shed, ...steps]), plan({ stages: [] }), [], [], free).steps.map(
      ({ action, targetHostId }) => [action, targetHostId],
    )

  it('is tried once more on another, and not a third time', () => {
    expect(again(start(4, 'a', 'failed'))).toEqual([['start', hostId('b')]])
    expect(again(start(4, 'a', 'failed'), start(5, 'b', 'failed'))).toEqual([])
  })

  it('A6 is not where a person skipped it, nor while one is under way', () => {
    expect(again(start(4, 'a', 'skipped'))).toEqual([])
    expect(again(start(4, 'a', 'running'))).toEqual([])
  })
})

it('D4 what a stage moves is placed together: the mission-critical VM gets the room that an ordinary one would have taken', () => {
  const given = world({
    hosts: [host('h1'), host('h2', { memoryMiB: 10_000 })],
    vms: [vm('a', 'h1', { memoryMiB: 6_000 }), vm('b', 'h1', { memoryMiB: 8_000, tags: ['mission-critical'] })],
    feeds: [feed('ups', 'h1'), feed('other', 'h2')],
  })
  const move = { action: 'migrate', fallback: 'save-state' } as const
  const content = plan({
    stages: [
      {
        id: stageId('first'),
        name: 'First',
        triggers: [{ kind: 'manual' }],
        placements: [
          { vmId: vmId('a'), vmName: 'a', ...move },
          { vmId: vmId('b'), vmName: 'b', ...move },
        ],
      },
    ],
  })
  const sight = { ...site(given), hostIdsAtRisk: () => new Set([hostId('h1')]) }
  const views = [device('ups', { supply: 'battery' }), device('other')]
  const first = { stageId: stageId('first'), firstSeq: 1 }
  const { steps, changes } = stageSteps(sight, run('1', []), content, group(['ups']), views, first, free, free)
  expect(changes).toEqual([])
  expect(steps.map(({ object, action, targetHostId }) => [object.name, action, targetHostId])).toEqual([
    ['a', 'save-state', null],
    ['b', 'migrate', hostId('h2')],
  ])
})
