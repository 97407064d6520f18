import { type DriverFailure, refused, unknownOutcome, unsupported } from '../../ports'
import { failureOf, type NutAddress, NutTrouble } from './failure'

/** What upsd's words mean in answer to a command. */
const refusal = ({ host, upsName }: NutAddress, user: string, what: string, code: string): DriverFailure => {
  const said = `upsd at ${host} refused ${what} for ${upsName}: ${code}`
  switch (code) {
    case 'ACCESS-DENIED':
    case 'INVALID-USERNAME':
    case 'INVALID-PASSWORD':
    case 'USERNAME-REQUIRED':
    case 'PASSWORD-REQUIRED':
      return refused(
        said,
        `Check the password of the NUT user ${user}, and that upsd.users allows it: "instcmds = ALL" (or the command's name) for commands, "actions = SET" for delays.`,
      )
    case 'CMD-NOT-SUPPORTED':
    case 'UNKNOWN':
    case 'VAR-NOT-SUPPORTED':
      return unsupported(said, 'The driver of this UPS does not offer it; "upscmd -l" lists what it does.')
    case 'READONLY':
    case 'TOO-LONG':
    case 'SET-FAILED':
    case 'INVALID-VALUE':
      return refused(said, 'The UPS keeps its own delay: order it with that one, or set it on the UPS.')
    case 'INSTCMD-FAILED':
    case 'FAILED':
    case 'INVALID-ARGUMENT':
    case 'INVALID':
      return refused(said, 'The UPS may not do this in its present state; look into the log of its NUT driver.')
    case 'DRIVER-NOT-CONNECTED':
    case 'DATA-STALE':
      return refused(said, 'upsd has lost its driver or the driver its UPS: nothing was done. Restore that contact first.')
    default:
      return refused(said, 'Look into the log of upsd for the reason.')
  }
}

/** `sent`: the command itself was on its way when the trouble came. */
export const commandFailure = (
  error: unknown,
  address: NutAddress,
  user: string,
  what: string,
  sent: boolean,
  deadlineMs: number,
): DriverFailure => {
  if (error instanceof NutTrouble && error.kind === 'upsd') return refusal(address, user, what, error.code)
  const failure = failureOf(error, address, user, deadlineMs)
  return sent
    ? unknownOutcome(`${what} was ordered and no answer came (${failure.message})`, 'Look at the UPS before ordering again.')
    : failure
}

export const userNeeded = ({ host }: NutAddress): DriverFailure =>
  refused(
    `upsd at ${host} takes commands only from a NUT user`,
    'Enter one here, and allow it commands in upsd.users: "instcmds = ALL" and "actions = SET".',
  )
