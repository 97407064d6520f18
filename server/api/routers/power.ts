import { addDevice } from '../../services/power/add-device'
import { commandDevice } from '../../services/power/command-device'
import { deviceSeries } from '../../services/power/device-series'
import { listDevices } from '../../services/power/list-devices'
import { probeDevice } from '../../services/power/probe-device'
import { removeDevice } from '../../services/power/remove-device'
import { renameDevice } from '../../services/power/rename-device'
import { act, ask, procedure, router } from '../trpc'

export const powerRouter = router({
  list: procedure.input(listDevices.input).query(ask(listDevices)),
  series: procedure.input(deviceSeries.input).query(ask(deviceSeries)),
  probe: procedure.input(probeDevice.input).mutation(act(probeDevice)),
  add: procedure.input(addDevice.input).mutation(act(addDevice)),
  rename: procedure.input(renameDevice.input).mutation(act(renameDevice)),
  command: procedure.input(commandDevice.input).mutation(act(commandDevice)),
  remove: procedure.input(removeDevice.input).mutation(act(removeDevice)),
})
