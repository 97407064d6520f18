import { expect, it } from 'vitest'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { posixShell } from '../../protocols/ssh/posix-shell'
import { openSshHost } from '../../protocols/ssh/ssh-host'
import { siteOf } from './address'
import { domainOf, unreadDomain } from './domain'
import { refuseUnsharedBlocks, unsharedBetween } from './shared-disks'
import { seenStorage } from './storage'
import { VirshHost } from './virsh-host'

const site = siteOf({ kind: 'libvirt', url: 'ssh://kvm-1,kvm-2', pins: [] })
const [source, target] = site.hosts.map(
  (host) => new VirshHost(openSshHost(host, { kind: 'password', user: 'root', password: 'x' }, [], posixShell), site),
)
const domain = domainOf(`<domain><name>db</name><uuid>u</uuid><devices>
<disk type='file' device='disk'><source file='/srv/vm/a.qcow2'/><target dev='vda'/></disk>
<disk type='block' device='disk'><source dev='/dev/vg/db'/><target dev='vdb'/></disk>
</devices></domain>`)

/** What is said of a move; null: nothing speaks against it. `sharedPaths`: what both hosts declare. */
const refusal = async (
  copied: readonly string[],
  sharedPaths: readonly string[] = [],
  moved = domain,
): Promise<string | null> => {
  if (moved === null || source === undefined || target === undefined) throw new Error('unreadable')
  const reader = {
    storageOf: ({ name }: VirshHost) => Promise.resolve(seenStorage(name, { pools: [], mounts: [], sharedPaths })),
  }
  try {
    await refuseUnsharedBlocks(reader, moved, source, target, copied, () => ({ deadlineMs: 1_000 }))
    return null
  } catch (error) {
    return error instanceof CallFailed ? error.failure.message : String(error)
  }
}

it('A4 a live move does not go on with a block device of the same name elsewhere, of which libvirt itself asks nothing', async () => {
  expect(await refusal([])).toBe('kvm-1 and kvm-2 are not known to share vdb /dev/vg/db: it would go on with another disk there.')
  expect(await refusal(['vdb'])).toBeNull()
  expect(await refusal([], ['/dev/vg'])).toBeNull()
})

it('D7 A4 a definition that cannot be understood has disks that nobody knows: it goes to no other host, moved or started', async () => {
  expect(await refusal([], [], unreadDomain('u'))).toContain('cannot be understood')
  if (source === undefined || target === undefined) throw new Error('unreadable')
  const storageOf = () => Promise.reject(new Error('nobody asks'))
  const asked = unsharedBetween({ storageOf }, unreadDomain('u'), source, target, () => ({ deadlineMs: 1_000 }))
  await expect(asked).rejects.toThrow(CallFailed)
})
