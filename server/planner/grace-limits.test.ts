import { describe, expect, it } from 'vitest'
import type { RunWithSteps, Step } from '../domain/run'
import { runWith } from '../testing/run-samples'
import { device, feed, group, groupId, host, onHost, onVm, plan, stageId, step, vm, vmId, world } from '../testing/world-samples'
import { type DurationBook, priorDurations } from './durations'
import { forecastPlan } from './forecast'

const one = stageId('one')
const content = plan({
  reserveSeconds: 120,
  stages: [
    {
      id: one,
      name: 'One',
      triggers: [{ kind: 'seconds-on-battery', seconds: 60 }],
      placements: ['web', 'far'].map((name) => ({ vmId: vmId(name), vmName: name })),
    },
  ],
  hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 60 }], limitSeconds: 600 },
})
const at = (seq: number, name: string, on: string, more: Partial<Step> = {}): Step =>
  step(seq, {
    object: onVm(name),
    action: 'shutdown',
    stageId: one,
    limitSeconds: 180,
    fallback: 'power-off',
    before: { power: 'on', hostId: host(on).id, inMaintenance: false, macs: [] },
    ...more,
  })
const steps = (more: Partial<Step> = {}): Step[] => {
  const web = at(1, 'web', 'a', more)
  // At worst as quick as 30 s: the host without guests ends long before the other one.
  const far = at(2, 'far', 'b', { limitSeconds: 30, fallback: 'leave' })
  return [web, far, step(3, { object: onHost('a'), action: 'shutdown-host', limitSeconds: 600, after: [web.id] })]
}
const site = world({
  hosts: [host('a'), host('b')],
  vms: [vm('web', 'a'), vm('far', 'b')],
  feeds: [feed('ups1', 'a'), feed('ups1', 'b')],
  groups: [group(['ups1'])],
})
const run = (given: readonly Step[]): RunWithSteps =>
  runWith(given, {
    powerGroupId: groupId(),
    startedAtMs: 60_000,
    fired: [{ stageId: one, stageName: 'One', firedAtMs: 60_000, firstSeq: 1, why: '' }],
  })
const question = (decidingRuntimeSeconds: number, given: readonly Step[] = steps(), nowMs = 60_000, world = site) => ({
  content,
  groupId: groupId(),
  world,
  devices: [device('ups1', { supply: 'battery', decidingRuntimeSeconds })],
  progress: { run: run(given), nowMs },
})
const foretell = (decidingRuntimeSeconds: number, given: readonly Step[] = steps(), nowMs = 60_000, world = site) =>
  forecastPlan(question(decidingRuntimeSeconds, given, nowMs, world))

describe('D3 the graces of a run whose forecast misses time before the reserve', () => {
  it('D3 asks for less of the guest that its host waits for, with the numbers, and of nobody else', () => {
    const forecast = foretell(420)
    const missing = -(forecast.marginSeconds ?? 0)
    expect(missing).toBeGreaterThan(0)
    // Of its 120 s at worst; what force then takes is within them.
    expect(forecast.graces).toEqual([
      {
        stepId: steps()[0]?.id,
        limitSeconds: 120 - missing - 8,
        bySeconds: missing,
        missingSeconds: missing,
        lastEndSeconds: 60 + 120 + 240,
      },
    ])
  })

  it('D3 but for no less than 30 s, and of what has been asked for longer for no less than that', () => {
    expect(foretell(300).graces).toMatchObject([{ limitSeconds: 30 }])
    const asked = steps({ state: 'running', startedAtMs: 60_000 })
    expect(foretell(300, asked, 110_000).graces).toMatchObject([{ limitSeconds: 50 }])
  })

  it('D3 of nobody where nothing is missing, of what is never forced, and once it is as short as it may be', () => {
    expect(foretell(3_000)).not.toHaveProperty('graces')
    expect(foretell(300, steps({ fallback: 'leave' }))).not.toHaveProperty('graces')
    expect(foretell(300, steps({ action: 'save-state' }))).not.toHaveProperty('graces')
    expect(foretell(300, steps({ limitSeconds: 30 }))).not.toHaveProperty('graces')
  })

  it('D3 the mission-critical keep all of it as long as nothing is cut off', () => {
    const critical = { ...site, vms: site.vms.map((each) => ({ ...each, tags: ['tier-0'] })) }
    const late = foretell(430, steps(), 60_000, critical)
    expect(late.marginSeconds).toBeLessThan(0)
    expect(late).not.toHaveProperty('graces')
    expect(foretell(430).graces).toHaveLength(1)
    const cut = foretell(300, steps(), 60_000, critical)
    expect(cut.graces).toHaveLength(1)
  })

  it('D3 nobody is asked for less than it takes as a rule', () => {
    const slow: DurationBook = {
      ...priorDurations,
      vm: (action, ...of) => (action === 'shutdown' ? { p50Seconds: 90, p95Seconds: 120 } : priorDurations.vm(action, ...of)),
    }
    const [grace] = forecastPlan({ ...question(300), durations: slow }).graces ?? []
    expect(grace?.limitSeconds).toBe(90)
  })
})
