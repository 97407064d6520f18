import { REQUEST_HEADER } from '../domain/request-header'

/**
 * Why a change asked for by this request is not believed to come from our own page or client; null: it is.
 * A browser tells where a request comes from (Sec-Fetch-Site, Origin) and adds our own header only for our own pages.
 * Programs send neither of the first two; they need the header, too.
 */
export const forgedBecause = (headers: Headers, publicUrl: string | null): string | null => {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return 'it comes from another site'
  const origin = headers.get('origin')
  if (origin !== null && !isOwnOrigin(origin, headers.get('host'), publicUrl)) return 'it comes from another origin'
  if (headers.get(REQUEST_HEADER) === null) return `the header ${REQUEST_HEADER} is missing`
  return null
}

const isOwnOrigin = (origin: string, host: string | null, publicUrl: string | null): boolean => {
  if (!URL.canParse(origin)) return false
  const given = new URL(origin)
  return given.host === host || (publicUrl !== null && given.origin === new URL(publicUrl).origin)
}
