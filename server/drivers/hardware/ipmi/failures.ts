import { type DriverFailure, refused, unknownOutcome, unreachable, unsupported } from '../../ports'
import { CallFailed } from '../../protocols/call-failed'

/** The BMC answered this command with a completion code other than 0. */
export class CommandRefused extends CallFailed {
  constructor(
    readonly completion: number,
    failure: DriverFailure,
  ) {
    super(failure)
  }
}

const hex = (value: number): string => `${value.toString(16).padStart(2, '0')}h`

/** Meaning and remedy of the completion codes that people meet (IPMI 2.0, table 5-2). */
export const commandRefused = (bmc: string, doing: string, completion: number): CommandRefused => {
  const failure = (): DriverFailure => {
    switch (completion) {
      case 0xc1:
      case 0xc2:
        return unsupported(`The BMC at ${bmc} cannot ${doing} (${hex(completion)}).`, 'Update its firmware, or do without.')
      case 0xd4:
        return refused(
          `The account may not ${doing} on the BMC at ${bmc} (${hex(completion)}).`,
          'Give the account the privilege level Operator on the LAN channel; some BMCs want Administrator for it.',
        )
      case 0xd5:
      case 0xd6:
        return refused(
          `The BMC at ${bmc} cannot ${doing} in its present state (${hex(completion)}).`,
          'Look at the machine; a BMC that was just started needs some minutes.',
        )
      case 0xc0:
      case 0xd0:
      case 0xd1:
      case 0xd2:
        return unreachable(`The BMC at ${bmc} is busy (${hex(completion)}).`, 'It is asked again.')
      default:
        return refused(`The BMC at ${bmc} did not ${doing}: completion code ${hex(completion)}.`, 'Look at the BMC itself.')
    }
  }
  return new CommandRefused(completion, failure())
}

/** What a BMC says while a session is opened (IPMI 2.0, table 13-15). */
export const openingRefused = (bmc: string, user: string, status: number): CallFailed => {
  const failure = (): DriverFailure => {
    switch (status) {
      case 0x01:
        return unreachable(
          `The BMC at ${bmc} has no session free.`,
          'Sessions that nobody closed end after about a minute. If this lasts, end other programs that hold sessions, or restart the BMC.',
        )
      case 0x03:
      case 0x04:
      case 0x05:
      case 0x10:
      case 0x11:
        return refused(
          `The BMC at ${bmc} knows none of the cipher suites 17 and 3 (status ${hex(status)}).`,
          'Enable suite 17 or 3 on the BMC. Suite 0 is not used: it lets anybody in without a password.',
        )
      case 0x09:
      case 0x0a:
        return refused(
          `The account may not sign in to the BMC at ${bmc} with this privilege level (status ${hex(status)}).`,
          'Raise its limit on the LAN channel to Operator, or choose another account.',
        )
      case 0x0d:
      case 0x0e:
        return refused(
          `The BMC at ${bmc} does not know the user “${user}” (status ${hex(status)}).`,
          'Check the name (upper and lower case matter), and that the user is enabled for IPMI over LAN.',
        )
      default:
        return refused(
          `The BMC at ${bmc} refused to open a session (status ${hex(status)}).`,
          'Check user, password, and that IPMI over LAN is enabled.',
        )
    }
  }
  return new CallFailed(failure())
}

/** Statuses that say: not with these algorithms. */
export const isSuiteRefused = (status: number): boolean => [0x03, 0x04, 0x05, 0x10, 0x11].includes(status)

export const wrongPassword = (bmc: string, user: string): CallFailed =>
  new CallFailed(
    refused(
      `The BMC at ${bmc} does not accept this password for the user “${user}”.`,
      'Check the password. Some BMCs take only the first 16 bytes, and lock an account after several failures.',
    ),
  )

export const wrongKg = (bmc: string): CallFailed =>
  new CallFailed(
    refused(
      `The BMC at ${bmc} takes the password, but derives other keys from it.`,
      'It has a key of its own (Kg, also called BMC key): enter it, or clear it on the BMC.',
    ),
  )

export const otherAlgorithms = (bmc: string): CallFailed =>
  new CallFailed(
    refused(
      `The BMC at ${bmc} answered with other algorithms than it was asked for.`,
      'Nothing was sent to it. Look at what stands in between, and update the firmware of the BMC.',
    ),
  )

export interface Silence {
  readonly bmc: string
  readonly deadlineMs: number
  /** Datagrams that came and were no answers. */
  readonly unreadable: number
  /** A socket's own error, e.g. ECONNREFUSED. */
  readonly code: string | null
  readonly cancelled: boolean
}

const whySilent = ({ bmc, deadlineMs, unreadable, code, cancelled }: Silence): readonly [string, string] => {
  if (cancelled) return [`The call to the BMC at ${bmc} was cancelled.`, 'Ask again.']
  if (code === 'ECONNREFUSED')
    return [
      `Nothing answers IPMI at ${bmc}: the port is closed.`,
      'Enable IPMI over LAN on the BMC, and check address and port (623).',
    ]
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NODATA')
    return [
      `The name of the BMC at ${bmc} cannot be resolved.`,
      'Check the spelling, or use its IP address: name service may be gone in an outage.',
    ]
  if (code !== null) return [`Cannot send to the BMC at ${bmc}: ${code}.`, 'Check the network of this machine and the address.']
  const heard = unreadable === 0 ? '' : ` (${unreadable} datagrams came that are no answer)`
  return [
    `No answer from the BMC at ${bmc} within ${(deadlineMs / 1000).toFixed(1)} s${heard}.`,
    'Check that it has power, that IPMI over LAN is enabled, and that no firewall stands in between (UDP 623).',
  ]
}

export const silence = (what: Silence): CallFailed => new CallFailed(unreachable(...whySilent(what)))

/** A command that left and was not answered: only looking can tell (A1). */
export const silenceAfterAct = (what: Silence): CallFailed => {
  const [message] = whySilent(what)
  return new CallFailed(
    unknownOutcome(`${message} The command had been sent, so it may have been carried out.`, 'Look at the power state.'),
  )
}
