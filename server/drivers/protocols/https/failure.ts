import { type DriverFailure, refused, refusedByStranger, unknownOutcome, unreachable } from '../../ports'
import { CertificateRefused } from './certificate'

const codesOf = (error: unknown): string[] => {
  if (typeof error !== 'object' || error === null) return []
  // The parser's errors do not always bear a code.
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  if (error instanceof Error && error.name === 'HTTPParserError') own.push('HPE_INVALID')
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : 'cause' in error ? codesOf(error.cause) : []
  return [...own, ...inner]
}

const certificateFailure = (server: string, error: CertificateRefused): DriverFailure => {
  const distrusted = (message: string, hint: string) => refused(message, hint, 'certificate')
  const seen = `its SHA-256 fingerprint is ${error.fingerprint}`
  const pin = `Compare it with the one shown on the server itself; if they are equal, pin it (fingerprint ${error.fingerprint}).`
  switch (error.problem) {
    case 'not-pinned':
      return distrusted(
        `${server} shows another certificate than the pinned one: ${seen}.`,
        `It was renewed, or something stands in between. ${pin}`,
      )
    case 'untrusted':
      return distrusted(`The certificate of ${server} is not signed by a trusted authority; ${seen}.`, pin)
    case 'expired':
      return distrusted(
        `The certificate of ${server} expired on ${error.validUntil}; ${seen}.`,
        `Renew it on the server, or pin it as it is. ${pin}`,
      )
    case 'not-yet-valid':
      return distrusted(`The certificate of ${server} is not valid yet; ${seen}.`, `Check the clocks of both machines. ${pin}`)
    case 'wrong-host':
      return distrusted(
        `The certificate of ${server} is made out to another name (${error.subject}); ${seen}.`,
        `Use the name in the certificate as the address, or pin it. ${pin}`,
      )
    case 'revoked':
      return distrusted(`The certificate of ${server} is revoked; ${seen}.`, 'Replace the certificate on the server.')
  }
}

export interface RequestProgress {
  /** True once any byte of the request may have reached the server. */
  readonly sent: boolean
  /** True where the request changes something, so that a lost answer leaves its outcome unknown. */
  readonly changes: boolean
  readonly ended: 'deadline' | 'cancelled' | null
  readonly deadlineMs: number
}

const lost = (progress: RequestProgress, message: string, hint: string): DriverFailure =>
  progress.sent && progress.changes
    ? unknownOutcome(`${message} The request had been sent, so it may have been carried out.`, hint)
    : unreachable(message, hint)

/** Nobody that could be called answers there; but a change that was sent may have been carried out all the same (A1). */
const stranger = (progress: RequestProgress, message: string, hint: string): DriverFailure =>
  progress.sent && progress.changes
    ? lost(progress, message, 'Look at the state before trying again.')
    : refusedByStranger(message, hint)

/** What went wrong with a request, in words. `server` is "host:port". */
export const requestFailure = (server: string, error: unknown, progress: RequestProgress): DriverFailure => {
  if (error instanceof CertificateRefused) return certificateFailure(server, error)
  if (progress.ended === 'cancelled') return lost(progress, `The call to ${server} was cancelled.`, 'Ask again.')
  const codes = codesOf(error)
  const has = (...wanted: string[]) => wanted.some((code) => codes.includes(code))
  if (
    progress.ended === 'deadline' ||
    has('UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT')
  )
    return lost(
      progress,
      `${server} did not answer within ${(progress.deadlineMs / 1000).toFixed(1)} s.`,
      'Check that the machine runs, that the address and port are right and that no firewall stands in between.',
    )
  if (has('ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA'))
    return lost(
      progress,
      `The name of ${server} cannot be resolved.`,
      'Check the name, or use its IP address: name service may be gone in an outage.',
    )
  if (has('ECONNREFUSED'))
    return lost(progress, `${server} refuses connections.`, 'Check the port, and that the service runs on that machine.')
  if (has('EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL'))
    return lost(progress, `There is no route to ${server}.`, 'Check the network path and that the machine is switched on.')
  if (has('EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'))
    return stranger(progress, `${server} does not speak TLS.`, 'Check that the port is the one of the HTTPS service.')
  if (codes.some((code) => code.startsWith('HPE_')))
    return stranger(progress, `${server} does not answer in HTTP.`, 'Check that the port is the one of the HTTPS service.')
  if (has('UND_ERR_RES_EXCEEDED_MAX_SIZE'))
    return stranger(
      progress,
      `${server} answered with more data than any manager sends.`,
      'Check that the address is the one of the manager.',
    )
  const code = codes.find((known) => /^[A-Z0-9_]+$/.test(known))
  return lost(
    progress,
    `The connection to ${server} broke${code === undefined ? '' : ` (${code})`}.`,
    'Check the network path and the service on that machine.',
  )
}
