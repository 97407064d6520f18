import { proveReadiness } from '../../services/readiness/prove-readiness'
import { act, procedure, router } from '../trpc'

export const readinessRouter = router({
  prove: procedure.input(proveReadiness.input).mutation(act(proveReadiness)),
})
