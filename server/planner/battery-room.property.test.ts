import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PowerDeviceView, World } from '../domain/world'
import { movingPlan, rowsQuestion, stayingPlan, upsOf } from '../testing/battery-rows'
import { feed, group, host, hostId, RUN_ID, stageId, stepIds, vm, world } from '../testing/world-samples'
import { batteryRoom } from './battery-room'
import { checkBatteryRoom } from './check-battery-room'
import { checkRun } from './check-run'
import type { RoomQuestion } from './room-candidate'
import { planStage } from './stage-steps'

const ROWS = ['a', 'b', 'c', 'd'] as const

const mostly = <T>(often: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: often, weight: 9 }, { arbitrary: seldom, weight: 1 })

/** Mostly such that there may be room, and now and then anything. */
const anyRow = fc.record({
  supply: mostly<PowerDeviceView['supply']>(fc.constantFrom('battery', 'battery', 'mains'), fc.constantFrom('off', 'unknown')),
  contact: mostly<PowerDeviceView['contact']>(fc.constant('ok'), fc.constant('lost')),
  runtime: mostly<number | null>(fc.integer({ min: 600, max: 30_000 }), fc.constantFrom(null, 0, 200)),
  low: mostly<number | null>(fc.constantFrom(null, 0.8), fc.double({ min: 0.2, max: 1, noNaN: true })),
  hasCurve: mostly(fc.constant(true), fc.constant(false)),
  percent: mostly(fc.integer({ min: 5, max: 50 }), fc.integer({ min: 1, max: 110 })),
  hosts: fc.array(fc.record({ vms: fc.nat(4), memoryMiB: fc.constantFrom(2_000, 12_000, 65_536) }), {
    minLength: 1,
    maxLength: 2,
  }),
  ends: mostly(fc.integer({ min: 300, max: 4_000 }), fc.integer({ min: 0, max: 300 })),
  reserve: mostly(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 2_000 })),
  moves: fc.constantFrom(false, false, false, true),
  isArmed: mostly(fc.constant(true), fc.constant(false)),
})
const anyRows = fc
  .tuple(anyRow, anyRow, anyRow, anyRow)
  .map(([a, ...others]) => [{ ...a, supply: 'battery' as const, moves: true }, ...others])
type Rows = typeof anyRows extends fc.Arbitrary<infer T> ? T : never
type Row = Rows[number]

const upsFor = (name: string, row: Row): PowerDeviceView => {
  const { runtime, low, hasCurve, percent, supply, contact } = row
  const plain = upsOf(`ups-${name}`, runtime ?? 1, { supply, contact, decidingRuntimeSeconds: runtime })
  const watts = { watts: percent * 10, percent, reason: '' }
  const band = low === null || runtime === null ? null : { lowSeconds: runtime * low, highSeconds: runtime * 1.2 }
  return { ...plain, expectedLoad: watts, runtimeBand: band, ...(hasCurve ? {} : { runtimeCurve: null }) }
}

const siteOf = (rows: Rows): World => {
  const named = rows.map((row, at) => ({ row, name: ROWS[at] ?? '' }))
  const hosts = named.flatMap(({ row, name }) => row.hosts.map((each, no) => ({ ...each, row: name, name: `${name}${no}` })))
  return world({
    hosts: hosts.map(({ name, memoryMiB }) => host(name, { memoryMiB })),
    vms: hosts.flatMap(({ name, vms }) => Array.from({ length: vms }, (_, no) => vm(`${name}-${no}`, name))),
    feeds: hosts.map(({ row, name }) => feed(`ups-${row}`, name)),
    groups: named.map(({ name }) => group([`ups-${name}`], 1, name)),
  })
}

