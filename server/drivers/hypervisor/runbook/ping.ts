import { execFile } from 'node:child_process'
import type { CallOptions } from '../../ports'
import type { PortAnswer } from '../../protocols/tcp/try-port'

const PATIENCE_MS = 3_000

/** `taken`: it echoes. The program says 1 where nothing came back, and something else where it could not even ask. */
export const pingAnswerOf = (code: unknown): Exclude<PortAnswer, 'refused'> =>
  code === 0 ? 'taken' : code === 1 ? 'silent' : 'unclear'

/** One echo request by the system's own program, which alone may send it. */
export const ping = (host: string, options: CallOptions): Promise<PortAnswer> =>
  new Promise((done) => {
    if (options.deadlineMs < PATIENCE_MS || options.signal?.aborted === true) return done('unclear')
    execFile(
      'ping',
      ['-n', '-q', '-c', '1', '-W', '2', host],
      { timeout: PATIENCE_MS, killSignal: 'SIGKILL', ...(options.signal === undefined ? {} : { signal: options.signal }) },
      (error) => done(pingAnswerOf(error === null ? 0 : error.code)),
    )
  })
