import { type DriverFailure, refused, unreachable } from '../../ports'

/** How a call ends badly inside this driver; turned into a result at its edge (session.ts). */
export class CallFailed extends Error {
  constructor(
    readonly failure: DriverFailure,
    /** The machine itself answered, if only to say no: it is not off. */
    readonly machineLives = failure.kind !== 'unreachable',
  ) {
    super(failure.message)
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
const levelOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'level' in error ? String(error.level) : ''

/** A closed port is closed by a machine that runs. */
export const showsLife = (error: unknown): boolean => codeOf(error) === 'ECONNREFUSED'

/** Why an SSH connection could not be made, in words. `user` is named, its key or password never. */
export const connectFailure = (host: string, user: string, error: unknown): DriverFailure => {
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
    return refused(
      `${host} does not let ${user} in with this key or password.`,
      `Add the public key to ~/.ssh/authorized_keys of ${user} on ${host}, or correct user and password. For root see PermitRootLogin in sshd_config.`,
    )
  if (levelOf(error) === 'client-timeout' || /timed out/i.test(message)) return noAnswer(host)
  if (/cannot parse privatekey|passphrase|unsupported key format/i.test(message))
    return refused(
      'The private SSH key cannot be read.',
      'Give it in OpenSSH or PEM format, with its passphrase where it has one.',
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

/** The complaint in virsh's words, without its prefix. */
export const complaintOf = (stderr: string): string =>
  stderr
    .split('\n')
    .map((line) => line.replace(/^error:\s*/i, '').trim())
    .filter((line) => line !== '' && !/^Failed to (shutdown|destroy|start|save|resume|abort) /i.test(line))
    .join(' ')
    .slice(0, 600)

/** What libvirt's refusals mean to people; any other is shown in its own words. */
export const virshFailure = (host: string, doing: string, stderr: string): DriverFailure => {
  const said = complaintOf(stderr)
  if (/remote libvirt URI|host key verification failed|permission denied \(publickey/i.test(said))
    return refused(
      `The hosts cannot reach one another: ${said}`,
      'By SSH, root of each host must be able to sign in to the others without a password (key and known_hosts); or use ?migrate=tcp or tls.',
    )
  if (/virsh: (command )?not found|No such file or directory.*virsh/i.test(stderr))
    return refused(`There is no virsh on ${host}.`, 'Install the package libvirt-clients (Debian) or libvirt-client (RHEL).')
  if (
    /permission denied|authentication (failed|unavailable)|access denied|not authorized/i.test(said) &&
    /socket|connect|auth|polkit/i.test(said)
  )
    return refused(
      `The account may not use libvirt on ${host}: ${said}`,
      'Sign in as root, or add the account to the group libvirt (usermod -aG libvirt NAME).',
    )
  if (/failed to connect to the hypervisor|cannot recv data/i.test(said))
    return refused(
      `libvirt on ${host} does not answer: ${said}`,
      'Check on that machine: systemctl status libvirtd (or virtqemud).',
    )
  if (/unsafe migration/i.test(said))
    return refused(
      `libvirt calls this migration unsafe: ${said}`,
      'Its disks are not on storage that both hosts share. It is never forced; shut the VM down or save its state instead.',
    )
  return refused(
    `${host} refuses to ${doing}: ${said === '' ? 'it does not say why' : said}`,
    'See the log of libvirt on that host.',
  )
}
