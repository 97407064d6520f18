import { SESSION_LIFE_MS } from '../services/auth/session'

export const SESSION_COOKIE = 'ridethrough_session'

/** Lax, not Strict: a link from a mail or chat must find its reader signed in. Changes need more than the cookie (`forgedBecause`). */
export const sessionCookie = (token: string, secure: boolean): string => cookie(token, Math.floor(SESSION_LIFE_MS / 1000), secure)

export const clearedSessionCookie = (secure: boolean): string => cookie('', 0, secure)

const cookie = (value: string, maxAgeSeconds: number, secure: boolean): string =>
  `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? '; Secure' : ''}`

export const sessionTokenOf = (cookieHeader: string | null): string | null => {
  for (const part of (cookieHeader ?? '').split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === SESSION_COOKIE && value !== undefined && value !== '') return value
  }
  return null
}
