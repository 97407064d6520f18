import { describe, expect, it } from 'vitest'
import type { Run } from '../domain/run'
import { movingPlan, rowsDevices, rowsQuestion, rowsWorld, stayingPlan, upsOf } from '../testing/battery-rows'
import { runWith } from '../testing/run-samples'
import {
  device,
  feed,
  group,
  host,
  hostId,
  onHost,
  onVm,
  stageId,
  step,
  stepIds,
  RUN_ID,
  vm,
  vmId,
} from '../testing/world-samples'
import { batteryRoom } from './battery-room'
import { checkBatteryRoom, type RoomEvidence } from './check-battery-room'
import type { GroupInTrouble, RoomQuestion } from './room-candidate'
import { planStage } from './stage-steps'

const B1 = hostId('b1')
const withTarget = (given: Partial<GroupInTrouble>, more: Partial<RoomQuestion> = {}): RoomQuestion => {
  const question = rowsQuestion(more)
  return { ...question, others: question.others.map((other) => ({ ...other, ...given })) }
}
const evidence = ({ world, devices }: RoomQuestion, steps: RoomEvidence['steps'] = []): RoomEvidence => ({
  ...world,
  devices,
  steps,
})
const faults = (question: RoomQuestion, against: RoomQuestion = question): readonly string[] =>
  batteryRoom(question).claims.flatMap((claim) => checkBatteryRoom(claim, evidence(against)))

