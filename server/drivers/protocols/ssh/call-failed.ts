import type { DriverFailure } from '../../ports'

/** How a call ends badly inside a driver that works over SSH; turned into a result at the driver's edge. */
export class CallFailed extends Error {
  constructor(
    readonly failure: DriverFailure,
    /** The machine itself answered, if only to say no: it is not off. */
    readonly machineLives = failure.kind !== 'unreachable',
  ) {
    super(failure.message)
  }
}
