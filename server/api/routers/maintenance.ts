import { enterMaintenance } from '../../services/maintenance/enter-maintenance'
import { exitMaintenance } from '../../services/maintenance/exit-maintenance'
import { previewExit } from '../../services/maintenance/preview-exit'
import { previewMaintenance } from '../../services/maintenance/preview-maintenance'
import { previewReboot } from '../../services/maintenance/preview-reboot'
import { rebootHost } from '../../services/maintenance/reboot-host'
import { act, ask, procedure, router } from '../trpc'

export const maintenanceRouter = router({
  preview: procedure.input(previewMaintenance.input).query(ask(previewMaintenance)),
  enter: procedure.input(enterMaintenance.input).mutation(act(enterMaintenance)),
  exitPreview: procedure.input(previewExit.input).query(ask(previewExit)),
  exit: procedure.input(exitMaintenance.input).mutation(act(exitMaintenance)),
  rebootPreview: procedure.input(previewReboot.input).query(ask(previewReboot)),
  reboot: procedure.input(rebootHost.input).mutation(act(rebootHost)),
})
