import { listVmProbes } from '../../services/vms/list-vm-probes'
import { reportKeepAlive } from '../../services/vms/report-keep-alive'
import { setKeepAlive } from '../../services/vms/set-keep-alive'
import { setVmProbe } from '../../services/vms/set-vm-probe'
import { act, ask, procedure, router } from '../trpc'

export const vmsRouter = router({
  keepAlive: procedure.input(reportKeepAlive.input).query(ask(reportKeepAlive)),
  setKeepAlive: procedure.input(setKeepAlive.input).mutation(act(setKeepAlive)),
  probes: procedure.input(listVmProbes.input).query(ask(listVmProbes)),
  setProbe: procedure.input(setVmProbe.input).mutation(act(setVmProbe)),
})
