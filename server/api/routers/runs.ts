import { abortRun } from '../../services/runs/abort-run'
import { continueRun } from '../../services/runs/continue-run'
import { forecastRun } from '../../services/runs/forecast-run'
import { getRun } from '../../services/runs/get-run'
import { holdRun } from '../../services/runs/hold-run'
import { listRuns } from '../../services/runs/list-runs'
import { retryStep } from '../../services/runs/retry-step'
import { runMoments } from '../../services/runs/run-moments'
import { skipStep } from '../../services/runs/skip-step'
import { act, ask, askPlain, procedure, router } from '../trpc'

export const runsRouter = router({
  list: procedure.input(listRuns.input).query(ask(listRuns)),
  get: procedure.input(getRun.input).query(ask(getRun)),
  forecast: procedure.input(forecastRun.input).query(askPlain(forecastRun)),
  moments: procedure.input(runMoments.input).query(askPlain(runMoments)),
  hold: procedure.input(holdRun.input).mutation(act(holdRun)),
  continue: procedure.input(continueRun.input).mutation(act(continueRun)),
  abort: procedure.input(abortRun.input).mutation(act(abortRun)),
  skipStep: procedure.input(skipStep.input).mutation(act(skipStep)),
  retryStep: procedure.input(retryStep.input).mutation(act(retryStep)),
})
