import { type DriverFailure, refused, unreachable } from '../../ports'
import type { FarShell } from './far-shell'

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
const levelOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'level' in error ? String(error.level) : ''

const isTimeout = (error: unknown): boolean =>
  levelOf(error) === 'client-timeout' || /timed out/i.test(error instanceof Error ? error.message : String(error))

/** Of a name with several addresses, each of them fails by itself. */
const codesOf = (error: unknown): readonly string[] => [
  codeOf(error),
  ...(error instanceof AggregateError ? error.errors.map(codeOf) : []),
]

const SILENCE = ['ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN']

/**
 * Whether the machine lives that could not be connected to. Null: a name that is not resolved, a network of ours that is gone or
 * a connection that broke say nothing about it (A9, A12).
 */
export const livesAfter = (error: unknown, nameIsKnown: boolean): boolean | null => {
  const codes = codesOf(error)
  // A closed port is closed by a machine that runs.
  if (codes.includes('ECONNREFUSED')) return true
  if (codes.some((code) => SILENCE.includes(code))) return false
  // Time may have run out over the name already.
  return nameIsKnown && isTimeout(error) ? false : null
}

/** Why an SSH connection could not be made, in words. `user` is named, its key or password never. */
export const connectFailure = (host: string, user: string, error: unknown, shell: FarShell): DriverFailure => {
  const message = error instanceof Error ? error.message : String(error)
  switch (codeOf(error)) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(
        `The name of ${host} cannot be resolved.`,
        'Check the name, or use its IP address: name service may be gone in an outage.',
      )
    case 'ECONNREFUSED':
      return unreachable(`${host} refuses SSH connections.`, 'Check the port, and that sshd runs on that machine.')
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return unreachable(`There is no route to ${host}.`, 'Check the network path and that the machine is switched on.')
    case 'ETIMEDOUT':
      return noAnswer(host)
  }
  if (levelOf(error) === 'client-authentication')
    return refused(`${host} does not let ${user} in with this key or password.`, shell.letIn(user, host), 'credentials')
  if (isTimeout(error)) return noAnswer(host)
  if (/cannot parse privatekey|passphrase|unsupported key format/i.test(message))
    return refused(
      'The private SSH key cannot be read.',
      'Give it in OpenSSH or PEM format, with its passphrase where it has one.',
      'credentials',
    )
  if (/no matching|handshake failed/i.test(message))
    return refused(
      `${host} and this program share no SSH algorithm.`,
      'Update OpenSSH on that machine, or allow newer algorithms there.',
    )
  return unreachable(
    `${host} does not answer as an SSH server, or the connection broke.`,
    'Check address and port, and that sshd runs on that machine.',
  )
}

export const noAnswer = (host: string): DriverFailure =>
  unreachable(
    `${host} did not answer in time.`,
    'Check that the machine runs, that address and port are right and that no firewall stands in between.',
  )

export const noTime = (host: string): DriverFailure => unreachable(`There was no time left to ask ${host}.`, 'Ask again.')
