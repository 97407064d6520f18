import { clearCabling } from '../../services/topology/clear-cabling'
import { listDeviceFeeds } from '../../services/topology/list-device-feeds'
import { listFeeds } from '../../services/topology/list-feeds'
import { setDeviceFeeds } from '../../services/topology/set-device-feeds'
import { setFeeds } from '../../services/topology/set-feeds'
import { applyImport } from '../../services/topology-import/apply-import'
import { exportTopology } from '../../services/topology-import/export-topology'
import { previewImport } from '../../services/topology-import/preview-import'
import { act, ask, procedure, router } from '../trpc'

export const topologyRouter = router({
  feeds: procedure.input(listFeeds.input).query(ask(listFeeds)),
  deviceFeeds: procedure.input(listDeviceFeeds.input).query(ask(listDeviceFeeds)),
  setFeeds: procedure.input(setFeeds.input).mutation(act(setFeeds)),
  setDeviceFeeds: procedure.input(setDeviceFeeds.input).mutation(act(setDeviceFeeds)),
  clearCabling: procedure.input(clearCabling.input).mutation(act(clearCabling)),
  export: procedure.input(exportTopology.input).query(ask(exportTopology)),
  // It changes nothing, but a query's input would stand in the URL.
  previewImport: procedure.input(previewImport.input).mutation(ask(previewImport)),
  applyImport: procedure.input(applyImport.input).mutation(act(applyImport)),
})
