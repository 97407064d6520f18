import { defineCluster } from '../../services/clusters/define-cluster'
import { dissolveCluster } from '../../services/clusters/dissolve-cluster'
import { setClusterLimit } from '../../services/clusters/set-cluster-limit'
import { setSpare } from '../../services/clusters/set-spare'
import { reportCluster, whatIfBaseline } from '../../services/clusters/report-cluster'
import { act, ask, procedure, router } from '../trpc'

export const clustersRouter = router({
  report: procedure.input(reportCluster.input).query(ask(reportCluster)),
  whatIfBaseline: procedure.input(whatIfBaseline.input).query(ask(whatIfBaseline)),
  define: procedure.input(defineCluster.input).mutation(act(defineCluster)),
  dissolve: procedure.input(dissolveCluster.input).mutation(act(dissolveCluster)),
  setLimit: procedure.input(setClusterLimit.input).mutation(act(setClusterLimit)),
  setSpare: procedure.input(setSpare.input).mutation(act(setSpare)),
})
