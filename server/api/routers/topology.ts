import { listFeeds } from '../../services/topology/list-feeds'
import { setFeeds } from '../../services/topology/set-feeds'
import { act, ask, procedure, router } from '../trpc'

export const topologyRouter = router({
  feeds: procedure.input(listFeeds.input).query(ask(listFeeds)),
  setFeeds: procedure.input(setFeeds.input).mutation(act(setFeeds)),
})
