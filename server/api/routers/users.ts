import { createUser } from '../../services/users/create-user'
import { listUsers } from '../../services/users/list-users'
import { removeUser } from '../../services/users/remove-user'
import { setRole } from '../../services/users/set-role'
import { act, ask, procedure, router } from '../trpc'

export const usersRouter = router({
  list: procedure.input(listUsers.input).query(ask(listUsers)),
  create: procedure.input(createUser.input).mutation(act(createUser)),
  remove: procedure.input(removeUser.input).mutation(act(removeUser)),
  setRole: procedure.input(setRole.input).mutation(act(setRole)),
})
