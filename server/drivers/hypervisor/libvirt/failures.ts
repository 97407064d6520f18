import { type DriverFailure, refused } from '../../ports'

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
      'privileges',
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
