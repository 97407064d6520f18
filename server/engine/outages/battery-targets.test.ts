import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { groupState } from '../../decide/group-state'
import { planIdSchema, planVersionIdSchema, type PowerGroupId } from '../../domain/ids'
import type { PlanContent, PlanMode } from '../../domain/plan'
import type { PowerDeviceView } from '../../domain/world'
import { atOnce } from '../../planner/pieces'
import { batteryRoomInPieces } from '../../planner/battery-room'
import { priorDurations } from '../../planner/durations'
import { movingPlan, rowsDevices, rowsWorld, stayingPlan, upsOf } from '../../testing/battery-rows'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { hostId } from '../../testing/world-samples'
import { groupForecast } from '../group-forecast'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { AbortedOutages } from './aborted-outages'
import { acceptedClaims, hasMoreToMove, roomQuestion } from './battery-targets'
import { OutageKeeper, type OutageSite } from './outage-keeper'
import { StartWatch } from './start-watch'

const world = rowsWorld()
const [rowA, rowB, rowC] = world.groups
if (rowA === undefined || rowB === undefined || rowC === undefined) throw new Error('three rows')

let service: ServiceWorld
let book: RunBook
let keeper: OutageKeeper
let site: OutageSite
let contents: ReadonlyMap<string, PlanContent>
let modes: ReadonlyMap<string, PlanMode>
let views: readonly PowerDeviceView[]

const versionOf = (id: string) => {
  const content = contents.get(id)
  return content === undefined
    ? null
    : {
        id: planVersionIdSchema.parse(id),
        planId: planIdSchema.parse(id),
        number: 1,
        content,
        createdBy: 'ann',
        createdAtMs: 0,
        note: null,
      }
}
beforeEach(async () => {
  service = await openServiceWorld()
  const log = pino({ level: 'silent' })
  const clock = { now: () => START_MS }
  contents = new Map([
    ['a', movingPlan()],
    ['b', stayingPlan()],
  ])
  modes = new Map()
  views = rowsDevices()
  site = {
    world,
    trustedWorld: world,
    durations: priorDurations,
    planOf: ({ id }: { readonly id: PowerGroupId }) => {
      const version = versionOf(id)
      if (version === null) return null
      const mode = modes.get(id) ?? 'armed'
      const plan = { id: version.planId, name: id, powerGroupId: id, mode, publishedVersionId: version.id, createdAtMs: 0 }
      return { plan, version }
    },
    version: (id) => (id === null ? null : versionOf(id)),
    groupStates: (seen) => world.groups.map((group) => ({ group, state: groupState(group, seen) })),
    hostIdsAtRisk: ({ id }) => new Set([hostId(`${id}1`)]),
    hostIdsOf: ({ id }) => new Set([hostId(`${id}1`)]),
  }
  book = new RunBook(new Recorder(service.store, log, clock.now), new Publisher(service.store, log, clock.now))
  const starts = new StartWatch({ now: clock.now, probeOf: () => null, ask: async () => true })
  keeper = new OutageKeeper({ clock, log, book, site, aborted: new AbortedOutages(service.store), starts })
})
afterEach(() => service.close())

const fail = async (): Promise<void> => keeper.consider(rowA, groupState(rowA, views), views)
const stepOfWeb = () => keeper.runOf(rowA.id)?.steps.find(({ object }) => object.name === 'web')
const notes = async (): Promise<string> => {
  const page = await service.store.read.journal.page({ limit: 50 })
  return page.map(({ message }) => message).join('\n')
}

describe('D4 an outage whose plan may move to a battery with room', () => {
  it('D4 moves a VM to the row whose battery outlasts it, says so, and until when it has to last', async () => {
    await fail()
    const web = stepOfWeb()
    expect([web?.action, web?.targetHostId]).toEqual(['migrate', hostId('b1')])
    expect(web?.powerUntilMs).toBeGreaterThan(START_MS + 60_000)
    expect(await notes()).toMatch(/b1 hangs on b, which is on battery: at worst it lasts \d+ s, and \d+ s are needed/)
    // Kept with the run: an engine that starts anew looks as long.
    const stored = await service.store.read.runs.active()
    expect(stored.flatMap(({ steps }) => steps).find(({ object }) => object.name === 'web')?.powerUntilMs).toBe(web?.powerUntilMs)
  })

  it.each<[string, () => void]>([
    ['has not been asked to', () => (contents = new Map([...contents, ['a', movingPlan({ moveTo: 'mains' })]]))],
    ['finds its neighbour’s plan unarmed', () => (modes = new Map([['b', 'dry-run']]))],
    ['finds its neighbour without a plan', () => (contents = new Map([['a', movingPlan()]]))],
    ['finds the battery too weak', () => (views = rowsDevices({ decidingRuntimeSeconds: 200 }))],
    ['finds the whole site dark', () => (views = [upsOf('ups-a', 900), upsOf('ups-b', 7_200), upsOf('ups-c', 900)])],
  ])('D4 A10 shuts it down as planned where it %s', async (_, change) => {
    change()
    await fail()
    expect([stepOfWeb()?.action, stepOfWeb()?.targetHostId, stepOfWeb()?.powerUntilMs]).toEqual(['shutdown', null, undefined])
  })

  it('D4 is foretold so, and the checker of forecasts accepts it', () => {
    const question = roomQuestion(site, { group: rowA, content: movingPlan(), run: null }, () => null, views, START_MS)
    const rejected: unknown[] = []
    const given = { group: rowA, world, views, run: null, nowMs: START_MS, durations: priorDurations }
    const onRejected = (each: unknown): void => void rejected.push(each)
    const content = movingPlan()
    const actionOf = (batteries?: () => ReturnType<typeof batteryRoomInPieces>) =>
      atOnce(groupForecast({ ...given, content, onRejected, ...(batteries === undefined ? {} : { batteries }) })).bars.find(
        ({ name }) => name === 'web',
      )?.action
    expect(actionOf(() => batteryRoomInPieces(question))).toBe('migrate')
    expect(actionOf()).toBe('shutdown')
    expect(rejected).toEqual([])
  })

  it('is not asked again with each look, once all that may move has its step', async () => {
    await fail()
    const run = keeper.runOf(rowA.id)
    const question = roomQuestion(site, { group: rowA, content: movingPlan(), run }, () => null, views, START_MS)
    const [move] = run?.fired ?? []
    expect(hasMoreToMove(question, move?.firstSeq ?? 0)).toBe(false)
    expect(hasMoreToMove({ ...question, mover: { ...question.mover, run: null } }, 0)).toBe(true)
  })

  it('D4 what the independent checker does not accept is not done, and the fault is told', () => {
    const question = roomQuestion(site, { group: rowA, content: movingPlan(), run: null }, () => null, views, START_MS)
    const room = atOnce(batteryRoomInPieces(question))
    const evidence = { groups: world.groups, trusted: world, devices: views }
    expect(acceptedClaims(room, evidence, [])).toMatchObject({ accepted: [{ groupId: rowB.id }], faults: [] })
    const short = { ...room, claims: room.claims.map((claim) => ({ ...claim, neededSeconds: 1 })) }
    expect(acceptedClaims(short, evidence, [])).toEqual({
      accepted: [],
      faults: ['checker: the plan that moves VMs takes longer than is claimed (target-without-power)'],
    })
  })
})
