import type { JournalEntry } from '../domain/journal'

const COLUMNS = [
  ['id', (entry) => String(entry.id)],
  ['time', (entry) => new Date(entry.atMs).toISOString()],
  ['kind', (entry) => entry.kind],
  ['actor', (entry) => entry.actor],
  ['channel', (entry) => entry.channel],
  ['object kind', (entry) => entry.object.kind],
  ['object id', (entry) => entry.object.id],
  ['object', (entry) => entry.object.name],
  ['run', (entry) => entry.runId ?? ''],
  ['outcome', (entry) => entry.outcome ?? ''],
  ['reason', (entry) => entry.reason ?? ''],
  ['message', (entry) => entry.message],
  ['data', (entry) => (entry.data === null ? '' : JSON.stringify(entry.data))],
  ['previous hash', (entry) => entry.previousHash],
  ['hash', (entry) => entry.hash],
] as const satisfies readonly (readonly [string, (entry: JournalEntry) => string])[]

export const CSV_HEADER = `${COLUMNS.map(([name]) => name).join(',')}\r\n`

/** One record of RFC 4180. */
export const csvRecord = (entry: JournalEntry): string => `${COLUMNS.map(([, value]) => csvCell(value(entry))).join(',')}\r\n`

/** Spreadsheets run what begins like a formula: an apostrophe makes it text. Then quotes, where the format wants them. */
const csvCell = (text: string): string => {
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
