import { configureNutService } from '../../services/nut/configure-nut-service'
import { getNutService } from '../../services/nut/get-nut-service'
import { act, ask, procedure, router } from '../trpc'

export const nutRouter = router({
  get: procedure.input(getNutService.input).query(ask(getNutService)),
  configure: procedure.input(configureNutService.input).mutation(act(configureNutService)),
})
