import { describe, expect, it } from 'vitest'
import type { PlanContent } from '../domain/plan'
import type { Step } from '../domain/run'
import type { PowerDeviceView, World } from '../domain/world'
import {
  capabilities,
  device,
  feed,
  group,
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
import { planHosts } from './host-steps'
import { planRecovery } from './recovery-steps'
import { stepsForHosts, stepsForRecovery, stepsForStage } from './run-steps'
import { planStage } from './stage-steps'

const now = { kind: 'seconds-on-battery', seconds: 0 } as const
const place = (name: string, more: object = {}) => ({ vmId: vmId(name), vmName: name, ...more })

const onePlan = (placements: object[], more: object = {}): PlanContent =>
  plan({ stages: [{ id: stageId('one'), name: 'One', triggers: [now], placements }], ...more })

/** Host a hangs on the UPS that failed, b on one with mains, c on a UPS nobody declared. */
const site = (given: Partial<World> = {}): World =>
  world({
    hosts: [host('a'), host('b'), host('c')],
    vms: [vm('web', 'a'), vm('db', 'a'), vm('far', 'b')],
    feeds: [feed('ups1', 'a'), feed('ups2', 'b')],
    groups: [group(['ups1']), group(['ups2'], 1, 'other')],
    ...given,
  })
const devices: readonly PowerDeviceView[] = [device('ups1', { supply: 'battery' }), device('ups2')]

const question = (content: PlanContent, given: World, stage = 'one', existingSteps: readonly Step[] = []) => ({
  runId: RUN_ID,
  content,
  stageId: stageId(stage),
  world: given,
  groupHostIds: new Set([hostId('a')]),
  devices,
  existingSteps,
  nextSeq: existingSteps.length + 1,
  makeId: stepIds(`s${existingSteps.length}-`),
})
const brief = (steps: readonly Step[]) => steps.map(({ object, action }) => `${object.name} ${action}`)
const ended = (steps: readonly Step[]): Step[] => steps.map((each) => ({ ...each, state: 'done' as const }))

describe('steps of a stage', () => {
  it('S3-10 keeps the admin’s order', () => {
    expect(brief(stepsForStage(question(onePlan([place('web'), place('db')]), site())))).toEqual(['web shutdown', 'db shutdown'])
    expect(brief(stepsForStage(question(onePlan([place('db'), place('web')]), site())))).toEqual(['db shutdown', 'web shutdown'])
  })

  it('D8 covers the VMs that are on the group’s hosts now, wherever they were when they were placed', () => {
    const moved = site({ vms: [vm('web', 'b'), vm('db', 'a')] })
    expect(brief(stepsForStage(question(onePlan([place('web'), place('db')]), moved)))).toEqual(['db shutdown'])
  })

  it('D7 treats VMs that nobody placed with the last stage', () => {
    const content = plan({
      stages: [
        { id: stageId('one'), name: 'One', triggers: [now], placements: [place('web')] },
        { id: stageId('two'), name: 'Two', triggers: [now], placements: [] },
      ],
    })
    expect(brief(stepsForStage(question(content, site())))).toEqual(['web shutdown'])
    expect(brief(stepsForStage(question(content, site(), 'two')))).toEqual(['db shutdown'])
  })

  it('makes one wait for another by step, and issues it later', () => {
    const steps = stepsForStage(question(onePlan([place('db', { after: [vmId('web')] }), place('web')]), site()))
    expect(brief(steps)).toEqual(['web shutdown', 'db shutdown'])
    expect(steps[1]?.after).toEqual([steps[0]?.id])
  })

  it('breaks a circle of waiting at the edge that closes it, and says so', () => {
    const content = onePlan([place('db', { after: [vmId('web')] }), place('web', { after: [vmId('db')] })])
    const { steps, notes } = planStage(question(content, site()))
    expect(steps.map((each) => each.after.length)).toEqual([0, 1])
    expect(notes.map((note) => note.message)).toEqual(['web: does not wait for db: they wait for each other'])
  })

  it('D4 moves a VM only to a host whose power outlasts the plan', () => {
    const steps = stepsForStage(question(onePlan([place('web', { action: 'migrate' })]), site()))
    expect(steps[0]).toMatchObject({ action: 'migrate', targetHostId: hostId('b') })
  })

  it('P5 says of a VM that two UPSs fed where it moves to a single one', () => {
    const feeds = [feed('ups1', 'a'), feed('ups3', 'a', 'B'), feed('ups2', 'b')]
    const content = onePlan([place('web', { action: 'migrate' })])
    expect(planStage(question(content, site({ feeds }))).notes.map(({ message }) => message)).toEqual([
      'web: moves to b (power group other), where only a single UPS feeds it',
    ])
    expect(planStage(question(content, site())).notes).toEqual([])
  })

  it('D4 in a site-wide outage takes the fallback instead of a move, and says why', () => {
    const dark = { ...question(onePlan([place('web', { action: 'migrate', fallback: 'save-state' })]), site()), devices: [] }
    const { steps, notes } = planStage(dark)
    expect(steps[0]).toMatchObject({ action: 'save-state', targetHostId: null, fallback: 'leave' })
    expect(notes[0]?.message).toContain('its power does not outlast the plan')
  })

  it('D3 D4 a guest that cannot be moved at all is asked before it is forced', () => {
    const content = onePlan([place('web', { action: 'migrate', fallback: 'power-off' })])
    const { steps } = planStage({ ...question(content, site()), devices: [] })
    expect(steps[0]).toMatchObject({ action: 'shutdown', targetHostId: null, fallback: 'power-off' })
  })

  it('D4 sends the rest elsewhere when a target is full', () => {
    const hosts = [host('a'), host('b', { memoryMiB: 9000 })]
    const content = onePlan(['web', 'db'].map((name) => place(name, { action: 'migrate', fallback: 'shutdown' })))
    expect(brief(stepsForStage(question(content, site({ hosts, vms: [vm('web', 'a'), vm('db', 'a')] }))))).toEqual([
      'web migrate',
      'db migrate',
    ])
    const tight = [host('a'), host('b', { memoryMiB: 5000 })]
    expect(brief(stepsForStage(question(content, site({ hosts: tight, vms: [vm('web', 'a'), vm('db', 'a')] }))))).toEqual([
      'web migrate',
      'db shutdown',
    ])
  })

  it('D6 leaves system VMs alone and says so', () => {
    const { steps, notes } = planStage(question(onePlan([]), site({ vms: [vm('vCLS', 'a', { systemKind: 'vCLS' })] })))
    expect(steps).toEqual([])
    expect(notes[0]?.message).toContain('left alone')
  })

  it('D9 shuts down what must not be saved, and does not save it as a fallback either', () => {
    const vms = [vm('web', 'a', { tags: ['dc'] }), vm('db', 'a', { hasPassthrough: true })]
    const content = onePlan([place('web', { action: 'save-state' }), place('db', { fallback: 'save-state' })])
    const steps = stepsForStage(question(content, site({ vms })))
    expect(steps.map(({ action, fallback }) => [action, fallback])).toEqual([
      ['shutdown', 'power-off'],
      ['shutdown', 'leave'],
    ])
  })

  it('D9 tags that are not told are not "none": nothing is saved, neither as asked nor as a fallback', () => {
    const vms = [vm('web', 'a', { tagsUntold: true }), vm('db', 'a', { tagsUntold: true })]
    const content = onePlan([place('web', { action: 'save-state' }), place('db', { fallback: 'save-state' })])
    const { steps, notes } = planStage(question(content, site({ vms })))
    expect(steps.flatMap(({ action, fallback }) => [action, fallback])).not.toContain('save-state')
    expect(notes.map(({ message }) => message).join()).toContain('its tags are not told')
  })

  it('issues nothing for what is off, kept, or has an open step already', () => {
    const given = site({ vms: [vm('web', 'a', { power: 'off' }), vm('db', 'a')] })
    const first = stepsForStage(question(onePlan([]), given))
    expect(brief(first)).toEqual(['db shutdown'])
    expect(stepsForStage(question(onePlan([]), given, 'one', first))).toEqual([])
    expect(stepsForStage(question(onePlan([place('db', { action: 'keep' })]), given))).toEqual([])
  })

  it('R6 remembers how each VM was found', () => {
    expect(stepsForStage(question(onePlan([place('web')]), site()))[0]?.before).toEqual({
      power: 'on',
      hostId: hostId('a'),
      inMaintenance: false,
      macs: ['00:50:56:00:00:01'],
      uuid: vm('web', 'a').uuid,
      guestTools: vm('web', 'a').guestTools,
    })
  })

  it('S0-07 does not move again by itself a VM whose guest has not answered since it was moved', () => {
    const moves = onePlan([place('web', { action: 'migrate', fallback: 'save-state' })])
    const given = site({ vms: [vm('web', 'a')] })
    const silent = { guest: 'silent', asked: 'guest-tools', downtimeMs: null, downtimeFrom: null } as const
    const before = ended(stepsForStage(question(moves, given))).map((each) => ({ ...each, moved: silent }))
    const { steps, notes } = planStage(question(moves, given, 'one', before))
    expect(brief(steps)).toEqual(['web save-state'])
    expect(notes.map(({ message }) => message).join()).toContain('has not answered since it was moved')
    const answered = before.map((each) => ({ ...each, moved: { ...silent, guest: 'answers' as const } }))
    expect(brief(planStage(question(moves, given, 'one', answered)).steps)).toEqual(['web migrate'])
  })
})

describe('steps of hosts', () => {
  const content = onePlan([place('web', { action: 'keep' }), place('db')], {
    hosts: { action: 'shutdown', triggers: [now], limitSeconds: 600 },
  })

  it('A5 shuts a host down after every VM on it, the kept ones too', () => {
    const stage = stepsForStage(question(content, site()))
    const steps = stepsForHosts(question(content, site(), 'one', stage))
    expect(brief([...stage, ...steps])).toEqual(['db shutdown', 'web shutdown', 'a shutdown-host'])
    expect([...(steps.at(-1)?.after ?? [])].sort()).toEqual([stage[0]?.id, steps[0]?.id].sort())
    expect(checkRun(site(), [...stage, ...steps])).toEqual([])
  })

  it('ends a VM that is placed twice as it was placed first', () => {
    const twice = onePlan([place('web', { action: 'save-state' }), place('web', { action: 'power-off' }), place('db')], {
      hosts: content.hosts,
    })
    expect(brief(stepsForHosts(question(twice, site())))).toEqual(['db shutdown', 'web save-state', 'a shutdown-host'])
  })

  it('A5 leaves a host up whose VM could not be stopped', () => {
    const failed = stepsForStage(question(onePlan([]), site())).map((each) => ({ ...each, state: 'failed' as const }))
    const { steps, notes } = planHosts(question(content, site(), 'one', failed))
    expect(steps).toEqual([])
    expect(notes.map((note) => note.message).join()).toContain('cannot be shut down until it is off')
  })

  it('R5 leaves a host alone that a person put into maintenance', () => {
    const given = site({ hosts: [host('a', { inMaintenance: true }), host('b')], vms: [] })
    const { steps, notes } = planHosts(question(content, given))
    expect(steps).toEqual([])
    expect(notes[0]?.message).toContain('technician')
  })

  it('A5 stops nothing on a host that its platform cannot shut down, and says why', () => {
    const given = site({ hosts: [host('a', { noShutdown: 'its power management is not set up' }), host('b')] })
    const { steps, notes } = planHosts(question(content, given))
    expect(steps).toEqual([])
    expect(notes[0]?.message).toContain('power management is not set up')
  })

  it('D10 says that a failover cluster which goes as a whole is not stopped by its own procedure', () => {
    const clusters = [{ nativeId: 'c', name: 'HV', maxCpuPercent: null, cpuBaseline: null }]
    const notesOf = (kind: 'hyperv' | 'vsphere', hosts = [host('a')]) =>
      planHosts(question(content, site({ managers: [manager({ kind, clusters })], hosts })))
        .notes.map(({ message }) => message)
        .join()
    expect(notesOf('hyperv')).toContain('the failover cluster HV goes as a whole')
    expect(notesOf('hyperv', [host('a'), host('b')])).not.toContain('failover cluster')
    expect(notesOf('vsphere')).not.toContain('failover cluster')
  })

  it('D10 says where the platform has a procedure of its own for a whole cluster, once', () => {
    const clusters = [
      { nativeId: 'c', name: 'Hall', maxCpuPercent: null, cpuBaseline: null, ownShutdown: 'it carries its own storage' },
    ]
    const notesWith = (given: Parameters<typeof site>[0]) =>
      planHosts(question(content, site({ managers: [manager({ clusters })], ...given }))).notes.map(({ message }) => message)
    expect(notesWith({}).filter((note) => note.startsWith('Hall'))).toEqual(['Hall: it carries its own storage'])
    expect(notesWith({ hosts: [host('a', { inMaintenance: true }), host('b')], vms: [] }).join()).not.toContain('Hall')
  })

  it('shuts no host down where the platform cannot', () => {
    const managers = [manager({ capabilities: capabilities({ hostShutdown: false }) })]
    expect(stepsForHosts(question(content, site({ managers, vms: [] })))).toEqual([])
  })
})

describe('steps of recovery', () => {
  const content = onePlan([place('web', { after: [] }), place('db', { after: [vmId('web')] })], {
    hosts: { action: 'shutdown', triggers: [now], limitSeconds: 600 },
  })
  const stage = stepsForStage(question(content, site()))
  const down = [...stage, ...stepsForHosts(question(content, site(), 'one', stage))]
  const dark = site({
    hosts: [host('a', { connection: 'down' }), host('b')],
    vms: [vm('web', 'a', { power: 'off' }), vm('db', 'a', { power: 'off' }), vm('far', 'b'), vm('idle', 'a', { power: 'off' })],
  })
  const recover = (steps: readonly Step[], given: World, plan = content) =>
    stepsForRecovery({ runId: RUN_ID, content: plan, world: given, steps, nextSeq: steps.length + 1, makeId: stepIds('u') })

  it('R3 starts hosts first, then VMs in reverse order of stopping, dependencies turned round', () => {
    const up = recover(ended(down), dark)
    expect(brief(up)).toEqual(['a power-on-host', 'db start', 'web start'])
    expect(up[1]?.after).toEqual([up[0]?.id])
    expect(up[2]?.after).toEqual([up[0]?.id, up[1]?.id])
    expect(checkRun(dark, [...ended(down), ...up])).toEqual([])
  })

  it('R6 starts only what was running', () => {
    const before = down.map((each) =>
      each.object.name === 'db' ? { ...each, before: { ...each.before, power: 'paused' as const } } : each,
    )
    expect(brief(recover(ended(before), dark))).toEqual(['a power-on-host', 'web start'])
  })

  it('R1 starts again what was still stopping when mains returned, once it has ended', () => {
    const running = down.slice(0, 1).map((each) => ({ ...each, state: 'running' as const }))
    const up = recover(running, site())
    expect(brief(up)).toEqual(['web start'])
    expect(up[0]?.after).toEqual([running[0]?.id])
  })

  it('R1 leaves alone what never began', () => {
    expect(
      recover(
        down.map((each) => ({ ...each, state: 'cancelled' as const })),
        site(),
      ),
    ).toEqual([])
  })

  it('R6 moves home what moved away, when there is room', () => {
    const moves = onePlan([place('web', { action: 'migrate' })])
    const gone = ended(stepsForStage(question(moves, site({ vms: [vm('web', 'a')] }))))
    const away = site({ vms: [vm('web', 'b')] })
    expect(recover(gone, away, moves)).toMatchObject([{ action: 'migrate-home', targetHostId: hostId('a') }])
    const silent = { guest: 'silent', asked: 'guest-tools', downtimeMs: 41, downtimeFrom: 'platform' } as const
    const flagged = gone.map((each) => ({ ...each, moved: silent }))
    expect(recover(flagged, away, moves)).toEqual([])
    const crowded = site({ vms: [vm('web', 'b'), vm('squatter', 'a', { memoryMiB: 62_000 })] })
    expect(recover(gone, crowded, moves)).toEqual([])
  })

  it('R1 starts again what ran together before, even where memory was over-committed', () => {
    const small = { ...dark, hosts: [host('a', { connection: 'down', memoryMiB: 6000 }), host('b')] }
    const up = recover(ended(down), small)
    expect(brief(up)).toEqual(['a power-on-host', 'db start', 'web start'])
    expect(checkRun(small, [...ended(down), ...up])).toEqual([])
  })

  it('R5 never powers a host that was in maintenance before', () => {
    const serviced = ended(down).map((each) => ({ ...each, before: { ...each.before, inMaintenance: true } }))
    const hosts = [host('a', { connection: 'down', inMaintenance: true }), host('b')]
    expect(brief(recover(serviced, { ...dark, hosts }))).toEqual([])
  })

  it('R1 R5 takes a host out of the maintenance that its shutdown went through when mains were faster', () => {
    const begun = {
      action: 'shutdown-host',
      startedAtMs: 0,
      intentEntryId: 1,
      task: null,
      outcome: 'failed',
      endedAtMs: 1,
    } as const
    const cut = down.map((each) =>
      each.action === 'shutdown-host'
        ? { ...each, state: 'failed' as const, attempts: [{ ...begun, message: 'accepted in part' }] }
        : { ...each, state: 'done' as const },
    )
    const emptied = { ...dark, hosts: [host('a', { inMaintenance: true }), host('b')] }
    const up = recover(cut, emptied)
    expect(brief(up)).toEqual(['a exit-maintenance', 'db start', 'web start'])
    expect(up[1]?.after).toEqual([up[0]?.id])
    expect(checkRun(emptied, [...cut, ...up])).toEqual([])
  })

  it('R5 never powers a host that was put into maintenance since it was shut down, nor starts anything there, and names both', () => {
    const given = { ...dark, hosts: [host('a', { connection: 'down', inMaintenance: true }), host('b')] }
    const source = { runId: RUN_ID, content, world: given, nextSeq: 9, makeId: stepIds('u') }
    const { steps, notes } = planRecovery({ ...source, steps: ended(down) })
    expect(brief(steps)).toEqual([])
    expect(notes.map(({ message }) => message)).toEqual([
      'a: in maintenance: a technician may be inside, it is not powered (R5)',
      'db: a, where it came from, is in maintenance, and it is started nowhere else: whether a is off is not verified: it might run twice',
      'web: a, where it came from, is in maintenance, and it is started nowhere else: whether a is off is not verified: it might run twice',
    ])
    // Also where its start was decided before.
    const waking = recover(ended(down), dark).filter(({ action }) => action === 'power-on-host')
    expect(brief(planRecovery({ ...source, steps: [...ended(down), ...waking] }).steps)).toEqual([])
  })

  it('does not start twice what is on its way back or back already', () => {
    const up = recover(ended(down), dark)
    expect(recover([...ended(down), ...up], dark)).toEqual([])
    expect(recover([...ended(down), ...ended(up)], dark)).toEqual([])
  })

  it('R6 tries again what a second outage kept from starting', () => {
    const up = recover(ended(down), dark).map((each) => ({ ...each, state: 'cancelled' as const }))
    expect(brief(recover([...ended(down), ...up], dark))).toEqual(['a power-on-host', 'db start', 'web start'])
  })
})
