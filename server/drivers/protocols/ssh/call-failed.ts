import { type DriverFailure, type DriverResult, ok } from '../../ports'

/** How a call ends badly inside a driver that works over SSH; turned into a result at the driver's edge. */
export class CallFailed extends Error {
  constructor(
    readonly failure: DriverFailure,
    /** True: the machine itself answered, if only to say no. False: it was silent. Null: this says nothing about it (A9, A12). */
    readonly machineLives: boolean | null = failure.kind !== 'unreachable',
  ) {
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
