import { runRecoveryPlan } from '../../services/recovery/run-recovery-plan'
import { act, procedure, router } from '../trpc'

export const recoveryRouter = router({
  run: procedure.input(runRecoveryPlan.input).mutation(act(runRecoveryPlan)),
})
