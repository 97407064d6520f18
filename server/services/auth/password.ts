import { hash, verify } from '@node-rs/argon2'
import { z } from 'zod'

/** Argon2id (the library's default kind) with OWASP's parameters: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export const newPasswordSchema = z.string().min(10, 'A password needs at least 10 characters').max(200)

export const hashPassword = (password: string): Promise<string> => hash(password, PARAMETERS)

let decoy: Promise<string> | null = null

/** Without a hash (no such account) the same work is done, so that time does not tell which names exist. */
export const passwordMatches = async (passwordHash: string | null, password: string): Promise<boolean> => {
  decoy ??= hashPassword('nobody has this password')
  const matches = await verify(passwordHash ?? (await decoy), password)
  return matches && passwordHash !== null
}
