import type { ShedProblem } from '../../../server/domain/shedding'
import { checkShedding } from '../../../server/planner/check-shedding'
import { shedSchedule } from '../../../server/planner/shed/schedule'
import { exactShedding } from './exact'
import { HALF_LIFE_SECONDS, type Outage } from './outage'

const MOST_NODES = 40_000
const SLOT_SECONDS = 45
const SLOTS = 40

/** The plan as it is made when the outage begins, with what is believed then, on a grid that the exact search can walk. */
export const firstProblem = ({ batteries, hosts, vms, limits }: Outage): ShedProblem => ({
  batteries: batteries.map(({ id, table, charge, otherWatts, reserveSeconds }) => ({
    id,
    runtimes: table.map(({ watts, seconds }) => ({ watts, seconds: seconds * charge })),
    otherWatts,
    reserveSeconds,
    cushion: 0,
  })),
  hosts,
  vms,
  limits,
  slotSeconds: SLOT_SECONDS,
  slots: SLOTS,
  halfLifeSeconds: HALF_LIFE_SECONDS,
})

export interface Compared {
  readonly faults: number
  /** Value of the plan in parts of the exact optimum; null: it was not computed exactly, or nothing fits. */
  readonly part: number | null
  readonly nodes: number
}

export const compareWithOptimum = (outage: Outage): Compared => {
  const problem = firstProblem(outage)
  const plan = shedSchedule(problem)
  const faults = checkShedding(problem, plan).length
  if (!outage.isSmall || plan.degree !== 'none') return { faults, part: null, nodes: 0 }
  const exact = exactShedding(problem, MOST_NODES)
  if (exact?.value == null || exact.value <= 0) return { faults, part: null, nodes: exact?.nodes ?? MOST_NODES }
  return { faults, part: plan.value / exact.value, nodes: exact.nodes }
}
