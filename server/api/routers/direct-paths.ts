import { listDirectPaths } from '../../services/direct-paths/list-direct-paths'
import { probeDirectPath } from '../../services/direct-paths/probe-direct-path'
import { removeDirectPath } from '../../services/direct-paths/remove-direct-path'
import { saveDirectPath } from '../../services/direct-paths/save-direct-path'
import { act, ask, procedure, router } from '../trpc'

export const directPathsRouter = router({
  list: procedure.input(listDirectPaths.input).query(ask(listDirectPaths)),
  probe: procedure.input(probeDirectPath.input).mutation(act(probeDirectPath)),
  save: procedure.input(saveDirectPath.input).mutation(act(saveDirectPath)),
  remove: procedure.input(removeDirectPath.input).mutation(act(removeDirectPath)),
})
