import { randomInt } from 'node:crypto'
import type { Store } from '../../store/store'
import { tokenHashOf } from './token'

export const SETUP_CODE_KEY = 'setup-code-hash'

/** Without 0/O, 1/I/L: it is read from a terminal and typed. 12 characters, 59 bits. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

const newSetupCode = (): string =>
  [0, 1, 2].map(() => Array.from({ length: 4 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')).join('-')

/** Typed with or without dashes, in either case. */
export const setupCodeHash = (code: string): string => tokenHashOf(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))

/**
 * The one-time code that lets the first admin in, in clear, to be printed by the start script; null once an account exists.
 * Only its hash is stored; each start makes a new one and the old one stops working.
 */
export const ensureSetupCode = async (store: Store, nowMs = Date.now()): Promise<string | null> => {
  if ((await store.read.users.count()) > 0) return null
  const code = newSetupCode()
  await store.write(async (tx) => {
    await tx.settings.set(SETUP_CODE_KEY, setupCodeHash(code))
    await tx.journal.append({
      atMs: nowMs,
      kind: 'auth.setup-code-issued',
      actor: 'system',
      channel: 'engine',
      object: { kind: 'system', id: 'setup', name: 'First setup' },
      outcome: 'ok',
      message: 'A one-time setup code was printed, because no account exists yet',
    })
  })
  return code
}
