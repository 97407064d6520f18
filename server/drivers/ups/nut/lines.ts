/** The words of one upsd line: separated by spaces, quoted where they hold any, `\"` and `\\` escaped. */
export const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1'),
  )

export type NutReply =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  /** upsd's own error word, e.g. `ACCESS-DENIED`. */
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'garbage' }

const longestAnswer = 4_000
const plainAnswer = /^(OK|VAR|PENDING$|SUCCESS$|Network UPS Tools|[0-9.]+$)/

/** What has come so far in answer to one command; a list ends with the END that matches its BEGIN. */
export const replyOf = (lines: readonly string[]): NutReply => {
  const [first] = lines
  if (first === undefined) return { kind: 'incomplete' }
  const error = /^ERR ([A-Z0-9-]+)/.exec(first)
  if (error !== null) return { kind: 'error', code: error[1] ?? 'UNKNOWN' }
  if (first.startsWith('BEGIN LIST')) {
    if (lines.at(-1) === first.replace('BEGIN', 'END')) return { kind: 'lines', lines: lines.slice(1, -1) }
    return lines.length > longestAnswer ? { kind: 'garbage' } : { kind: 'incomplete' }
  }
  return plainAnswer.test(first) ? { kind: 'lines', lines } : { kind: 'garbage' }
}

/** `VAR ups name "value"` lines as a map; null where a line is something else. */
export const variablesOf = (lines: readonly string[]): ReadonlyMap<string, string> | null => {
  const variables = new Map<string, string>()
  for (const line of lines) {
    const [keyword, , name, value] = wordsOf(line)
    if (keyword !== 'VAR' || name === undefined || value === undefined) return null
    variables.set(name, value)
  }
  return variables
}

/** `CMD ups name` lines; null where a line is something else. */
export const commandsOf = (lines: readonly string[]): ReadonlySet<string> | null => {
  const names = lines.map((line) => wordsOf(line)).map(([keyword, , name]) => (keyword === 'CMD' ? (name ?? null) : null))
  return names.includes(null) ? null : new Set(names.filter((name) => name !== null))
}
