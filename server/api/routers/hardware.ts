import { listHardware } from '../../services/hardware/list-hardware'
import { probeHardware } from '../../services/hardware/probe-hardware'
import { removeHardware } from '../../services/hardware/remove-hardware'
import { saveHardware } from '../../services/hardware/save-hardware'
import { act, ask, procedure, router } from '../trpc'

export const hardwareRouter = router({
  list: procedure.input(listHardware.input).query(ask(listHardware)),
  probe: procedure.input(probeHardware.input).mutation(act(probeHardware)),
  save: procedure.input(saveHardware.input).mutation(act(saveHardware)),
  remove: procedure.input(removeHardware.input).mutation(act(removeHardware)),
})
