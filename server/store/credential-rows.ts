import { z } from 'zod'
import { credentialIdSchema } from '../domain/ids'
import type { CredentialId } from '../domain/ids'
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
const contextOf = (id: CredentialId): string => `credential:${id}`

export const credentialReads = (client: StoreTransaction, box: SecretBox): StoreReads['credentials'] => ({
  list: async () => {
    const rows = await client.credential.findMany({ select: { id: true, name: true, kind: true }, orderBy: { name: 'asc' } })
    return rows.map(({ id, name, kind }) => ({ id: credentialIdSchema.parse(id), name, kind: secretKindSchema.parse(kind) }))
  },
  reveal: async (id) => {
    const row = await client.credential.findUnique({ where: { id } })
    return row && box.open(row.sealed, contextOf(id))
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
