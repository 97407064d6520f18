import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { containing } from '../testing/containing'
import { keyFileOf, openSecret, openSecretBox, sealSecret } from './secret-box'

const root = mkdtempSync(join(tmpdir(), 'ridethrough-key-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const secret = { kind: 'password', user: 'root@pam', password: 'Kennwort "1"' } as const

it('K5 seals so that the secret is not in the text, and opens with the same key only', () => {
  const box = openSecretBox(join(root, 'a', 'secret.key'))
  const sealed = box.seal(secret)
  expect(sealed).not.toContain('Kennwort')
  expect(box.seal(secret)).not.toBe(sealed)
  expect(openSecretBox(join(root, 'a', 'secret.key')).open(sealed)).toEqual(secret)
  expect(() => openSecretBox(join(root, 'b', 'secret.key')).open(sealed)).toThrow('does not open')
})

it('K5 refuses a sealed text that was changed or moved to another place, without quoting it', () => {
  const box = openSecretBox(join(root, 'c', 'secret.key'))
  const sealed = box.seal(secret, 'credential:1')
  expect(box.open(sealed, 'credential:1')).toEqual(secret)
  const [version, nonce, tag, body = ''] = sealed.split('.')
  const changed = [version, nonce, tag, body.startsWith('A') ? `B${body.slice(1)}` : `A${body.slice(1)}`].join('.')
  for (const [text, context] of [
    [sealed, 'credential:2'],
    [changed, 'credential:1'],
    ['nonsense', 'credential:1'],
  ] as const) {
    const attempt = () => box.open(text, context)
    expect(attempt).toThrow(expect.objectContaining({ name: 'StoreError', code: 'key' }))
    expect(attempt).not.toThrow('Kennwort')
  }
})

it('creates the key for its owner alone, beside the data directory', () => {
  const keyFile = keyFileOf(join(root, 'data'))
  expect(keyFile.startsWith(join(root, 'data/'))).toBe(false)
  sealSecret(secret, keyFile)
  expect(statSync(keyFile).mode & 0o777).toBe(0o600)
  expect(Buffer.from(readFileSync(keyFile, 'utf8'), 'base64')).toHaveLength(32)
  expect(openSecret(sealSecret(secret, keyFile), keyFile)).toEqual(secret)
})

it('says what to do about a key file that holds no key, and leaves it as it is', () => {
  const keyFile = join(root, 'broken.key')
  writeFileSync(keyFile, 'not a key')
  expect(() => openSecretBox(keyFile)).toThrow(expect.objectContaining({ code: 'key', hint: containing('Restore') }))
  expect(readFileSync(keyFile, 'utf8')).toBe('not a key')
})
