import { addDiscovered } from '../../services/discovery/add-discovered'
import { cancelDiscovery } from '../../services/discovery/cancel-discovery'
import { startDiscovery } from '../../services/discovery/start-discovery'
import { act, procedure, router } from '../trpc'

export const discoveryRouter = router({
  start: procedure.input(startDiscovery.input).mutation(act(startDiscovery)),
  cancel: procedure.input(cancelDiscovery.input).mutation(act(cancelDiscovery)),
  add: procedure.input(addDiscovered.input).mutation(act(addDiscovered)),
})
