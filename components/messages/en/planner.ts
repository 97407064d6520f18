import type { PlacementFamily } from '@/server/domain/placement-problem'
import { PLANNER_SENTENCES, type PlannerSentence } from '@/server/domain/planner-sentences'

/** As they are written where they are concluded. */
const sentences: Readonly<Record<PlannerSentence, string>> = PLANNER_SENTENCES

/** What can stand between VMs and hosts. */
const families: Readonly<Record<PlacementFamily, string>> = {
  host: 'hosts that are not up',
  storage: 'storage',
  network: 'networks',
  'cpu-compatibility': 'differing processors',
  affinity: 'rules of the platform',
  power: 'power that does not last',
  memory: 'memory',
  'cpu-headroom': 'CPU load',
  arrivals: 'what is kept free for hosts that fail',
  override: 'what was chosen',
}

export const planner = { sentences, families, and: 'and', decimalPoint: '.' }
