import { type DriverFailure, type DriverResult, ok } from '../ports'

/** How a call ends badly inside a driver; turned into a result at the driver's edge. */
export class CallFailed extends Error {
  constructor(readonly failure: DriverFailure) {
    super(failure.message)
  }
}

/** What came of work that throws `CallFailed`, as the port tells it. */
export const resultOf = async <T>(work: () => Promise<T>): Promise<DriverResult<T>> => {
  try {
    return ok(await work())
  } catch (error) {
    if (error instanceof CallFailed) return error.failure
    throw error
  }
}
