import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { isSecure } from './server/web/secure'
import { securityHeaders } from './server/web/security-headers'

/** Gives every answer its security headers, and every page a nonce of its own (read by the layout as `x-nonce`). */
export const proxy = (request: NextRequest): NextResponse => {
  const nonce = randomBytes(16).toString('base64')
  const headers = securityHeaders({
    nonce,
    development: process.env.NODE_ENV === 'development',
    secure: isSecure(process.env.RIDETHROUGH_PUBLIC_URL ?? null, request.headers, request.url),
  })
  const forPage = new Headers(request.headers)
  forPage.set('x-nonce', nonce)
  // Next puts the nonce that it finds here on its own scripts.
  for (const [name, value] of headers) if (name === 'content-security-policy') forPage.set(name, value)
  const response = NextResponse.next({ request: { headers: forPage } })
  for (const [name, value] of headers) response.headers.set(name, value)
  return response
}

export const config = { matcher: ['/((?!_next/static|_next/image|icon.svg|favicon.ico).*)'] }
