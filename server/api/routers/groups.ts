import { listGroups } from '../../services/groups/list-groups'
import { removeGroup } from '../../services/groups/remove-group'
import { saveGroup } from '../../services/groups/save-group'
import { act, ask, procedure, router } from '../trpc'

export const groupsRouter = router({
  list: procedure.input(listGroups.input).query(ask(listGroups)),
  save: procedure.input(saveGroup.input).mutation(act(saveGroup)),
  remove: procedure.input(removeGroup.input).mutation(act(removeGroup)),
})
