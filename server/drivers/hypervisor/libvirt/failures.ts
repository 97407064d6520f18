import { type DriverFailure, refused, unknownOutcome, unreachable } from '../../ports'
import type { CommandAnswer } from '../../protocols/ssh/ssh-host'

/** The complaint in virsh's words, without its prefix. */
export const complaintOf = (stderr: string): string =>
  stderr
    .split('\n')
    .map((line) => line.replace(/^error:\s*/i, '').trim())
    .filter((line) => line !== '' && !/^Failed to (shutdown|destroy|start|save|resume|abort) /i.test(line))
    .join(' ')
    .slice(0, 600)

/** Refusals for a reason that stays; null: it is none of these. */
const lastingRefusal = (host: string, said: string, stderr: string): DriverFailure | null => {
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
      'privileges',
    )
  return null
}

const AWAY_HINT = 'Check on that machine: systemctl status libvirtd (or virtqemud).'

/** What libvirt's refusals mean to people; any other is shown in its own words. */
export const virshFailure = (host: string, doing: string, stderr: string): DriverFailure => {
  const said = complaintOf(stderr)
  const lasting = lastingRefusal(host, said, stderr)
  if (lasting !== null) return lasting
  // virsh came to nobody, so nothing was begun: that is no "no" of libvirt, and it is tried again (A9, D3).
  if (/failed to connect to the hypervisor/i.test(said))
    return unreachable(`libvirt on ${host} does not answer: ${said}`, AWAY_HINT)
  if (/cannot recv data/i.test(said)) return refused(`libvirt on ${host} does not answer: ${said}`, AWAY_HINT)
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

/** Exit codes above it are a shell's words for "killed by a signal". */
const LARGEST_OWN_CODE = 128

/** Why a command that changes something did not end well. One that was killed may have done its work all the same (A1). */
export const changeFailure = (host: string, doing: string, { code, stderr }: CommandAnswer): DriverFailure =>
  code === null || code > LARGEST_OWN_CODE
    ? unknownOutcome(
        `The command to ${doing} was killed on ${host}: it may have been carried out.`,
        'Look at the state before trying again.',
      )
    : virshFailure(host, doing, stderr)

/**
 * Why nothing could be read. Refused is only what will not change by itself: what is read before an act must not pass for
 * libvirt's "no" to it (D3).
 */
export const readFailure = (host: string, stderr: string): DriverFailure => {
  const said = complaintOf(stderr)
  return (
    lastingRefusal(host, said, stderr) ??
    unreachable(
      `libvirt on ${host} did not answer as expected: ${said === '' ? 'virsh ended without a whole answer' : said}`,
      AWAY_HINT,
    )
  )
}
