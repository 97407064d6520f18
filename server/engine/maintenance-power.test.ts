import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PowerDeviceView, World } from '../domain/world'
import { priorDurations } from '../planner/durations'
import { containing } from '../testing/containing'
import { openServiceWorld, START_MS, type ServiceWorld } from '../testing/service-world'
import { device, feed, group, host, hostId, vm, vmId, world as worldOf } from '../testing/world-samples'
import { MaintenanceKeeper } from './maintenance-keeper'
import { Publisher } from './publisher'
import { Recorder } from './recorder'
import { RunBook } from './run-book'

const BY = { actor: 'ann', channel: 'web', reason: null } as const
const A = hostId('a')
const FEEDS = [feed('ups-1', 'a'), feed('ups-2', 'b'), feed('ups-3', 'c')]
const ON_BATTERY: Partial<PowerDeviceView> = { supply: 'battery', secondsOnBattery: 20, onBatterySinceMs: START_MS - 20_000 }

let store: ServiceWorld
let book: RunBook
let site: World
let views: readonly PowerDeviceView[]
/** What is seen of the UPSs from the second look on; null: no change. */
let later: readonly PowerDeviceView[] | null
let keeper: MaintenanceKeeper
const powered = (failing: readonly string[]): void => {
  views = ['ups-1', 'ups-2', 'ups-3'].map((name) => device(name, failing.includes(name) ? ON_BATTERY : {}))
}
beforeEach(async () => {
  store = await openServiceWorld()
  const log = pino({ level: 'silent' })
  const now = () => START_MS
  book = new RunBook(new Recorder(store.store, log, now), new Publisher(store.store, log, now))
  site = worldOf({ hosts: ['a', 'b', 'c'].map((name) => host(name)), vms: [vm('web', 'a')], feeds: FEEDS })
  powered([])
  later = null
  keeper = new MaintenanceKeeper({ now }, book, {
    get world() {
      return site
    },
    get trustedWorld() {
      return site
    },
    durations: priorDurations,
    deviceViews: () => {
      const seen = views
      views = later ?? views
      return seen
    },
  })
})
afterEach(() => store.close())

const moves = () => book.active.flatMap(({ steps }) => steps).filter(({ action }) => action.startsWith('migrate'))
const planned = (target: string) => [{ vmId: vmId('web'), targetHostId: hostId(target), fromHostId: A }]

describe('D4 a host that enters maintenance', () => {
  it('D4 is emptied to hosts with mains only', async () => {
    powered(['ups-2'])
    expect(await keeper.enter({ hostId: A, choices: [] }, BY)).toHaveProperty('runId')
    expect(moves().map(({ targetHostId }) => targetHostId)).toEqual([hostId('c')])
  })

  it('D4 is not emptied as it was shown where that target has lost its mains since', async () => {
    powered(['ups-2'])
    const answer = await keeper.enter({ hostId: A, choices: [], moves: planned('b') }, BY)
    expect(answer).toMatchObject({ message: containing('web') })
    expect(book.active).toEqual([])
  })

  it('D4 is not emptied to where a person chose, without mains', async () => {
    powered(['ups-2'])
    const choices = [{ vmId: vmId('web'), action: 'migrate', targetHostId: hostId('b') } as const]
    expect(await keeper.enter({ hostId: A, choices }, BY)).toMatchObject({ message: containing('not on mains (battery)') })
    expect(book.active).toEqual([])
  })

  it('D4 P5 is not emptied to a host that its power group takes along', async () => {
    site = { ...site, feeds: [...FEEDS, feed('ups-2', 'c', 'B')], groups: [group(['ups-3', 'ups-2'], 2)] }
    powered(['ups-3'])
    expect(await keeper.enter({ hostId: A, choices: [] }, BY)).toMatchObject({ message: containing('need a decision') })
    powered([])
    expect(await keeper.enter({ hostId: A, choices: [] }, BY)).toHaveProperty('runId')
  })

  it('D4 is not emptied, as it was shown, into what its cluster keeps for hosts that fail', async () => {
    const clusters = [
      { nativeId: 'c', name: 'Cluster', maxCpuPercent: null, cpuBaseline: null, haReserve: { memoryPercent: 99 } },
    ]
    site = { ...site, managers: site.managers.map((each) => ({ ...each, clusters })) }
    const answer = await keeper.enter({ hostId: A, choices: [], moves: planned('b') }, BY)
    expect(answer).toMatchObject({ message: containing('keeps all beyond') })
    const choices = [{ vmId: vmId('web'), action: 'migrate', targetHostId: hostId('b') } as const]
    expect(await keeper.enter({ hostId: A, choices, moves: planned('b') }, BY)).toHaveProperty('runId')
  })

  it('D4 is emptied on a site that declared no feeds', async () => {
    site = { ...site, feeds: [] }
    expect(await keeper.enter({ hostId: A, choices: [] }, BY)).toHaveProperty('runId')
    expect(moves()).toHaveLength(1)
  })
})