const questionOf = (rows: Rows): RoomQuestion => {
  const site = siteOf(rows)
  const inTrouble = rows.flatMap((row, at) => {
    const own = site.groups[at]
    if (own === undefined || row.supply !== 'battery' || !(row.isArmed || at === 0)) return []
    const content = row.moves
      ? movingPlan({ reserveSeconds: row.reserve, unplaced: { action: 'migrate', limitSeconds: 180, fallback: 'shutdown' } })
      : stayingPlan(row.ends, { reserveSeconds: row.reserve })
    const hostIds = new Set(row.hosts.map((_, no) => hostId(`${ROWS[at]}${no}`)))
    return [{ group: own, content, hostIds, run: null }]
  })
  const [mover, ...others] = inTrouble
  if (mover === undefined) throw new Error('the first row is on battery')
  return rowsQuestion({ world: site, devices: rows.map((row, at) => upsFor(ROWS[at] ?? '', row)), mover, others })
}

const planned = (question: RoomQuestion, room = batteryRoom(question)) =>
  planStage({
    runId: RUN_ID,
    content: question.mover.content,
    stageId: stageId('rest'),
    world: question.world,
    groupHostIds: question.mover.hostIds,
    devices: question.devices,
    batteries: room,
    existingSteps: [],
    nextSeq: 1,
    makeId: stepIds(),
  }).steps

it('D4 whatever batteries the planner takes VMs to, its independent checker accepts, and so each move to them', () => {
  let taken = 0
  fc.assert(
    fc.property(anyRows, (rows) => {
      const question = questionOf(rows)
      const room = batteryRoom(question)
      const steps = planned(question, room)
      for (const claim of room.claims)
        expect(checkBatteryRoom(claim, { ...question.world, devices: question.devices, steps })).toEqual([])
      const claimed = new Set(room.claims.flatMap(({ hostIds }) => hostIds))
      expect([...room.hosts.keys()].sort()).toEqual([...claimed].sort())
      const troubled = [question.mover, ...question.others].flatMap(({ hostIds }) => [...hostIds])
      const hostsInTrouble = new Set(troubled.filter((id) => !claimed.has(id)))
      expect(checkRun(question.world, steps, { hostsInTrouble })).toEqual([])
      taken += steps.filter(({ targetHostId }) => targetHostId !== null && claimed.has(targetHostId)).length
    }),
    { numRuns: 200 },
  )
  expect(taken).toBeGreaterThan(5)
})

it('D4 D1 the order in which things are told changes nothing', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const question = questionOf(rows)
      const { world: site, devices, others } = question
      const turned = {
        ...question,
        devices: devices.toReversed(),
        others: others.toReversed(),
        world: {
          ...site,
          hosts: site.hosts.toReversed(),
          vms: site.vms.toReversed(),
          feeds: site.feeds.toReversed(),
          groups: site.groups.toReversed(),
        },
      }
      const sorted = (room: ReturnType<typeof batteryRoom>) => ({
        hosts: [...room.hosts].sort(),
        refused: [...room.refused].sort(),
      })
      expect(sorted(batteryRoom(turned))).toEqual(sorted(batteryRoom(question)))
    }),
    { numRuns: 60 },
  )
})

it('D4 a weaker battery, a longer reserve or a mute UPS never makes room, and a dark site leaves none', () => {
  fc.assert(
    fc.property(anyRows, fc.constantFrom('weaker', 'reserve', 'mute', 'dark'), (rows, how) => {
      const before = new Set(batteryRoom(questionOf(rows)).hosts.keys())
      const worse = rows.map((row, at): Row => {
        if (how === 'dark') return row.supply === 'mains' ? { ...row, supply: 'battery' } : row
        if (how === 'reserve') return { ...row, reserve: row.reserve + 300 }
        if (at === 0) return row
        return how === 'mute'
          ? { ...row, contact: 'lost' }
          : { ...row, runtime: row.runtime === null ? null : Math.floor(row.runtime / 2) }
      })
      const after = batteryRoom(questionOf(worse)).hosts
      if (how === 'dark' || how === 'mute') expect(after.size).toBe(0)
      else for (const id of after.keys()) expect(before.has(id)).toBe(true)
    }),
    { numRuns: 200 },
  )
})
