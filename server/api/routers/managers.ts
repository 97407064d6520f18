import { addManager } from '../../services/managers/add-manager'
import { listManagers } from '../../services/managers/list-managers'
import { probeManager } from '../../services/managers/probe-manager'
import { removeManager } from '../../services/managers/remove-manager'
import { setRunbook } from '../../services/managers/set-runbook'
import { act, ask, procedure, router } from '../trpc'

export const managersRouter = router({
  list: procedure.input(listManagers.input).query(ask(listManagers)),
  probe: procedure.input(probeManager.input).mutation(act(probeManager)),
  add: procedure.input(addManager.input).mutation(act(addManager)),
  setRunbook: procedure.input(setRunbook.input).mutation(act(setRunbook)),
  remove: procedure.input(removeManager.input).mutation(act(removeManager)),
})
