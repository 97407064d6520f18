import type { CallOptions, DriverFailure, DriverResult } from '../../server/drivers/ports'

/** The wire between one engine and the world; cut when that engine is killed: then nothing is heard on either end, ever. */
export interface Line {
  readonly isCut: boolean
}

const never = <T>(): Promise<T> => new Promise<T>(() => undefined)

/** What is asked, done and answered after a while; `silence` where that is longer than the caller waits. Never, once the line is cut. */
export const answerAfter = async <T>(
  line: Line,
  ms: number,
  answer: () => DriverResult<T>,
  { deadlineMs, signal }: CallOptions,
  silence: DriverFailure,
): Promise<DriverResult<T>> => {
  if (line.isCut) return never()
  await new Promise<void>((done) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      done()
    }
    const timer = setTimeout(end, Math.min(ms, deadlineMs))
    signal?.addEventListener('abort', end)
  })
  if (line.isCut) return never()
  return signal?.aborted === true || ms > deadlineMs ? silence : answer()
}
