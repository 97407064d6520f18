import { z } from 'zod'
import { credentialIdSchema } from '../domain/ids'
import type { StoreTransaction } from './database'
import type { SecretBox } from './secret-box'
import type { Secret, StoreReads, StoreWrites } from './store'

const SECRET_KINDS = [
  'snmp-community',
  'snmp-user',
  'nut-user',
  'password',
  'api-token',
  'ssh-key',
  'ipmi-user',
  'wake-on-lan',
  'bearer',
  'hmac',
] as const satisfies readonly Secret['kind'][]
const secretKindSchema = z.enum(SECRET_KINDS)

/** A sealed secret opens only under the id it was stored with. */
const contextOf = (id: string): string => `credential:${id}`

/** A NUT server may be read by anybody, without user and password. */
const isNone = (secret: Secret): boolean => secret.kind === 'nut-user' && secret.user === '' && secret.password === ''

/** As text that can be compared; null: it holds nothing, or the seal is of another key. */
const comparable = (box: SecretBox, { id, sealed }: { readonly id: string; readonly sealed: string }): string | null => {
  try {
    const secret = box.open(sealed, contextOf(id))
    return isNone(secret) ? null : JSON.stringify(secret)
  } catch {
    return null
  }
}

export const credentialReads = (client: StoreTransaction, box: SecretBox): StoreReads['credentials'] => ({
  list: async () => {
    const rows = await client.credential.findMany({ select: { id: true, name: true, kind: true }, orderBy: { name: 'asc' } })
    return rows.map(({ id, name, kind }) => ({ id: credentialIdSchema.parse(id), name, kind: secretKindSchema.parse(kind) }))
  },
  reveal: async (id) => {
    const row = await client.credential.findUnique({ where: { id } })
    return row && box.open(row.sealed, contextOf(id))
  },
  likeThis: async (id) => {
    const row = await client.credential.findUnique({ where: { id } })
    const secret = row && comparable(box, row)
    if (row === null || secret === null) return []
    const ofItsKind = await client.credential.findMany({ where: { kind: row.kind, id: { not: id } }, orderBy: { name: 'asc' } })
    return ofItsKind.filter((other) => comparable(box, other) === secret).map((other) => credentialIdSchema.parse(other.id))
  },
})

export const credentialWrites = (tx: StoreTransaction, box: SecretBox): StoreWrites['credentials'] => ({
  ...credentialReads(tx, box),
  put: async ({ id, name, secret }) => {
    const values = { name, kind: secret.kind, sealed: box.seal(secret, contextOf(id)) }
    await tx.credential.upsert({ where: { id }, create: { id, ...values }, update: values })
  },
  remove: async (id) => void (await tx.credential.deleteMany({ where: { id } })),
})
