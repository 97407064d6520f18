import { headers } from 'next/headers'
import { cache } from 'react'
import type { ApiContext } from './context'
import { requestCaller } from '../web/request-caller'
import { webHost } from '../web/web-host'

/** The context of a page that is rendered: it reads; a page changes nothing and sets no cookie. */
export const pageContext = cache(async (): Promise<ApiContext> => {
  const web = await webHost()
  const { caller } = await requestCaller(web, new Headers(await headers()))
  const never = () => undefined
  return {
    host: web.services,
    live: web.live,
    caller,
    forgedBecause: 'pages change nothing',
    sessionCookie: { set: never, clear: never },
  }
})
