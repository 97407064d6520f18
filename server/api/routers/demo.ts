import { playScenario } from '../../services/demo/play-scenario'
import { act, procedure, router } from '../trpc'

export const demoRouter = router({
  scenario: procedure.input(playScenario.input).mutation(act(playScenario)),
})
