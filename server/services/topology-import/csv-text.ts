/** One line of a CSV file: its number in the file (a quoted cell may span several) and its cells by header. */
export interface CsvRow {
  readonly line: number
  readonly cells: ReadonlyMap<string, string>
}

export interface CsvTable {
  readonly headers: readonly string[]
  readonly rows: readonly CsvRow[]
}

const SEPARATORS = [',', ';', '\t'] as const

/** Spreadsheets in some languages save with semicolons: whatever the first line has most of. */
const separatorOf = (text: string): string => {
  const first = text.slice(0, text.search(/\r?\n|$/))
  const counts = SEPARATORS.map((separator) => first.split(separator).length)
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ','
}

const recordsOf = (text: string, separator: string): readonly { readonly line: number; readonly cells: readonly string[] }[] => {
  const records: { line: number; cells: string[] }[] = []
  let cell = ''
  let cells: string[] = []
  let quoted = false
  let line = 1
  let startedAt = 1
  const endRecord = (): void => {
    cells.push(cell)
    if (cells.some((each) => each.trim() !== '')) records.push({ line: startedAt, cells })
    cell = ''
    cells = []
    startedAt = line
  }
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at)
    if (letter === '\n') line += 1
    if (quoted) {
      if (letter !== '"') cell += letter
      else if (text.charAt(at + 1) === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (letter === '"') quoted = true
    else if (letter === separator) {
      cells.push(cell)
      cell = ''
    } else if (letter === '\n') endRecord()
    else if (letter !== '\r') cell += letter
  }
  endRecord()
  return records
}

/** A leading apostrophe keeps spreadsheets from taking a cell for a formula; it is no part of the value. */
const withoutGuard = (cell: string): string => (/^'+[=+\-@\t]/.test(cell) ? cell.slice(1) : cell)

/** RFC 4180, with a byte order mark, other separators and blank lines forgiven. Headers are compared in lower case. */
export const parseCsv = (given: string): CsvTable => {
  const text = given.replace(/^\uFEFF/, '')
  const [head, ...body] = recordsOf(text, separatorOf(text))
  const headers = (head?.cells ?? []).map((cell) => cell.trim().toLowerCase())
  return {
    headers,
    rows: body.map(({ line, cells }) => ({
      line,
      cells: new Map(headers.map((header, index) => [header, withoutGuard((cells[index] ?? '').trim())])),
    })),
  }
}

const written = (value: string): string => {
  const safe = /^'*[=+\-@\t]/.test(value) ? `'${value}` : value
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const formatCsv = (headers: readonly string[], rows: readonly Partial<Readonly<Record<string, string>>>[]): string =>
  [headers, ...rows.map((row) => headers.map((header) => row[header] ?? ''))]
    .map((cells) => `${cells.map(written).join(',')}\r\n`)
    .join('')
