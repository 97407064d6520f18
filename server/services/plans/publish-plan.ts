import { z } from 'zod'
import type { Forecast } from '../../domain/forecast'
import { planIdSchema, planVersionIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { durationsOf } from '../durations-of'
import { reasonSchema } from '../inputs'
import { inTurns } from '../in-turns'
import { docOf } from '../latest-doc'
import { configChanged } from '../orders/place-order'
import { viewsFor } from '../power-views'
import { notFound, refused } from '../service-error'
import { preparedMutation } from '../verb'
import { worldOf } from '../world-of'
import { firingNow, wouldActAtOnce } from './acts-at-once'
import { keepAliveProblems } from './keep-alive'
import { knownPlan, planObject } from './plan-object'
import { planProblems } from './plan-problems'
import { shownForecast } from './shown-forecast'
import { refuseFor } from './sound-content'

const WORDS = {
  clean: 'all VMs end cleanly before the reserve',
  late: 'all VMs end, but only inside the reserve',
  'cut-off': 'some VMs would lose power while they run',
  unknown: 'nobody can say yet whether it fits into the battery',
} as const satisfies Record<Forecast['verdict'], string>

/**
 * Makes a version the one that acts. A verdict that is not clean needs a reason, which stays on record. Where it would act at once,
 * that must be confirmed (A6, A8); a run that is on keeps its own version.
 */
export const publishPlan = preparedMutation({
  name: 'plans.publish',
  needs: 'configure',
  input: z.object({
    planId: planIdSchema,
    versionId: planVersionIdSchema,
    reason: reasonSchema,
    /** The caller knows what would be done at once, and wants it. */
    actsAtOnce: z.boolean().optional(),
  }),
  async prepare({ input, read }) {
    const plan = await knownPlan(read, input.planId)
    const version = await read.plans.version(input.versionId)
    if (version === null || version.planId !== plan.id) throw notFound('This version of the plan')
    const [world, devices, durations] = await Promise.all([worldOf(read), viewsFor(read, plan.powerGroupId), durationsOf(read)])
    refuseFor([
      ...planProblems(version.content, new Set(world.hosts.map(({ id }) => id))),
      ...keepAliveProblems(version.content, world.vms),
    ])
    const question = { content: version.content, groupId: plan.powerGroupId, world, devices, durations }
    const forecast = await inTurns(shownForecast(question))
    const group = docOf('group', await read.latest.get('group', plan.powerGroupId))
    const mayAct = plan.mode === 'armed' && (group?.runId ?? null) === null
    return { version, forecast, firing: mayAct ? await firingNow(read, plan, version.content) : [] }
  },
  async run(context) {
    const { input, tx, prepared } = context
    const { version, forecast, firing } = prepared
    const { warnings = [] } = forecast
    const plan = await knownPlan(tx, input.planId)
    if (forecast.verdict !== 'clean' && input.reason === null)
      throw refused(
        `Version ${version.number} is not safe as it stands: ${WORDS[forecast.verdict]}`,
        'Change the plan, or give a reason to publish it anyway.',
      )
    if (firing.length > 0 && input.actsAtOnce !== true) throw wouldActAtOnce(plan, firing)
    await tx.plans.put({ ...plan, publishedVersionId: version.id })
    await tell(context, {
      kind: 'plan.published',
      object: planObject(plan),
      reason: input.reason,
      message: [`Version ${version.number} of ${plan.name} was published: ${WORDS[forecast.verdict]}`, ...warnings].join('; '),
      data: {
        before: plan.publishedVersionId,
        after: version.id,
        number: version.number,
        verdict: forecast.verdict,
        marginSeconds: forecast.marginSeconds,
        cutOff: forecast.cutOff.map(({ vmId, name, reason }) => ({ vmId, name, reason })),
        notes: [...forecast.notes],
        ...(warnings.length === 0 ? {} : { warnings: [...warnings] }),
        ...(firing.length === 0 ? {} : { actsAtOnce: [...firing] }),
      },
    })
    await configChanged(context)
    return { verdict: forecast.verdict, marginSeconds: forecast.marginSeconds, warnings }
  },
})
