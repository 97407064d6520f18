import { describe, expect, it } from 'vitest'
import type { Trigger } from '../domain/plan'
import { device, feed, group, host, plan, stageId, vm, vmId, world } from '../testing/world-samples'
import { forecastPlan } from './forecast'

const heat: Trigger = { kind: 'temperature-at-least', celsius: 40, seconds: 60 }
const given = world({
  hosts: [host('h1')],
  vms: [vm('a', 'h1'), vm('b', 'h1')],
  feeds: [feed('ups', 'h1')],
  groups: [group(['ups'])],
})
const stage = (name: string, triggers: readonly Trigger[]) => ({
  id: stageId(name),
  name,
  triggers: [...triggers],
  placements: [{ vmId: vmId(name), vmName: name, action: 'shutdown' as const }],
})
const forecast = (...stages: ReturnType<typeof stage>[]) =>
  forecastPlan({ content: plan({ stages }), groupId: group(['ups']).id, world: given, devices: [device('ups')] })

describe('the forecast of an outage under a plan with danger triggers', () => {
  const soon: Trigger = { kind: 'seconds-on-battery', seconds: 60 }

  it('P8 foretells no danger: a stage that only one fires goes with the next that the battery fires', () => {
    const { stages, verdict } = forecast(stage('a', [heat]), stage('b', [soon]))
    expect(stages.map(({ firesAtSeconds }) => firesAtSeconds)).toEqual([60, 60])
    expect(verdict).toBe('clean')
  })

  it('P8 a last stage that only a danger fires leaves its VMs to be cut off, and says so', () => {
    const { stages, verdict, cutOff, marginSeconds } = forecast(
      stage('a', [soon]),
      stage('b', [heat, { kind: 'overload', seconds: 30 }]),
    )
    expect(stages.map(({ firesAtSeconds }) => firesAtSeconds)).toEqual([60, null])
    expect(verdict).toBe('cut-off')
    expect(cutOff).toMatchObject([
      { name: 'b', reason: 'stage "b" begins on a danger (heat, overload, battery fault) and not in an outage' },
    ])
    expect(marginSeconds).not.toBeNull()
  })
})
