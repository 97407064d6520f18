import { listVmProbes } from '../../services/vms/list-vm-probes'
import { setVmProbe } from '../../services/vms/set-vm-probe'
import { act, ask, procedure, router } from '../trpc'

export const vmsRouter = router({
  probes: procedure.input(listVmProbes.input).query(ask(listVmProbes)),
  setProbe: procedure.input(setVmProbe.input).mutation(act(setVmProbe)),
})
