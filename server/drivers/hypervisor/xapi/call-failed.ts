import { refused, refusedByStranger, unknownOutcome, unreachable, type DriverFailure } from '../../ports'
import { faultFailure } from './fault-words'
import type { Fault } from './json-rpc'

/** How a call ends badly inside this driver; turned into a result at its edge (driver.ts). */
export class CallFailed extends Error {
  constructor(
    readonly failure: DriverFailure,
    /** What the pool said, where it was the pool that failed the call. */
    readonly fault: Fault | null = null,
  ) {
    super(failure.message)
  }
}

export const faulted = (fault: Fault, doing: string): CallFailed => new CallFailed(faultFailure(fault, doing), fault)

export const isFault = (error: unknown, ...codes: string[]): boolean =>
  error instanceof CallFailed && error.fault !== null && codes.includes(error.fault.code)

/** What the API says of a reference or UUID that it does not know (any more). */
export const isGone = (error: unknown): boolean => isFault(error, 'HANDLE_INVALID', 'UUID_INVALID')

export const notXapi = (server: string): CallFailed =>
  new CallFailed(
    refusedByStranger(
      `${server} answers, but not as a XenServer or XCP-ng host.`,
      'Check the address: https://host without a path, port 443. Hosts older than XenServer 7.0 do not speak JSON.',
    ),
  )

/** A question in the middle of a session: nothing was begun, and asking again does no harm. */
export const garbled = (server: string, doing: string): CallFailed =>
  new CallFailed(
    unreachable(
      `${server} was asked to ${doing}, and its answer makes no sense.`,
      'It is asked again. If it stays so, look at its toolstack.',
    ),
  )

/** No way past the master: a member answers nothing but who that is, before it even looks at the credentials. */
export const onlyAMember = (server: string, master: string): CallFailed =>
  new CallFailed(
    refused(
      `${server} is a member of a pool and takes orders through its master ${master} only.`,
      'Its direct path works while it is the master itself. Where the master is gone for good, make this host the master: xe pool-emergency-transition-to-master.',
    ),
  )

/** What it told was still being read when the call was cancelled, or its time was over. */
export const notReadInTime = (): CallFailed =>
  new CallFailed(unreachable('There was no time left to read what the pool told.', 'It is asked again.'))

/** What stands before the toolstack while that starts. 503: the request got no further. Others: it may have. */
export const notReady = (server: string, status: number, changes: boolean): CallFailed => {
  const message = `${server} is there, but its toolstack does not answer (HTTP ${status}).`
  const hint =
    'After a start it needs some minutes. If it stays so, restart it on the host: xe-toolstack-restart leaves VMs alone.'
  return new CallFailed(changes && status !== 503 ? unknownOutcome(message, hint) : unreachable(message, hint))
}

/** Sent, and what came back says nothing about whether it was done. */
export const outcomeUnclear = (server: string, doing: string): CallFailed =>
  new CallFailed(
    unknownOutcome(
      `${server} was asked to ${doing}, but its answer makes no sense.`,
      'Whether it happened shows only in the state of the object: it is observed again.',
    ),
  )
