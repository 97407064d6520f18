import { systemInfo } from '../../services/system/system-info'
import { ask, procedure, router } from '../trpc'

export const systemRouter = router({
  info: procedure.input(systemInfo.input).query(ask(systemInfo)),
})
