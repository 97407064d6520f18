import type { TLSSocket } from 'node:tls'

export type CertificateProblem = 'not-pinned' | 'untrusted' | 'expired' | 'not-yet-valid' | 'wrong-host' | 'revoked'

/** The server's certificate was not accepted; nothing has been sent to it, least of all a password. */
export class CertificateRefused extends Error {
  override readonly name = 'CertificateRefused'
  constructor(
    readonly problem: CertificateProblem,
    /** SHA-256, "AA:BB:…"; empty where the server showed none. */
    readonly fingerprint: string,
    readonly subject: string,
    readonly validUntil: string,
  ) {
    super(`certificate refused: ${problem}`)
  }
}

const problemOf = (code: string): CertificateProblem => {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'expired'
    case 'CERT_NOT_YET_VALID':
      return 'not-yet-valid'
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'wrong-host'
    case 'CERT_REVOKED':
      return 'revoked'
    default:
      return 'untrusted'
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error)

/**
 * Judges a TLS socket after its handshake (made with `rejectUnauthorized: false`, so that the fingerprint can be told).
 * With pins, only they count: a pinned certificate may be self-signed, expired or made out to another name, and
 * no authority can vouch for one that is not pinned.
 */
export const certificateRefusal = (socket: TLSSocket, pins: readonly string[]): CertificateRefused | null => {
  const certificate = socket.getPeerCertificate()
  const fingerprint = certificate.fingerprint256 ?? ''
  const refuse = (problem: CertificateProblem) =>
    new CertificateRefused(problem, fingerprint, String(certificate.subject?.CN ?? ''), certificate.valid_to ?? '')
  if (pins.length > 0) return fingerprint !== '' && pins.includes(fingerprint) ? null : refuse('not-pinned')
  return socket.authorized ? null : refuse(problemOf(codeOf(socket.authorizationError)))
}
