import type { JournalEntry } from '../domain/journal'
import { CSV_HEADER, csvRecord } from './export-csv'

export const EXPORT_FORMATS = ['csv', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
} as const satisfies Record<ExportFormat, string>

type Batches = AsyncIterable<readonly JournalEntry[]>

/** The text of an export, piece by piece. */
export const exportText = (format: ExportFormat, batches: Batches): AsyncGenerator<string> => {
  switch (format) {
    case 'csv':
      return csvText(batches)
    case 'json':
      return jsonText(batches)
  }
}

async function* csvText(batches: Batches): AsyncGenerator<string> {
  yield CSV_HEADER
  for await (const entries of batches) yield entries.map(csvRecord).join('')
}

/** One array; every entry whole, with its hashes, so that the chain can be checked elsewhere. */
async function* jsonText(batches: Batches): AsyncGenerator<string> {
  let between = '[\n'
  for await (const entries of batches) {
    yield between + entries.map((entry) => JSON.stringify(entry)).join(',\n')
    between = ',\n'
  }
  yield between === ',\n' ? '\n]\n' : '[]\n'
}
