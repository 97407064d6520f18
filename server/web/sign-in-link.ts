import { redeemLink } from '../services/auth/redeem-link'
import { callMutation } from '../services/call-verb'
import { ServiceError } from '../services/service-error'
import { requestCaller } from './request-caller'
import { isSecure } from './secure'
import { sessionCookie } from './session-cookie'
import type { WebHost } from './web-host'

const redirect = (location: string, cookie: string | null = null): Response => {
  const headers = new Headers({ location, 'cache-control': 'no-store' })
  if (cookie !== null) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

/** GET /signin/<token>: signs in by the demo's one-time link and goes to the console. Relative, so that any host name works. */
export const handleSignInLink = async (web: WebHost, request: Request, token: string): Promise<Response> => {
  const { caller } = await requestCaller(web, request.headers)
  try {
    const { token: session } = await callMutation(web.services, redeemLink, caller, { token })
    return redirect('/', sessionCookie(session, isSecure(web.configuration.publicUrl, request.headers, request.url)))
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    // Whoever follows the link a second time is signed in already.
    return redirect(caller.actor === null ? '/sign-in?link=spent' : '/')
  }
}
