import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { hardwareSecretSchema } from '../domain/hardware'
import { managerSecretSchema } from '../domain/manager'
import { upsSecretSchema } from '../domain/ups'
import type { Secret } from './store'
import { StoreError } from './store-error'

const secretSchema = z.union([upsSecretSchema, managerSecretSchema, hardwareSecretSchema])

/** Seals secrets at rest (AES-256-GCM). `context` binds a sealed text to its place: it opens nowhere else. */
export interface SecretBox {
  seal(secret: Secret, context?: string): string
  open(sealed: string, context?: string): Secret
  /** A key for another purpose, which tells nothing of this box's own. */
  deriveKey(purpose: string): Buffer
}

/** Beside the data directory, not in it, so that a copy of the data does not carry the key that opens it. */
export const keyFileOf = (dataDirectory: string): string =>
  process.env.RIDETHROUGH_KEY_FILE ?? `${resolve(dataDirectory)}-keys/secret.key`

const KEY_BYTES = 32

const isErrorWithCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

const readKey = (path: string): Buffer | null => {
  try {
    const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
    if (key.length === KEY_BYTES) return key
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return null
    throw new StoreError('key', `The key file ${path} cannot be read.`, 'Give this process the right to read it.', {
      cause: error,
    })
  }
  throw new StoreError(
    'key',
    `The key file ${path} holds no key.`,
    'Restore it from where keys are kept; without it no stored secret opens.',
  )
}

/** Two processes may start at once: the key appears whole, and the first one's is kept. */
const createKey = (path: string): void => {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flush: true })
    chmodSync(draft, 0o600)
    try {
      linkSync(draft, path)
    } catch (error) {
      if (!isErrorWithCode(error, 'EEXIST')) throw error
    } finally {
      unlinkSync(draft)
    }
  } catch (error) {
    throw new StoreError(
      'key',
      `The key file ${path} cannot be created.`,
      'Make its folder writable, or name another place in RIDETHROUGH_KEY_FILE.',
      { cause: error },
    )
  }
}

const loadKey = (path: string): Buffer => {
  const present = readKey(path)
  if (present) return present
  createKey(path)
  const created = readKey(path)
  if (created) return created
  throw new StoreError('key', `The key file ${path} vanished while it was created.`, 'Start again.')
}

const VERSION = 'v1'

export const openSecretBox = (keyFile: string): SecretBox => {
  const key = loadKey(keyFile)
  return {
    seal: (secret, context = 'order') => {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(JSON.stringify(secret), 'utf8'), cipher.final()])
      return [VERSION, ...[nonce, cipher.getAuthTag(), body].map((part) => part.toString('base64url'))].join('.')
    },
    open: (sealed, context = 'order') => {
      const [version, nonce = '', tag = '', body = ''] = sealed.split('.')
      try {
        if (version !== VERSION) throw new Error('unknown version')
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 })
          .setAAD(Buffer.from(context))
          .setAuthTag(Buffer.from(tag, 'base64url'))
        const text = Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8')
        return secretSchema.parse(JSON.parse(text))
      } catch {
        // The cause is left out: a parser's error could quote the secret.
        throw new StoreError(
          'key',
          'A stored secret does not open with the key file of this installation.',
          `Restore the key file ${keyFile}, or enter the secret again.`,
        )
      }
    },
    deriveKey: (purpose) => Buffer.from(hkdfSync('sha256', key, '', `ridethrough ${purpose}`, KEY_BYTES)),
  }
}

const boxes = new Map<string, SecretBox>()

const boxAt = (keyFile: string): SecretBox => {
  const box = boxes.get(keyFile) ?? openSecretBox(keyFile)
  boxes.set(keyFile, box)
  return box
}

const defaultKeyFile = (): string => keyFileOf(process.env.RIDETHROUGH_DATA_DIR ?? 'data')

/** Seals a probe's secret for the order that carries it; the engine opens it with `openSecret`. */
export const sealSecret = (secret: Secret, keyFile = defaultKeyFile()): string => boxAt(keyFile).seal(secret)
export const openSecret = (sealed: string, keyFile = defaultKeyFile()): Secret => boxAt(keyFile).open(sealed)
