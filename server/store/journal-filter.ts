import type { Database } from './database'
import { Prisma } from './generated/sqlite/client'
import type { JournalFilter } from './store'

const containing = (text: string): string => `%${text.replace(/[\\%_]/g, (special) => `\\${special}`)}%`

/** Every kind that begins with the prefix, as a range, so that the index on kind serves it. */
const withPrefix = (prefix: string): Prisma.Sql => {
  const last = prefix.codePointAt(prefix.length - 1) ?? 0
  const after = prefix.slice(0, -1) + String.fromCodePoint(last + 1)
  return Prisma.sql`kind >= ${prefix} AND kind < ${after}`
}

const anyTextLike = (db: Database, text: string): Prisma.Sql => {
  const pattern = containing(text)
  const columns = [Prisma.sql`message`, Prisma.sql`object_name`, Prisma.sql`kind`, Prisma.sql`actor`, Prisma.sql`reason`]
  return Prisma.sql`(${Prisma.join(
    columns.map((column) => Prisma.sql`${column} ${db.like} ${pattern} ESCAPE '\\'`),
    ' OR ',
  )})`
}

/** The conditions of a page of the journal; always at least one. */
export const journalConditions = (db: Database, filter: JournalFilter & { readonly beforeId?: number }): Prisma.Sql => {
  const all: Prisma.Sql[] = [Prisma.sql`id < ${BigInt(filter.beforeId ?? Number.MAX_SAFE_INTEGER)}`]
  if (filter.kinds !== undefined) {
    all.push(filter.kinds.length === 0 ? Prisma.sql`1 = 0` : Prisma.sql`kind IN (${Prisma.join([...filter.kinds])})`)
  }
  if (filter.kindPrefix !== undefined && filter.kindPrefix !== '') all.push(withPrefix(filter.kindPrefix))
  if (filter.actor !== undefined) all.push(Prisma.sql`actor = ${filter.actor}`)
  if (filter.channel !== undefined) all.push(Prisma.sql`channel = ${filter.channel}`)
  if (filter.outcome !== undefined) all.push(Prisma.sql`outcome = ${filter.outcome}`)
  if (filter.objectKind !== undefined) all.push(Prisma.sql`object_kind = ${filter.objectKind}`)
  if (filter.objectId !== undefined) all.push(Prisma.sql`object_id = ${filter.objectId}`)
  if (filter.runId !== undefined) all.push(Prisma.sql`run_id = ${filter.runId}`)
  if (filter.fromMs !== undefined) all.push(Prisma.sql`at_ms >= ${BigInt(Math.trunc(filter.fromMs))}`)
  if (filter.toMs !== undefined) all.push(Prisma.sql`at_ms < ${BigInt(Math.trunc(filter.toMs))}`)
  if (filter.text !== undefined && filter.text.trim() !== '') all.push(anyTextLike(db, filter.text.trim()))
  return Prisma.join(all, ' AND ')
}
