import { describe, expect, it } from 'vitest'
import { decideStart } from '../decide/decide-run'
import type { GroupState } from '../decide/group-state'
import { plan, stageId, vm, vmId } from '../testing/world-samples'
import { withLongOutage } from './long-outage'
import type { PlanContent } from './plan'

const vms = [
  vm('gold', 'a', { tags: ['tier-0'] }),
  vm('plain', 'a'),
  vm('scrap', 'a', { tags: ['tier-3'] }),
  vm('kept', 'a', { tags: ['tier-3'] }),
  vm('dns', 'a', { tags: ['tier-3'], keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] }),
]
const place = (name: string, action = 'shutdown') => ({ vmId: vmId(name), vmName: name, action })
const content = (longOutage: Partial<PlanContent['longOutage']>, hosts: 'keep' | 'shutdown' = 'shutdown'): PlanContent =>
  plan({
    longOutage,
    hosts: { action: hosts, triggers: [{ kind: 'low-battery' }], limitSeconds: 600 },
    stages: [
      {
        id: 'one',
        name: 'One',
        triggers: [{ kind: 'seconds-on-battery', seconds: 600 }],
        placements: [place('plain'), place('kept', 'keep')],
      },
      { id: 'two', name: 'Two', triggers: [{ kind: 'low-battery' }], placements: [place('gold'), place('scrap'), place('dns')] },
      { id: 'hand', name: 'By hand', triggers: [{ kind: 'manual' }], placements: [] },
    ],
  })
const after = (secondsOnBattery: number): GroupState => ({
  condition: 'on-battery',
  inTrouble: true,
  onBatterySinceMs: 0,
  secondsOnBattery,
  runtimeSeconds: 9_000,
  runtimeReason: 'device',
  chargePercent: 90,
  loadPercent: 10,
  outputWatts: 100,
  dangers: [],
  evidence: [],
})
const firing = (given: PlanContent, seconds: number) =>
  decideStart(withLongOutage(given, vms), after(seconds)).map(({ stageId: id }) => id)

describe('S4-01 a policy for long outages', () => {
  it('is none unless somebody set one: the content is the same object', () => {
    const given = content({})
    expect(withLongOutage(given, vms)).toBe(given)
  })

  it('ends the less important VMs beyond the set time, wherever they stand, and fires no other stage with them', () => {
    const acting = withLongOutage(content({ shedAfterSeconds: 300 }), vms)
    // D5: what the operation stands on is of the highest tier, whatever its tags say; what stays on, stays on.
    expect(acting.stages[0]).toMatchObject({ id: 'long-outage', alone: true, placements: [{ vmName: 'scrap' }] })
    expect(acting.stages.slice(1)).toEqual(content({}).stages)
    expect([firing(content({ shedAfterSeconds: 300 }), 299), firing(content({ shedAfterSeconds: 300 }), 300)]).toEqual([
      [],
      ['long-outage'],
    ])
    const wider = withLongOutage(content({ shedAfterSeconds: 300, shedTier: 2 }), vms)
    expect(wider.stages[0]?.placements.map(({ vmName }) => vmName)).toEqual(['plain', 'scrap'])
  })

  it('leaves a VM on that a more important one hangs on: dependants end first', () => {
    const given = content({ shedAfterSeconds: 300 })
    const hanging = {
      ...given,
      stages: given.stages.map((stage) => ({
        ...stage,
        placements: stage.placements.map((each) => (each.vmName === 'scrap' ? { ...each, after: [vmId('gold')] } : each)),
      })),
    }
    expect(withLongOutage(hanging, vms).stages[0]?.placements).toEqual([])
    // Nobody has seen it for long: it holds up nothing.
    expect(
      withLongOutage(
        hanging,
        vms.filter(({ name }) => name !== 'gold'),
      ).stages[0]?.placements,
    ).toHaveLength(1)
  })

  it('is not fired along with a later stage before its time', () => {
    expect(firing(content({ shedAfterSeconds: 3_600 }), 700)).toEqual(['one'])
  })

  it('ends everything that an outage ends beyond the second set time, and leaves alone what only a hand fires', () => {
    const given = content({ endAfterSeconds: 1_200 })
    expect([firing(given, 1_199), firing(given, 1_200)]).toEqual([['one'], ['one', 'two']])
    expect(withLongOutage(given, vms).hosts.triggers).toEqual([
      { kind: 'low-battery' },
      { kind: 'seconds-on-battery', seconds: 1_200 },
    ])
    const kept = content({ endAfterSeconds: 1_200 }, 'keep')
    expect(withLongOutage(kept, vms).hosts).toEqual(kept.hosts)
  })

  it('D7 D1 leaves the last stage last, and is the same when it is done twice', () => {
    const acting = withLongOutage(content({ shedAfterSeconds: 300, endAfterSeconds: 1_200 }), vms)
    expect(acting.stages.at(-1)?.id).toBe(stageId('hand'))
    expect(withLongOutage(acting, vms)).toBe(acting)
  })
})
