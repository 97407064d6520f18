import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { device, feed, group, groupId, host, plan, stageId, vm, vmId, world } from '../testing/world-samples'
import { forecastPlan } from './forecast'

describe('whatever the plan', () => {
  const rank = { clean: 0, late: 1, 'cut-off': 2, unknown: 3 }
  const anyTimed = fc.array(fc.record({ seconds: fc.integer({ min: 0, max: 900 }), size: fc.nat(6) }), {
    minLength: 1,
    maxLength: 4,
  })
  const foretell = (stages: readonly { seconds: number; size: number }[], runtimeSeconds: number, outputWatts: number) => {
    let next = 0
    const vms = Array.from({ length: 16 }, (_, at) => vm(`v${at}`, at % 2 === 0 ? 'a' : 'b'))
    const content = plan({
      stages: stages.map(({ seconds, size }, at) => ({
        id: stageId(`${at}`),
        name: `${at}`,
        triggers: [{ kind: 'seconds-on-battery' as const, seconds }],
        placements: Array.from({ length: size }, () => {
          next += 1
          return { vmId: vmId(`v${next - 1}`), vmName: `v${next - 1}` }
        }),
      })),
    })
    const site = world({
      hosts: [host('a'), host('b')],
      vms,
      feeds: [feed('ups1', 'a'), feed('ups1', 'b')],
      groups: [group(['ups1'])],
    })
    return forecastPlan({
      content,
      groupId: groupId(),
      world: site,
      devices: [device('ups1', { decidingRuntimeSeconds: runtimeSeconds }, { outputWatts })],
    })
  }

  it('more battery is never worse', () => {
    fc.assert(
      fc.property(anyTimed, fc.integer({ min: 30, max: 4000 }), fc.integer({ min: 1, max: 4000 }), (stages, runtime, more) => {
        const less = foretell(stages, runtime, 2000)
        const greater = foretell(stages, runtime + more, 2000)
        expect(rank[greater.verdict]).toBeLessThanOrEqual(rank[less.verdict])
        if (less.marginSeconds !== null && greater.marginSeconds !== null)
          expect(greater.marginSeconds).toBeGreaterThanOrEqual(less.marginSeconds - 1)
      }),
      { numRuns: 200 },
    )
  })

  it('a smaller load on the same battery is never worse', () => {
    fc.assert(
      fc.property(
        anyTimed,
        fc.integer({ min: 30, max: 4000 }),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        (stages, runtime, part) => {
          const full = foretell(stages, runtime, 2000)
          const light = foretell(stages, runtime * (1 / part) ** 1.1, 2000 * part)
          expect(rank[light.verdict]).toBeLessThanOrEqual(rank[full.verdict])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('verdict, margin and cut-off VMs agree, and the chart stays small', () => {
    fc.assert(
      fc.property(anyTimed, fc.integer({ min: 10, max: 4000 }), (stages, runtime) => {
        const { verdict, marginSeconds, cutOff, battery, bars } = foretell(stages, runtime, 2000)
        expect(verdict === 'cut-off').toBe(cutOff.length > 0)
        if (verdict === 'clean') expect(marginSeconds).toBeGreaterThanOrEqual(0)
        if (verdict === 'late') expect(marginSeconds).toBeLessThan(0)
        expect(battery.length).toBeLessThanOrEqual(200)
        for (const bar of bars) expect(bar.worstEndSeconds).toBeGreaterThanOrEqual(bar.endSeconds)
      }),
      { numRuns: 200 },
    )
  })
})
