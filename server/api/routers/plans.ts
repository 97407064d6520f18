import { createPlan } from '../../services/plans/create-plan'
import { fireStage } from '../../services/plans/fire-stage'
import { forecastContent } from '../../services/plans/forecast-plan'
import { getPlan } from '../../services/plans/get-plan'
import { listPlans } from '../../services/plans/list-plans'
import { planMoments } from '../../services/plans/plan-moments'
import { publishPlan } from '../../services/plans/publish-plan'
import { removePlan } from '../../services/plans/remove-plan'
import { saveVersion } from '../../services/plans/save-version'
import { setMode } from '../../services/plans/set-mode'
import { act, ask, askPlain, procedure, router } from '../trpc'

export const plansRouter = router({
  list: procedure.input(listPlans.input).query(ask(listPlans)),
  get: procedure.input(getPlan.input).query(ask(getPlan)),
  create: procedure.input(createPlan.input).mutation(act(createPlan)),
  saveVersion: procedure.input(saveVersion.input).mutation(act(saveVersion)),
  publish: procedure.input(publishPlan.input).mutation(act(publishPlan)),
  setMode: procedure.input(setMode.input).mutation(act(setMode)),
  remove: procedure.input(removePlan.input).mutation(act(removePlan)),
  forecast: procedure.input(forecastContent.input).query(askPlain(forecastContent)),
  moments: procedure.input(planMoments.input).query(askPlain(planMoments)),
  fireStage: procedure.input(fireStage.input).mutation(act(fireStage)),
})
