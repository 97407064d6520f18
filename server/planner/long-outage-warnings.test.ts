import { describe, expect, it } from 'vitest'
import type { PlanContent, Trigger } from '../domain/plan'
import { plan, stageId, vm, vmId, world } from '../testing/world-samples'
import { longOutageWarnings } from './long-outage-warnings'

const MANUAL: Trigger = { kind: 'manual' }
const site = world({ vms: [vm('web', 'h1', { tags: ['tier-3'] }), vm('db', 'h1', { tags: ['tier-0'] })] })
const told = (
  triggers: readonly Trigger[],
  longOutage: Partial<PlanContent['longOutage']>,
  { placed = ['web', 'db'], hostsEnd = false } = {},
) =>
  longOutageWarnings(
    plan({
      stages: [
        {
          id: stageId('only'),
          name: 'only',
          triggers: [...triggers],
          placements: placed.map((name) => ({ vmId: vmId(name), vmName: name })),
        },
      ],
      longOutage: { shedAfterSeconds: null, shedTier: 3, endAfterSeconds: null, ...longOutage },
      hosts: { action: hostsEnd ? 'shutdown' : 'keep', triggers: [MANUAL], limitSeconds: 600 },
    }),
    site,
  )

describe('P6 what a policy for long outages would not do is said before it is published', () => {
  const outage: Trigger = { kind: 'runtime-at-most', seconds: 300 }
  const danger: Trigger = { kind: 'temperature-at-least', celsius: 40, seconds: 60 }

  it('is to end everything, where no stage is fired by an outage and the hosts stay on', () => {
    for (const triggers of [[MANUAL], [danger], [MANUAL, danger]])
      expect(told(triggers, { endAfterSeconds: 7_200 })).toEqual([
        expect.stringMatching(/^a long outage is to end everything after 120 min/),
      ])
    expect(told([outage], { endAfterSeconds: 7_200 })).toEqual([])
    expect(told([MANUAL, outage], { endAfterSeconds: 7_200 })).toEqual([])
    // Its hosts end then, and what is on them with them.
    expect(told([MANUAL], { endAfterSeconds: 7_200 }, { hostsEnd: true })).toEqual([])
  })

  it('is to end the lower tiers, where no stage that an outage fires names one of them', () => {
    const shedding = { shedAfterSeconds: 1_800, shedTier: 2 as const }
    expect(told([outage], shedding)).toEqual([])
    expect(told([outage], shedding, { placed: ['db'] })).toEqual([expect.stringMatching(/tier-2 and below after 30 min/)])
    expect(told([MANUAL], shedding)).toHaveLength(1)
  })

  it('is not said of a plan without such a policy', () => {
    expect(told([MANUAL], {})).toEqual([])
  })
})