describe('D4 a host that leaves maintenance', () => {
  beforeEach(async () => {
    await keeper.enter({ hostId: A, choices: [], moves: planned('b') }, BY)
    const [run] = book.active
    if (run === undefined) throw new Error('nothing was begun')
    await book.change(
      run.id,
      {
        run: { phase: 'in-maintenance' },
        stepIds: run.steps.map(({ id }) => id),
        patchStep: (step) => ({
          ...step,
          state: 'done',
          endedAtMs: START_MS,
          attempts: [
            {
              action: step.action,
              startedAtMs: 1,
              endedAtMs: 2,
              intentEntryId: 1,
              outcome: 'verified',
              task: null,
              message: null,
            },
          ],
        }),
      },
      [],
    )
    site = {
      ...site,
      hosts: site.hosts.map((each) => (each.id === A ? { ...each, inMaintenance: true } : each)),
      vms: [vm('web', 'b')],
    }
  })
  const home = () => book.active.flatMap(({ steps }) => steps).filter(({ action }) => action === 'migrate-home')

  it('D4 R2 brings nothing back while it has no mains, and is released all the same', async () => {
    powered(['ups-1'])
    expect(await keeper.exit({ hostId: A }, true, BY)).toMatchObject({
      message: containing('a is not seen on live mains'),
      hint: containing('without bringing'),
    })
    expect(home()).toEqual([])
    expect(await keeper.exit({ hostId: A }, false, BY)).toHaveProperty('runId')
    expect(home()).toEqual([])
  })

  it('D4 R6 brings back what left it once it has', async () => {
    expect(await keeper.exit({ hostId: A }, true, BY)).toHaveProperty('runId')
    expect(home().map(({ targetHostId }) => targetHostId)).toEqual([A])
  })

  it('D4 P2 brings back what left it where a person vouches for its mains, and its UPS merely does not answer', async () => {
    const vouching = { hostId: A, vouchesForMains: true } as const
    const silent = { contact: 'lost', supply: 'mains' } as const
    views = [device('ups-1', silent), device('ups-2'), device('ups-3')]
    expect(await keeper.exit({ hostId: A }, true, BY)).toMatchObject({ message: containing('a is not seen on live mains') })
    // Another one is on battery: that is how an outage looks from here.
    views = [device('ups-1', silent), device('ups-2', ON_BATTERY), device('ups-3')]
    expect(await keeper.exit(vouching, true, BY)).toMatchObject({ message: containing('a is not seen on live mains') })
    // It was on battery as it fell silent.
    views = [device('ups-1', { ...ON_BATTERY, contact: 'lost' }), device('ups-2'), device('ups-3')]
    expect(await keeper.exit(vouching, true, BY)).toMatchObject({ message: containing('a is not seen on live mains') })
    views = [device('ups-1', silent), device('ups-2'), device('ups-3')]
    expect(await keeper.exit(vouching, true, BY)).toHaveProperty('runId')
    expect(home().map(({ targetHostId }) => targetHostId)).toEqual([A])
    expect(book.active[0]?.vouchedMains).toBe(true)
    await keeper.consider()
    expect(book.active[0]?.vouchedMains).toBe(true)
    // It answers: whatever becomes of it later, nobody has vouched for that.
    views = [device('ups-1'), device('ups-2'), device('ups-3')]
    await keeper.consider()
    views = [device('ups-1', silent), device('ups-2'), device('ups-3')]
    await keeper.consider()
    expect(book.active[0]?.vouchedMains).toBeNull()
  })

  it('P2 D4 nobody vouches for mains where another UPS was on battery as it fell silent', async () => {
    views = [device('ups-1', { contact: 'lost', supply: 'mains' }), device('ups-2', { ...ON_BATTERY, contact: 'lost' })]
    expect(await keeper.exit({ hostId: A, vouchesForMains: true }, true, BY)).toMatchObject({
      message: containing('a is not seen on live mains'),
    })
  })

  it('D4 is not left in a way that the independent checker refuses, as where the mains go while it is planned', async () => {
    powered(['ups-1'])
    later = views
    powered([])
    expect(await keeper.exit({ hostId: A }, true, BY)).toMatchObject({ message: containing('independent checker') })
    expect(home()).toEqual([])
  })
})
