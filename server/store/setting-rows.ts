import type { StoreTransaction } from './database'
import { jsonFromText, textOfJson } from './json-text'
import type { StoreReads, StoreWrites } from './store'

export const settingReads = (client: StoreTransaction): StoreReads['settings'] => ({
  get: async (key) => {
    const row = await client.setting.findUnique({ where: { key } })
    return row === null ? null : jsonFromText(row.value)
  },
})

export const settingWrites = (tx: StoreTransaction): StoreWrites['settings'] => ({
  ...settingReads(tx),
  set: async (key, value) => {
    const text = textOfJson(value)
    await tx.setting.upsert({ where: { key }, create: { key, value: text }, update: { value: text } })
  },
})

/** The conditional write decides: whoever changes the row has the lease. */
export const leaseWrites = (tx: StoreTransaction): StoreWrites['lease'] => ({
  hold: async (name, owner, nowMs, lifeMs) => {
    const endsAtMs = BigInt(Math.trunc(nowMs + lifeMs))
    const held = await tx.$executeRaw`
      INSERT INTO lease (name, owner, ends_at_ms) VALUES (${name}, ${owner}, ${endsAtMs})
      ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, ends_at_ms = excluded.ends_at_ms
      WHERE lease.owner = excluded.owner OR lease.ends_at_ms <= ${BigInt(Math.trunc(nowMs))}`
    return held === 1
  },
  release: async (name, owner) => void (await tx.lease.deleteMany({ where: { name, owner } })),
})
