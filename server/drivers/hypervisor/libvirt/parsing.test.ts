import { describe, expect, it } from 'vitest'
import type { DriverFailure } from '../../ports'
import { migrationUri, siteOf } from './address'
import { domainOf } from './domain'
import { domainStatsOf, downtimeOf, jobOf, jobProgressOf } from './domain-stats'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { virshFailure } from './failures'
import { fingerprintOf, hostKeyRefusal } from '../../protocols/ssh/host-key'
import { mountAt, mountsOf } from './pool'
import { quoted } from '../../protocols/ssh/posix-shell'
import { answersOf } from './shell'
import { diskFacts, seenStorage, unsharedDisks } from './storage'
import { chosenCopy, vmFacts } from './vm-facts'
import { copyOf, type DomainCopy } from './survey'

const site = (url: string) => siteOf({ kind: 'libvirt', url, pins: [] })

const problem = (work: () => unknown): DriverFailure | null => {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof CallFailed ? error.failure : null
  }
}

describe('the address', () => {
  it('names several hosts, ports, the hypervisor and shared folders', () => {
    const read = site('ssh://kvm-1,kvm-2:2222,[fd00::1]?uri=vz:///system&migrate=tcp&shared=/srv/vm/,/mnt/x')
    expect(read.hosts.map(({ name, host, port }) => [name, host, port])).toEqual([
      ['kvm-1', 'kvm-1', 22],
      ['kvm-2:2222', 'kvm-2', 2222],
      ['[fd00::1]', 'fd00::1', 22],
    ])
    expect(read).toMatchObject({ uri: 'vz:///system', migrateBy: 'tcp', sharedPaths: ['/srv/vm', '/mnt/x'] })
  })

  it.each([
    'https://kvm-1',
    'ssh://',
    'ssh://kvm-1,kvm-1',
    'ssh://-oProxyCommand=x',
    'ssh://kvm-1;reboot',
    'ssh://kvm-1?uri=qemu+ssh://other/system',
    "ssh://kvm-1?uri=qemu:///system'",
    'ssh://kvm-1?migrate=unsafe',
    'ssh://kvm-1?shared=relative',
    'ssh://kvm-1?typo=1',
    'ssh://kvm-1:99999',
  ])('%s is refused, with how to write it', (url) => {
    expect(problem(() => site(url))).toMatchObject({ kind: 'refused' })
  })

  it('tells the source host how to reach the target', () => {
    const target = (url: string) => site(url).hosts[0] ?? { name: '', host: '', port: 0 }
    const uri = (url: string) => migrationUri(site(url), target(url), 'root')
    expect(uri('ssh://kvm-1')).toBe('qemu+ssh://root@kvm-1/system?no_tty=1')
    expect(uri('ssh://[fd00::1]:2222?uri=vz:///system')).toBe('vz+ssh://root@[fd00::1]:2222/system?no_tty=1')
    expect(uri('ssh://kvm-1:2222?migrate=tls')).toBe('qemu+tls://kvm-1/system')
  })
})

describe('host keys', () => {
  const key = Buffer.from('a key')
  const seen = fingerprintOf(key)
  it('K5 an unknown one is refused as a pin is written, a changed one as an alarm, the pinned one is taken', () => {
    expect(hostKeyRefusal('kvm-1', key, [], 'key.pub')?.message).toContain(`kvm-1 ${seen}`)
    expect(hostKeyRefusal('kvm-1', key, [`kvm-2 ${seen}`], 'key.pub')?.message).toContain('not known yet')
    expect(hostKeyRefusal('kvm-1', key, [`kvm-1 ${fingerprintOf(Buffer.from('older'))}`], 'key.pub')?.message).toContain('ALARM')
    expect(hostKeyRefusal('kvm-1', key, [`kvm-1 ${seen}=`], 'key.pub')).toBeNull()
  })
})

describe('the shell', () => {
  it('a quoted word stays one word', () => {
    expect(quoted("it's $(reboot) `x` \\")).toBe(`'it'\\''s $(reboot) \`x\` \\'`)
  })
  it('no end marker is no answer', () => {
    expect(answersOf('@@ridethrough:a@@half')).toBeNull()
    expect(answersOf('@@ridethrough:a@@one\n@@ridethrough:b@@\n@@ridethrough:end@@')?.get('a')).toBe('one')
  })
})

