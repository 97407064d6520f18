import { priorDurations } from '../../planner/durations'
import pino from 'pino'
import { expect, it } from 'vitest'
import type { GroupState } from '../../decide/group-state'
import { hostIdSchema, managerIdSchema, planIdSchema, planVersionIdSchema, runIdSchema } from '../../domain/ids'
import type { ManagerView } from '../../domain/world'
import { runWith } from '../../testing/run-samples'
import { openServiceWorld, START_MS } from '../../testing/service-world'
import { feed, group, host, managerId, manager, plan, stageId, vm, world } from '../../testing/world-samples'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { AbortedOutages } from './aborted-outages'
import { OutageKeeper } from './outage-keeper'
import { StartWatch } from './start-watch'

const row = group(['ups'])
const now = { kind: 'seconds-on-battery', seconds: 0 } as const
const RUN = runIdSchema.parse('run')
const ids = { plan: planIdSchema.parse('plan'), version: planVersionIdSchema.parse('v1') }
const onBattery: GroupState = {
  condition: 'on-battery',
  inTrouble: true,
  onBatterySinceMs: START_MS - 60_000,
  secondsOnBattery: 60,
  runtimeSeconds: 900,
  runtimeReason: 'device',
  chargePercent: 90,
  loadPercent: 10,
  outputWatts: 100,
  dangers: [],
  evidence: [],
}
const other = managerIdSchema.parse('n')

it('D11 P9 hosts of a manager that is about to answer wait for it, those of another do not, nor does the rest for their end', async () => {
  const service = await openServiceWorld()
  const log = pino({ level: 'silent' })
  const clock = { now: () => START_MS }
  const book = new RunBook(new Recorder(service.store, log, clock.now), new Publisher(service.store, log, clock.now))
  let awaited: Partial<ManagerView> = { awaited: true }
  const version = {
    id: ids.version,
    planId: ids.plan,
    number: 1,
    content: plan({
      stages: [{ id: stageId('all'), name: 'All', triggers: [now], placements: [] }],
      hosts: { action: 'shutdown', triggers: [now], limitSeconds: 600 },
    }),
    createdBy: 'ann',
    createdAtMs: 0,
    note: null,
  }
  // The operation stands on c, which goes after all others: it waits with those that are not known yet (D5).
  const site = () =>
    world({
      managers: [manager(awaited), manager({ id: other, name: 'esx' })],
      hosts: [
        host('a'),
        host('b', { id: hostIdSchema.parse('n:b'), managerId: other }),
        host('c', { id: hostIdSchema.parse('n:c'), managerId: other }),
      ],
      vms: [
        vm('console', null, {
          managerId: other,
          hostId: hostIdSchema.parse('n:c'),
          power: 'off',
          keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }],
        }),
      ],
      feeds: [feed('ups', 'a')],
      groups: [row],
    })
  const keeper = new OutageKeeper({
    starts: new StartWatch({ now: () => 0, probeOf: () => null, ask: async () => true }),
    clock,
    log,
    book,
    aborted: new AbortedOutages(service.store),
    site: {
      get world() {
        return site()
      },
      durations: priorDurations,
      get trustedWorld() {
        return site()
      },
      groupStates: () => [{ group: row, state: onBattery }],
      hostIdsAtRisk: () => new Set(site().hosts.map(({ id }) => id)),
      hostIdsOf: () => new Set(site().hosts.map(({ id }) => id)),
      planOf: () => ({
        plan: {
          id: ids.plan,
          name: 'Row',
          powerGroupId: row.id,
          mode: 'armed',
          publishedVersionId: ids.version,
          createdAtMs: 0,
        },
        version,
      }),
      version: () => version,
    },
  })
  const fired = [{ stageId: stageId('all'), stageName: 'All', firedAtMs: 0, firstSeq: 1, why: 'power' }]
  await book.add(
    runWith([], { id: RUN, planId: ids.plan, planVersionId: ids.version, powerGroupId: row.id, fired, outageStartedAtMs: 1 }),
    [],
  )
  const going = () =>
    (book.get(RUN)?.steps ?? []).flatMap(({ object, action }) => (action === 'shutdown-host' ? [object.id] : [])).toSorted()
  await keeper.consider(row, onBattery, [])
  expect(going()).toEqual(['n:b'])
  await keeper.consider(row, onBattery, [])
  expect(going()).toEqual(['n:b'])
  awaited = {}
  // The first host is still on its way down: the others are not kept waiting for that.
  await keeper.consider(row, onBattery, [])
  expect(going()).toEqual([`${managerId()}:a`, 'n:b', 'n:c'])
  await service.close()
})
