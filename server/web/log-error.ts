/** One line on standard error, for the supervisor's log. The message and its place only: no inputs, which could hold secrets (K5). */
export const logError = (where: string, error: unknown): void => {
  const cause = error instanceof Error ? (error.stack ?? error.message) : 'something that is no error was thrown'
  process.stderr.write(`${JSON.stringify({ atMs: Date.now(), level: 'error', process: 'web', where, cause })}\n`)
}
