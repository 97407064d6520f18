import type { ExitCode } from './exit-code'

/** What a command has to say; the command line prints it, tests read it. */
export interface Outcome {
  readonly exitCode: ExitCode
  readonly output: string
  readonly errors: string
}

/** What failed, why, and what to do. */
export const failed = (exitCode: ExitCode, errors: string): Outcome => ({ exitCode, output: '', errors: `error: ${errors}` })

const line = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

export const tell = (outcome: Outcome): void => {
  process.stdout.write(line(outcome.output))
  process.stderr.write(line(outcome.errors))
  if (outcome.exitCode !== 0) process.exitCode = outcome.exitCode
}

/** Columns as wide as their longest cell; `null` is shown as a dash. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string => {
  const cells = [head, ...rows.map((row) => row.map((cell) => (cell === null ? '–' : String(cell))))]
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
