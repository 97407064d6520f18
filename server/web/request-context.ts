import type { ApiContext } from '../api/context'
import { forgedBecause } from './forged'
import { requestCaller } from './request-caller'
import { isSecure } from './secure'
import { clearedSessionCookie, sessionCookie } from './session-cookie'
import type { WebHost } from './web-host'

interface ApiRequest {
  readonly request: Request
  /** Headers of the answer, for the cookie. */
  readonly answer: Headers
}

export const requestContext = async (web: WebHost, { request, answer }: ApiRequest): Promise<ApiContext> => {
  const { publicUrl } = web.configuration
  const secure = isSecure(publicUrl, request.headers, request.url)
  const { caller, extendedToken } = await requestCaller(web, request.headers)
  if (extendedToken !== null) answer.append('set-cookie', sessionCookie(extendedToken, secure))
  return {
    host: web.services,
    live: web.live,
    caller,
    forgedBecause: forgedBecause(request.headers, publicUrl),
    sessionCookie: {
      set: (token) => answer.append('set-cookie', sessionCookie(token, secure)),
      clear: () => answer.append('set-cookie', clearedSessionCookie(secure)),
    },
  }
}
