import { expect, it } from 'vitest'
import { exactShedding } from '../../../e2e/bench/shedding/exact'
import { randomOf } from '../../../e2e/bench/shedding/random'
import type { ShedEnd, ShedProblem, ShedVm } from '../../domain/shedding'
import { checkShedding } from '../check-shedding'
import { shedSchedule } from './schedule'

const SLOT = 60
const SLOTS = 8

const small = (seed: number): ShedProblem => {
  const random = randomOf(seed)
  const seconds = random.between(400, 1_200)
  return {
    batteries: ['a', 'b'].map((id) => ({
      id,
      runtimes: [
        { watts: 100, seconds: seconds * 2.4 },
        { watts: 200, seconds },
      ],
      otherWatts: 10,
      reserveSeconds: 60,
      cushion: 0,
    })),
    hosts: [
      { id: 'h1', feeds: [{ batteryId: 'a', share: 1 }], baseWatts: 80, endSeconds: 60 },
      { id: 'h2', feeds: ['a', 'b'].map((batteryId) => ({ batteryId, share: 0.5 })), baseWatts: 80, endSeconds: null },
    ],
    vms: Array.from({ length: 4 }, (_, at): ShedVm => ({
      id: `v${at}`,
      hostId: at < 2 ? 'h1' : 'h2',
      watts: random.between(10, 80),
      value: random.whole(1, 9),
      afterIds: at === 3 && random.chance(0.5) ? ['v0'] : [],
      limitIds: ['l'],
      graceSeconds: random.between(30, 150),
      saveSeconds: null,
      forceSeconds: 10,
      endingSeconds: null,
    })),
    limits: [{ id: 'l', atOnce: 2, atMost: 2 }],
    slotSeconds: SLOT,
    slots: SLOTS,
    halfLifeSeconds: 600,
  }
}

/** Every plan there is, judged by the checker alone. */
const bestByEnumeration = (problem: ShedProblem): number | null => {
  const worth = (seconds: number): number => 600 * Math.log(1 + seconds / 600)
  let best: number | null = null
  const place = (ends: readonly ShedEnd[], value: number): void => {
    const vm = problem.vms[ends.length]
    if (vm === undefined) {
      if ((best === null || value > best) && checkShedding(problem, { ends, value, degree: 'none' }).length === 0) best = value
      return
    }
    const length = Math.ceil(vm.graceSeconds / SLOT) * SLOT
    for (let slot = 0; slot <= SLOTS; slot += 1) {
      const beginSeconds = slot * SLOT
      const end: ShedEnd = { vmId: vm.id, way: 'shutdown', beginSeconds, endSeconds: beginSeconds + length }
      place([...ends, end], value + vm.value * worth(beginSeconds))
    }
  }
  place([], 0)
  return best
}

it('the exact optimum is that of all plans there are, and no schedule is above it', () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const problem = small(seed)
    const exact = exactShedding(problem, 1_000_000)
    const enumerated = bestByEnumeration(problem)
    if (enumerated === null) expect(exact?.value).toBeNull()
    else expect(exact?.value).toBeCloseTo(enumerated, 6)
    const plan = shedSchedule(problem)
    if (enumerated !== null) expect(plan).toMatchObject({ degree: 'none' })
    if (enumerated !== null) expect(plan.value / enumerated).toBeLessThanOrEqual(1 + 1e-9)
  }
})

it('one that others wait for stops later where they need not, and another earlier for it: that is the optimum', () => {
  const of = (id: string, watts: number, value: number, graceSeconds: number, afterIds: readonly string[] = []): ShedVm => ({
    id,
    hostId: 'h1',
    watts,
    value,
    afterIds,
    limitIds: ['l'],
    graceSeconds,
    saveSeconds: null,
    forceSeconds: 8,
    endingSeconds: null,
  })
  const problem: ShedProblem = {
    batteries: [
      {
        id: 'a',
        runtimes: [
          { watts: 47.4, seconds: 3379.2 },
          { watts: 94.8, seconds: 1730.8 },
          { watts: 189.6, seconds: 824.2 },
          { watts: 237.1, seconds: 618.2 },
          { watts: 284.5, seconds: 511 },
          { watts: 331.9, seconds: 420.3 },
          { watts: 379.3, seconds: 354.4 },
        ],
        otherWatts: 8.3,
        reserveSeconds: 95,
        cushion: 0,
      },
    ],
    hosts: [{ id: 'h1', feeds: [{ batteryId: 'a', share: 1 }], baseWatts: 204.4, endSeconds: 131.3 }],
    vms: [
      of('app', 44, 1, 128, ['db']),
      of('db', 22, 33.1, 89),
      of('shop', 14, 92.8, 115),
      of('log', 11, 2.6, 187),
      of('batch', 34, 0.6, 137),
    ],
    limits: [{ id: 'l', atOnce: 4, atMost: 8 }],
    slotSeconds: 45,
    slots: 40,
    halfLifeSeconds: 600,
  }
  const exact = exactShedding(problem, 1_000_000)?.value ?? Number.NaN
  expect(shedSchedule(problem).value / exact).toBeCloseTo(1, 6)
})