describe('D4 a battery whose own plan has room', () => {
  it('D4 takes VMs of a plan that it outlasts, with the numbers, and the independent checker agrees', () => {
    const question = rowsQuestion()
    const { hosts, claims, refused } = batteryRoom(question)
    expect([...hosts.keys()]).toEqual([B1])
    expect(hosts.get(B1)).toMatch(/^b1 hangs on b, which is on battery: at worst it lasts \d+ s, and \d+ s are needed$/)
    expect(refused.size).toBe(0)
    expect(claims).toHaveLength(1)
    expect(claims[0]?.guestIds).toEqual([vmId('web')])
    expect(claims[0]?.lastsSeconds).toBeGreaterThanOrEqual(claims[0]?.neededSeconds ?? Infinity)
    expect(faults(question)).toEqual([])
  })

  it('D4 counts with the low end of what is believed, and with all guests: less than the UPS says', () => {
    const [plain] = batteryRoom(rowsQuestion()).claims
    expect(plain?.lastsSeconds).toBeLessThan(7_200 * 0.9)
    const band = { runtimeBand: { lowSeconds: 4_000, highSeconds: 9_000 } }
    const [unsure] = batteryRoom(rowsQuestion({ devices: rowsDevices(band) })).claims
    expect(unsure?.lastsSeconds).toBeLessThan(4_000)
    const many = rowsWorld({ vms: [vm('web', 'a1'), vm('web2', 'a1'), vm('app', 'b1')] })
    const both = movingPlan({ unplaced: { action: 'migrate', limitSeconds: 180, fallback: 'shutdown' } })
    const [more] = batteryRoom(rowsQuestion({ world: many, mover: { ...rowsQuestion().mover, content: both } })).claims
    expect(more?.guestIds).toEqual([vmId('web'), vmId('web2')])
    expect(more?.lastsSeconds).toBeLessThan(plain?.lastsSeconds ?? 0)
  })

  it.each<[string, Partial<Parameters<typeof upsOf>[2]>, RegExp]>([
    ['that fell silent', { contact: 'lost' }, /ups-b does not answer, is low or shows a fault$/],
    ['that is low', { flags: ['low-battery'] }, /ups-b does not answer, is low or shows a fault$/],
    ['of which no runtime at other loads is known', { runtimeCurve: null }, /how long ups-b lasts under more load is not known$/],
    ['that tells no runtime', { decidingRuntimeSeconds: null }, /how long ups-b lasts under more load is not known$/],
    ['that would carry too much', { expectedLoad: { watts: 950, percent: 95, reason: '' } }, /ups-b would carry \d+ %$/],
    [
      'that does not last',
      { decidingRuntimeSeconds: 200 },
      /at worst it lasts \d+ s with all that may come, and \d+ s are needed$/,
    ],
  ])('D4 P2 takes none on a UPS %s', (_, ups, why) => {
    const { hosts, refused, claims } = batteryRoom(rowsQuestion({ devices: rowsDevices(ups) }))
    expect([hosts.size, claims]).toEqual([0, []])
    expect(refused.get(B1)).toMatch(why)
  })

  const held = (given: Partial<Run>) => runWith([], { outageStartedAtMs: -5_000, ...given })
  const ending = runWith([step(1, { object: onHost('b1'), action: 'shutdown-host' })], { outageStartedAtMs: -5_000 })
  it.each<[string, Partial<GroupInTrouble>, RegExp]>([
    ['moves VMs itself', { content: movingPlan({ moveTo: 'mains' }) }, /its own plan moves VMs$/],
    ['ends them sooner', { content: stayingPlan(20) }, /its own plan may end web before this one is through$/],
    ['never ends them', { content: stayingPlan(0, { stages: [] }) }, /its own plan would not end everything before its reserve$/],
    [
      'ends them too late',
      { content: stayingPlan(3_600, { reserveSeconds: 3_600 }) },
      /would not end everything before its reserve$/,
    ],
    ['is held', { run: held({ heldSinceMs: 1 }) }, /its own run is held, ends hosts already or sheds for a danger$/],
    ['sheds for a danger', { run: held({ danger: { kinds: ['overload'], over: false } }) }, /sheds for a danger$/],
    ['ends hosts already', { run: ending }, /ends hosts already/],
  ])('D4 takes none where its own plan %s', (_, target, why) => {
    const { hosts, refused } = batteryRoom(withTarget(target))
    expect(hosts.size).toBe(0)
    expect(refused.get(B1)).toMatch(why)
  })

  it('D4 takes none in a site-wide outage, nor where only another site has mains', () => {
    const dark = [upsOf('ups-a', 900), upsOf('ups-b', 7_200), upsOf('ups-c', 900)]
    expect(batteryRoom(rowsQuestion({ devices: dark })).refused.get(B1)).toMatch(/no UPS of its site is on live mains$/)
    const far = rowsWorld({
      hosts: [host('a1', { site: 'here' }), host('b1', { site: 'here' }), host('c1', { site: 'there' })],
    })
    expect(batteryRoom(rowsQuestion({ world: far })).refused.get(B1)).toMatch(/no UPS of its site is on live mains$/)
  })

  it('D4 D11 takes none on hosts that hang on another group too, whose feed is cut, or that nobody declared', () => {
    const feeds = rowsWorld().feeds
    const shared = rowsWorld({ feeds: [...feeds, feed('ups-a', 'b1', 'B')] })
    const mixed = rowsWorld({ groups: [...rowsWorld().groups, group(['ups-b', 'ups-c'], 1, 'd')] })
    const undeclared = rowsWorld({ feeds: feeds.filter((each) => each.hostId !== B1) })
    for (const site of [shared, mixed, undeclared]) expect(batteryRoom(rowsQuestion({ world: site })).hosts.size).toBe(0)
    const cut = rowsWorld({ feeds: feeds.map((each) => (each.hostId === B1 ? { ...each, dead: 'its PDU is off' } : each)) })
    expect(batteryRoom(rowsQuestion({ world: cut })).hosts.size).toBe(0)
  })

  it('D4 is asked of nobody where the plan does not say so, moves nothing, or where no other plan is armed', () => {
    const nothing = { hosts: new Map(), refused: new Map(), claims: [] }
    const { mover } = rowsQuestion()
    expect(batteryRoom(rowsQuestion({ mover: { ...mover, content: movingPlan({ moveTo: 'mains' }) } }))).toEqual(nothing)
    const still = movingPlan({ stages: [] })
    expect(batteryRoom(rowsQuestion({ mover: { ...mover, content: still } }))).toEqual(nothing)
    expect(batteryRoom(rowsQuestion({ others: [] }))).toEqual(nothing)
  })

  it('D4 counts the guests of every plan that may move to it, not only of the one that asks', () => {
    const four = rowsWorld({
      hosts: [...rowsWorld().hosts, host('d1')],
      vms: [...rowsWorld().vms, vm('far', 'd1')],
      feeds: [...rowsWorld().feeds, feed('ups-d', 'd1')],
      groups: [...rowsWorld().groups, group(['ups-d'], 1, 'd')],
    })
    const [, , , d] = four.groups
    const everything = movingPlan({ stages: [], unplaced: { action: 'migrate', limitSeconds: 180, fallback: 'shutdown' } })
    const alone = rowsQuestion({ world: four, devices: [...rowsDevices(), upsOf('ups-d', 900)] })
    const beside: RoomQuestion = {
      ...alone,
      others: [
        ...alone.others,
        ...(d === undefined ? [] : [{ group: d, content: everything, hostIds: new Set([hostId('d1')]), run: null }]),
      ],
    }
    expect(batteryRoom(alone).claims[0]?.guestIds).toEqual([vmId('web')])
    expect(batteryRoom(beside).claims[0]?.guestIds).toEqual([vmId('far'), vmId('web')])
  })
})

