import { expect, it } from 'vitest'
import { runWith } from '../testing/run-samples'
import { device, feed, group, groupId, host, plan, stageId, vm, vmId, world } from '../testing/world-samples'
import { forecastPlan } from './forecast'

const HOURS_4_MS = 4 * 3_600_000

it('P6 in the second outage of a run a stage is foretold by the time on battery that counts for its trigger', () => {
  const content = plan({
    stages: [
      {
        id: stageId('late'),
        name: 'Late',
        triggers: [{ kind: 'seconds-on-battery', seconds: 1_500 }],
        placements: [{ vmId: vmId('web'), vmName: 'web' }],
      },
    ],
  })
  const forecast = forecastPlan({
    content,
    groupId: groupId(),
    world: world({ hosts: [host('a')], vms: [vm('web', 'a')], feeds: [feed('ups', 'a')], groups: [group(['ups'])] }),
    devices: [device('ups', { supply: 'battery', decidingRuntimeSeconds: 7_200, secondsOnBattery: 60 })],
    progress: { run: runWith([], { outageStartedAtMs: 0, fired: [] }), nowMs: HOURS_4_MS },
  })
  expect(forecast.stages[0]?.firesAtSeconds).toBeCloseTo(HOURS_4_MS / 1_000 + 1_440, 0)
})
