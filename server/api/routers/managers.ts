import { addManager } from '../../services/managers/add-manager'
import { changeManager } from '../../services/managers/change-manager'
import { listManagers } from '../../services/managers/list-managers'
import { probeChange } from '../../services/managers/probe-change'
import { probeManager } from '../../services/managers/probe-manager'
import { removeManager } from '../../services/managers/remove-manager'
import { setRunbook } from '../../services/managers/set-runbook'
import { act, ask, procedure, router } from '../trpc'

export const managersRouter = router({
  list: procedure.input(listManagers.input).query(ask(listManagers)),
  probe: procedure.input(probeManager.input).mutation(act(probeManager)),
  add: procedure.input(addManager.input).mutation(act(addManager)),
  probeChange: procedure.input(probeChange.input).mutation(act(probeChange)),
  change: procedure.input(changeManager.input).mutation(act(changeManager)),
  setRunbook: procedure.input(setRunbook.input).mutation(act(setRunbook)),
  remove: procedure.input(removeManager.input).mutation(act(removeManager)),
})
