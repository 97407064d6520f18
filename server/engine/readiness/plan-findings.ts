import type { ProvedWay } from '../../domain/readiness'
import type { World } from '../../domain/world'
import { consoleReturnWarnings } from '../../planner/console-return'
import type { PublishedPlan } from '../site'

const REMEDY =
  'Let its platform start it with its host (autostart), and that host power on by itself when mains return; or let it run on a host that no plan shuts down.'

/** Plans that may act, in earnest or dry, and after which nothing would come back by itself (D5, R1). */
export const planFindings = (plans: readonly PublishedPlan[], world: World, nowMs: number): readonly ProvedWay[] =>
  plans.flatMap(({ plan, version, hostIds }): readonly ProvedWay[] => {
    const warnings = plan.mode === 'unarmed' ? [] : consoleReturnWarnings(version.content, world, hostIds)
    if (warnings.length === 0) return []
    return [
      {
        way: 'plan',
        object: { kind: 'plan', id: plan.id, name: plan.name },
        provedAtMs: nowMs,
        findings: warnings.map((message) => ({ trouble: 'stays-off', severity: 'warning', message, hint: REMEDY })),
      },
    ]
  })
