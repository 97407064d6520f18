import { addDevice } from '../../services/power/add-device'
import { changeDevice } from '../../services/power/change-device'
import { commandDevice } from '../../services/power/command-device'
import { commandOutlook } from '../../services/power/command-outlook'
import { deviceAccess } from '../../services/power/device-access'
import { deviceBattery } from '../../services/power/device-battery'
import { deviceCare } from '../../services/power/device-care'
import { deviceEvents } from '../../services/power/device-events'
import { deviceSeries } from '../../services/power/device-series'
import { closeMaintenanceWindow, openMaintenanceWindow } from '../../services/power/maintenance-window'
import { replaceBattery } from '../../services/power/replace-battery'
import { setCare } from '../../services/power/set-care'
import { listDevices } from '../../services/power/list-devices'
import { probeDevice } from '../../services/power/probe-device'
import { probeDeviceChange } from '../../services/power/probe-device-change'
import { removeDevice } from '../../services/power/remove-device'
import { renameDevice } from '../../services/power/rename-device'
import { act, ask, procedure, router } from '../trpc'

export const powerRouter = router({
  list: procedure.input(listDevices.input).query(ask(listDevices)),
  series: procedure.input(deviceSeries.input).query(ask(deviceSeries)),
  battery: procedure.input(deviceBattery.input).query(ask(deviceBattery)),
  events: procedure.input(deviceEvents.input).query(ask(deviceEvents)),
  probe: procedure.input(probeDevice.input).mutation(act(probeDevice)),
  add: procedure.input(addDevice.input).mutation(act(addDevice)),
  access: procedure.input(deviceAccess.input).query(ask(deviceAccess)),
  probeChange: procedure.input(probeDeviceChange.input).mutation(act(probeDeviceChange)),
  change: procedure.input(changeDevice.input).mutation(act(changeDevice)),
  rename: procedure.input(renameDevice.input).mutation(act(renameDevice)),
  care: procedure.input(deviceCare.input).query(ask(deviceCare)),
  setCare: procedure.input(setCare.input).mutation(act(setCare)),
  replaceBattery: procedure.input(replaceBattery.input).mutation(act(replaceBattery)),
  openWindow: procedure.input(openMaintenanceWindow.input).mutation(act(openMaintenanceWindow)),
  closeWindow: procedure.input(closeMaintenanceWindow.input).mutation(act(closeMaintenanceWindow)),
  commandOutlook: procedure.input(commandOutlook.input).query(ask(commandOutlook)),
  command: procedure.input(commandDevice.input).mutation(act(commandDevice)),
  remove: procedure.input(removeDevice.input).mutation(act(removeDevice)),
})
