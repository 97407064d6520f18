import { listFeeds } from '../../services/topology/list-feeds'
import { setFeeds } from '../../services/topology/set-feeds'
import { applyImport } from '../../services/topology-import/apply-import'
import { exportTopology } from '../../services/topology-import/export-topology'
import { previewImport } from '../../services/topology-import/preview-import'
import { act, ask, procedure, router } from '../trpc'

export const topologyRouter = router({
  feeds: procedure.input(listFeeds.input).query(ask(listFeeds)),
  setFeeds: procedure.input(setFeeds.input).mutation(act(setFeeds)),
  export: procedure.input(exportTopology.input).query(ask(exportTopology)),
  // It changes nothing, but a query's input would stand in the URL.
  previewImport: procedure.input(previewImport.input).mutation(ask(previewImport)),
  applyImport: procedure.input(applyImport.input).mutation(act(applyImport)),
})