describe('D4 the independent checker of batteries', () => {
  const question = rowsQuestion()

  it.each<[string, RoomQuestion, RegExp]>([
    ['is weaker than was reckoned with', rowsQuestion({ devices: rowsDevices({ decidingRuntimeSeconds: 300 }) }), /^ups-b lasts/],
    ['has fallen silent since', rowsQuestion({ devices: rowsDevices({ contact: 'lost' }) }), /^not all its UPSs are sound$/],
    ['is full', rowsQuestion({ devices: rowsDevices({ expectedLoad: { watts: 990, percent: 99, reason: '' } }) }), /too much/],
    ['has no curve', rowsQuestion({ devices: rowsDevices({ runtimeCurve: null }) }), /^nobody knows how long ups-b lasts$/],
    [
      'is as dark as the whole site',
      rowsQuestion({ devices: rowsDevices().slice(0, 2) }),
      /^the whole site of m:b1 is on battery$/,
    ],
    [
      'feeds it no more',
      rowsQuestion({ world: rowsWorld({ feeds: [feed('ups-c', 'c1')] }) }),
      /does not hang on this group alone$/,
    ],
  ])('refuses a claim where the battery %s', (_, against, why) => {
    expect(faults(question, against)).toContainEqual(expect.stringMatching(why))
  })

  it('refuses what claims less than comes, less time than is needed, or a VM that was not reckoned with', () => {
    const [claim] = batteryRoom(question).claims
    if (claim === undefined) throw new Error('there is room')
    const check = (given: Partial<typeof claim>, steps: RoomEvidence['steps'] = []) =>
      checkBatteryRoom({ ...claim, ...given }, evidence(question, steps))
    expect(check({})).toEqual([])
    expect(check({ guestWatts: 1 })).toContainEqual(expect.stringMatching(/W come, and 1 W are reckoned with$/))
    expect(check({ neededSeconds: 10 })).toEqual(['the plan that moves VMs takes longer than is claimed'])
    expect(check({ guestIds: [vmId('web'), vmId('db')] })).toEqual(['m:db is not ended by its own plan'])
    const late = { ...claim.own, forecast: { ...claim.own.forecast, verdict: 'late' as const, marginSeconds: -1 } }
    expect(check({ own: late })).toContainEqual(expect.stringMatching(/^a forecast is not believed/))
    const cut = { ...claim.own.forecast, verdict: 'cut-off' as const, cutOff: [{ vmId: vmId('app'), name: 'app', reason: '' }] }
    expect(check({ own: { ...claim.own, forecast: cut } })).toEqual(['its own plan is not clean with them'])
    const db = step(1, { object: onVm('db'), action: 'migrate', targetHostId: B1 })
    expect(check({}, [db])).toEqual(['db was not reckoned with'])
    expect(check({}, [{ ...db, object: onVm('web') }])).toEqual([])
  })
})

describe('D4 a stage that moves VMs', () => {
  const stepsOf = (question: RoomQuestion) =>
    planStage({
      runId: RUN_ID,
      content: question.mover.content,
      stageId: stageId('move'),
      world: question.world,
      groupHostIds: question.mover.hostIds,
      devices: question.devices,
      batteries: batteryRoom(question),
      existingSteps: [],
      nextSeq: 1,
      makeId: stepIds(),
    })
  const brief = (question: RoomQuestion) =>
    stepsOf(question).steps.map(({ object, action, targetHostId }) => [object.name, action, targetHostId])

  it('D4 moves to a battery with room where no host is on mains, and says so', () => {
    const { steps, notes } = stepsOf(rowsQuestion())
    expect(steps.map(({ action, targetHostId }) => [action, targetHostId])).toEqual([['migrate', B1]])
    expect(notes.map(({ message }) => message)).toContainEqual(expect.stringMatching(/b1 hangs on b, which is on battery/))
  })

  it('D4 prefers a host on mains, however full, and moves nothing where the battery has no room, and says why', () => {
    const full = host('c1', { memoryMiB: 20_000, memoryUsedMiB: 15_000, cpuUsedPercent: null })
    const lit = rowsQuestion({ world: rowsWorld({ hosts: [host('a1'), host('b1'), full] }) })
    expect(brief(lit)).toEqual([['web', 'migrate', hostId('c1')]])
    const short = rowsQuestion({ devices: [upsOf('ups-a', 900), upsOf('ups-b', 300), device('ups-c')] })
    expect(brief(short)).toEqual([['web', 'shutdown', null]])
    expect(stepsOf(short).notes.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/b is on battery, which has no room/),
    )
  })
})
