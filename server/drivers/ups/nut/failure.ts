import type { UpsAddress } from '../../../domain/ups'
import { type DriverFailure, refused, unreachable, unsupported } from '../../ports'

export type NutAddress = Extract<UpsAddress, { protocol: 'nut' }>

const where = ({ host, port }: NutAddress) => `upsd at ${host}, TCP port ${port}`

/** What can go wrong on the way; thrown inside the client only. */
export class NutTrouble extends Error {
  constructor(
    readonly kind: 'deadline' | 'closed' | 'garbage' | 'socket' | 'tls' | 'upsd',
    readonly code: string,
  ) {
    super(`${kind}: ${code}`)
  }
}

const socketFailure = (address: NutAddress, code: string): DriverFailure => {
  if (code === 'ECONNREFUSED')
    return unreachable(
      `Nothing listens at ${address.host}, TCP port ${address.port}`,
      'Check that upsd runs, its LISTEN line in upsd.conf, and the port.',
    )
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return unreachable(`The name ${address.host} is not known to DNS`, 'Check the spelling, or use the IP address.')
  return unreachable(`Cannot reach ${where(address)}: ${code}`, 'Check the address, the network and any firewall in between.')
}

const upsdFailure = (address: NutAddress, user: string, code: string): DriverFailure => {
  switch (code) {
    case 'ACCESS-DENIED':
    case 'INVALID-USERNAME':
    case 'INVALID-PASSWORD':
    case 'USERNAME-REQUIRED':
    case 'PASSWORD-REQUIRED':
      return refused(
        `${where(address)} denies access${user === '' ? '' : ` to the NUT user ${user}`}: ${code}`,
        'Check the user name and password in upsd.users on the server, and that the user may log in (an "upsmon" line or the action). Reading needs no user: leave it empty.',
      )
    case 'UNKNOWN-UPS':
      return refused(
        `${where(address)} knows no UPS named ${address.upsName}`,
        `Use a name from ups.conf; "upsc -l ${address.host}" lists them.`,
      )
    case 'FEATURE-NOT-CONFIGURED':
    case 'FEATURE-NOT-SUPPORTED':
    case 'UNKNOWN-COMMAND':
      return unsupported(
        `${where(address)} offers no TLS (${code})`,
        'Set CERTFILE in upsd.conf, or allow an unencrypted connection by choosing TLS off.',
      )
    case 'DATA-STALE':
    case 'DRIVER-NOT-CONNECTED':
      return unreachable(
        `${where(address)} answers, but its driver has lost the UPS ${address.upsName} (${code})`,
        'Check the cable or network between that server and the UPS, and that the driver runs (upsdrvctl start).',
      )
    default:
      return refused(`${where(address)} refused: ${code}`, 'Look into the log of upsd for the reason.')
  }
}

export const failureOf = (error: unknown, address: NutAddress, user: string, deadlineMs: number): DriverFailure => {
  if (!(error instanceof NutTrouble))
    return unreachable(`The exchange with ${where(address)} failed`, 'Try again; if it persists, look into the log.')
  switch (error.kind) {
    case 'deadline':
      return unreachable(
        `No answer from ${where(address)} within ${deadlineMs} ms`,
        'The address may be dead, or a firewall in between. Check the address and that upsd runs.',
      )
    case 'closed':
      return unreachable(
        `${where(address)} closed the connection`,
        'upsd does so when too many clients are connected (MAXCONN in upsd.conf) or when it stops.',
      )
    case 'garbage':
      return unreachable(
        `${address.host}, TCP port ${address.port} answers, but not with the NUT protocol`,
        'Another service may be listening on this port: upsd uses 3493 by default.',
      )
    case 'tls':
      return refused(
        `The TLS certificate of ${where(address)} is not trusted: ${error.code}`,
        'Add its certificate authority to the trusted ones (NODE_EXTRA_CA_CERTS), or choose TLS without verification.',
      )
    case 'socket':
      return socketFailure(address, error.code)
    case 'upsd':
      return upsdFailure(address, user, error.code)
  }
}
