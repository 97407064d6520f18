import { authState } from '../../services/auth/auth-state'
import { setLocale } from '../../services/auth/set-locale'
import { setup } from '../../services/auth/setup'
import { signIn } from '../../services/auth/sign-in'
import { signOut } from '../../services/auth/sign-out'
import { act, ask, procedure, router } from '../trpc'

export const authRouter = router({
  state: procedure.input(authState.input).query(ask(authState)),
  setup: procedure.input(setup.input).mutation(async (call) => {
    const { user, token } = await act(setup)(call)
    call.ctx.sessionCookie.set(token)
    return { user }
  }),
  signIn: procedure.input(signIn.input).mutation(async (call) => {
    const { user, token } = await act(signIn)(call)
    call.ctx.sessionCookie.set(token)
    return { user }
  }),
  signOut: procedure.input(signOut.input).mutation(async (call) => {
    await act(signOut)(call)
    call.ctx.sessionCookie.clear()
  }),
  setLocale: procedure.input(setLocale.input).mutation(act(setLocale)),
})
