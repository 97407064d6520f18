import { expect, it } from 'vitest'
import { movingPlan, rowsDevices, rowsWorld } from '../testing/battery-rows'
import { runWith } from '../testing/run-samples'
import { groupId, onVm, stageId, step } from '../testing/world-samples'
import { checkForecast } from './check-forecast'
import { forecastWithCourse } from './forecast'
import { atOnce } from './pieces'

/** `db` has ended so many seconds ago, and neither its manager nor the UPS has shown it since. */
const asked = (agoSeconds: number) => {
  const world = rowsWorld()
  const [group] = world.groups
  if (group === undefined) throw new Error('a row')
  const nowMs = 20_000
  const ended = { state: 'done', startedAtMs: 15_000, endedAtMs: nowMs - agoSeconds * 1000, stageId: stageId('rest') } as const
  const fired = ['move', 'rest'].map((id) => ({ stageId: stageId(id), stageName: id, firedAtMs: 10_000, firstSeq: 1, why: '' }))
  const run = runWith([step(1, { object: onVm('db'), action: 'shutdown', ...ended })], { fired })
  const question = { content: movingPlan(), groupId: groupId('a'), world, devices: rowsDevices(), progress: { run, nowMs } }
  const { forecast, course } = atOnce(forecastWithCourse(question))
  if (course === null) throw new Error('a forecast')
  const { content, load, startSeconds } = course
  const watts = new Map<string, number>([...load.vmWatts, ...load.hostWatts])
  return {
    forecast,
    checked: { content, world, group, devices: question.devices, fromSeconds: startSeconds, totalWatts: load.totalWatts, watts },
  }
}

it.each([0.02, 0.09, 0.5, 3])(
  'a VM that ended %s s ago and is still in what is measured makes no forecast wrong',
  (agoSeconds) => {
    const { forecast, checked } = asked(agoSeconds)
    expect(forecast.bars.some(({ name }) => name === 'db')).toBe(true)
    expect(checkForecast(checked, forecast)).toEqual([])
  },
)

it('a time of dark that neither course explains is refused all the same', () => {
  const { forecast, checked } = asked(0.02)
  const wrong = { ...forecast, emptyAtSeconds: (forecast.emptyAtSeconds ?? 0) * 2 }
  expect(checkForecast(checked, wrong).map(({ rule }) => rule)).toContain('dark')
})