const XML = `<domain type='kvm'><name>007</name><uuid>AAAAAAAA-0000-4000-8000-000000000001</uuid>
<metadata><x:inventory xmlns:x='urn:x'><x:tag>dc</x:tag><x:tag>front</x:tag></x:inventory></metadata>
<memory unit='KiB'>2097153</memory><vcpu placement='static'>4</vcpu>
<devices>
<disk type='file' device='disk'><source file='/srv/vm/a.qcow2'/><target dev='vda'/></disk>
<disk type='network' device='disk'><source protocol='rbd' name='pool/x'/><target dev='vdb'/></disk>
<disk type='volume' device='disk'><source pool='fast' volume='v'/><target dev='vdc'/></disk>
<disk type='file' device='cdrom'><source file='/root/boot.iso'/><target dev='sda'/></disk>
<disk type='file' device='cdrom'><target dev='sdb'/></disk>
<interface type='network'><mac address='52:54:00:AA:00:01'/><source network='default'/></interface>
<interface type='bridge'><mac address='52:54:00:aa:00:02'/><source bridge='br0'/></interface>
<hostdev mode='subsystem' type='pci'/>
<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>
</devices></domain>`

describe('a domain', () => {
  it('is read as libvirt writes it', () => {
    expect(domainOf(XML)).toMatchObject({
      uuid: 'aaaaaaaa-0000-4000-8000-000000000001',
      name: '007',
      memoryMiB: 2049,
      cpuThreads: 4,
      tags: ['dc', 'front'],
      macs: ['52:54:00:aa:00:01', '52:54:00:aa:00:02'],
      networks: ['network:default', 'device:br0'],
      passthrough: true,
      agent: 'connected',
    })
  })

  it('without devices or of another kind is no reason to fail', () => {
    expect(domainOf('<domain><name>x</name><uuid>u</uuid><devices/></domain>')).toMatchObject({ disks: [], agent: 'absent' })
    expect(domainOf('')).toBeNull()
    expect(domainOf('<pool/>')).toBeNull()
  })

  it('has shared disks only where that is declared, or a network file system proves it', () => {
    const domain = domainOf(XML)
    if (domain === null) throw new Error('unreadable')
    const mounts = mountsOf('/dev/sda1 / ext4 rw 0 0\nnas:/vm /srv/vm nfs4 rw 0 0\n')
    const pools = [{ name: 'fast', type: 'dir', path: '/var/fast', freeGibibytes: 1 }]
    const facts = (given: Parameters<typeof seenStorage>[1]) =>
      diskFacts(domain, seenStorage('kvm-1', given), new Map([['vda', 2 ** 30]]))
    expect(facts({ pools, mounts, sharedPaths: [] })).toEqual({
      disks: [
        { label: 'vda /srv/vm/a.qcow2', datastoreNativeId: 'nas:/vm:/srv/vm', gibibytes: 1, local: false },
        { label: 'vdb', datastoreNativeId: null, gibibytes: null, local: false },
        { label: 'vdc', datastoreNativeId: 'kvm-1/fast', gibibytes: null, local: true },
      ],
      hasLocalCdrom: true,
    })
    expect(facts({ pools, mounts: mountsOf('/dev/sda1 / ext4 rw 0 0'), sharedPaths: [] }).disks[0]?.local).toBe(true)
    expect(facts({ pools, mounts: [], sharedPaths: ['/srv/vm', '/root'] })).toMatchObject({
      disks: [{ local: false }, {}, {}],
      hasLocalCdrom: false,
    })
    expect(mountAt('/srv/vmx', mounts)?.type).toBe('ext4')
  })

  it('A4 is carried to another host only where both prove the same place for every disk and image', () => {
    const domain = domainOf(XML)
    if (domain === null) throw new Error('unreadable')
    const pools = [{ name: 'fast', type: 'dir', path: '/var/fast', freeGibibytes: 1 }]
    const on = (host: string, mounts: string, sharedPaths: readonly string[] = []) =>
      seenStorage(host, { pools, mounts: mountsOf(mounts), sharedPaths })
    const nas = 'nas:/vm /srv/vm nfs4 rw 0 0\nnas:/iso /root nfs4 rw 0 0\n'
    const named = (here: Parameters<typeof unsharedDisks>[1], there: Parameters<typeof unsharedDisks>[2]) =>
      unsharedDisks(domain, here, there).map(({ target }) => target)
    // A pool of one name is two places, an image counts, what is reached over the network does not.
    const all = named(on('kvm-1', ''), on('kvm-2', ''))
    expect(all).toContain('vda')
    expect(all).toContain('vdc')
    expect(all).not.toContain('vdb')
    expect(named(on('kvm-1', nas), on('kvm-2', nas))).toEqual(['vdc'])
    // Mounted here and not there, or another export under the same path: not the same.
    expect(named(on('kvm-1', nas), on('kvm-2', ''))).toContain('vda')
    expect(named(on('kvm-1', nas), on('kvm-2', nas.replace('nas:/vm', 'old:/vm')))).toContain('vda')
    expect(named(on('kvm-1', '', ['/srv/vm', '/root']), on('kvm-2', '', ['/srv/vm', '/root']))).toEqual(['vdc'])
    expect(named(on('kvm-1', '', ['/srv/vm', '/root']), on('kvm-2', '', ['/root']))).toEqual(['vda', 'vdc'])
  })
})

