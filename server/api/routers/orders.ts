import { getOrder } from '../../services/orders/get-order'
import { ask, procedure, router } from '../trpc'

export const ordersRouter = router({
  get: procedure.input(getOrder.input).query(ask(getOrder)),
})