const copy = (host: string, state: string, reason: string, given: Partial<DomainCopy> = {}): DomainCopy => {
  const domain = domainOf(XML)
  const stats = domainStatsOf(`Domain: '007'\n  state.state=${state}\n  state.reason=${reason}\n`).get('007')
  if (domain === null || stats === undefined) throw new Error('unreadable')
  return { host, domain, stats, saved: false, autostart: false, job: null, snapshots: 0, ...given }
}

describe('one VM of several copies', () => {
  it.each([
    ['the running one, not the one that stayed behind', [copy('a', '5', '1'), copy('b', '1', '1')], null, 'b', 'on'],
    ['the source while it migrates', [copy('a', '3', '2'), copy('b', '1', '1')], null, 'b', 'on'],
    ['the one that holds its saved state', [copy('a', '5', '1'), copy('b', '5', '1', { saved: true })], 'a', 'b', 'saved'],
    ['where it ran last, if all are off', [copy('a', '5', '1'), copy('b', '5', '1')], 'b', 'b', 'off'],
    ['a paused one over one that is off', [copy('a', '3', '1'), copy('b', '5', '1')], null, 'a', 'paused'],
  ] as const)('%s', (_what, copies, last, host, power) => {
    const chosen = chosenCopy(copies, last)
    if (chosen === null) throw new Error('none chosen')
    expect(vmFacts(chosen, copies, { places: [] }, null, null)).toMatchObject({ hostNativeId: host, power })
  })

  it('that runs twice is locked, and so is one that any host is working on', () => {
    const lock = (...copies: DomainCopy[]) =>
      vmFacts(copies[0] ?? copy('a', '1', '1'), copies, { places: [] }, null, null).lockedBy
    expect(lock(copy('a', '1', '1'), copy('b', '1', '1'))).toBe('it runs on a and b at once')
    expect(lock(copy('a', '1', '1', { job: 'outgoing migration' }), copy('b', '3', '2'))).toBe('outgoing migration')
    expect(lock(copy('a', '1', '1'))).toBeNull()
  })
})

describe('snapshots', () => {
  const uuid = domainOf(XML)?.uuid ?? ''
  const facts = (said: string | null) => {
    const answers = new Map([[`domain ${uuid}`, XML], ...(said === null ? [] : [[`snapshots ${uuid}`, said] as const])])
    const read = copyOf('a', uuid, answers, 'it')
    if (read === null) throw new Error('unreadable')
    return vmFacts(read, [read], { places: [] }, null, null)
  }

  it('are counted by their names; an empty answer tells nothing, for a refusal looks the same', () => {
    expect(facts('before the update\n\nafter it\n').snapshotCount).toBe(2)
    expect(facts('')).not.toHaveProperty('snapshotCount')
    expect(facts(null)).not.toHaveProperty('snapshotCount')
  })
})

describe('jobs', () => {
  it('are told with their progress', () => {
    const text =
      'Job type:         Unbounded\nOperation:        Outgoing migration\nData processed:   30.000 MiB\nData remaining:   90.000 MiB\n'
    expect(jobOf(text)).toBe('outgoing migration')
    expect(jobProgressOf(text)).toBe(25)
    expect(jobOf('Job type:         None')).toBeNull()
    expect(jobProgressOf('Job type:         None')).toBeNull()
  })

  it('S4-09 tell the downtime of a migration that has ended, and of nothing else', () => {
    const ended = (operation: string, more: string) => `Job type:         Completed   \nOperation:        ${operation}\n${more}`
    expect(downtimeOf(ended('Incoming migration', 'Total downtime:   57           ms\nDowntime w/o network: 55 ms\n'))).toBe(57)
    expect(downtimeOf(ended('Outgoing migration', 'Downtime w/o network: 55           ms\n'))).toBe(55)
    expect(downtimeOf(ended('Save', 'Total downtime:   57           ms\n'))).toBeNull()
    expect(downtimeOf(ended('Incoming migration', ''))).toBeNull()
    expect(downtimeOf('Job type:         None\n')).toBeNull()
  })
})

describe('virsh’s complaints', () => {
  it.each([
    ['error: Unsafe migration: Migration without shared storage is unsafe', 'unsafe'],
    [
      "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/run/libvirt/libvirt-sock': Permission denied",
      'may not use libvirt',
    ],
    [
      "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/run/libvirt/libvirt-sock': Connection refused",
      'does not answer',
    ],
    ['sh: 1: virsh: not found', 'no virsh'],
    [
      'error: operation failed: Cannot recv data: Host key verification failed.: Connection reset by peer',
      'cannot reach one another',
    ],
    ['error: internal error: something new', 'something new'],
  ])('%s', (stderr, meaning) => {
    expect(virshFailure('kvm-1', 'act', stderr).message).toContain(meaning)
    const isAway = meaning === 'does not answer'
    expect(virshFailure('kvm-1', 'act', stderr).kind).toBe(isAway ? 'unreachable' : 'refused')
  })
})
