import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seenStorage } from './storage'
import { pathsCommand, storagePathsOf } from './storage-paths'

const mounts = [
  { source: '/dev/sda1', point: '/', type: 'ext4' },
  { source: '/dev/mapper/san--vg-vms', point: '/srv/vms', type: 'gfs2' },
  { source: '/dev/mapper/mpathb', point: '/srv/more', type: 'ocfs2' },
  { source: 'nas:/export', point: '/srv/nas', type: 'nfs4' },
]
const storage = seenStorage('kvm1', { pools: [], mounts, sharedPaths: [] })
/** As the kernel shows a volume of LVM over one multipath device, another device with a file system, and a local volume. */
const SAID = [
  'dm mpatha mpath-36001405aaaa dm-0 sdb sdc',
  'dm mpathb mpath-36001405bbbb dm-1 sdd sde',
  'dm san--vg-vms LVM-abcdef dm-2 dm-0',
  'dm root-swap LVM-123456 dm-3 sda',
]
const states = (sdb: string, sdc: string) => [
  'path sda running',
  `path sdb ${sdb}`,
  `path sdc ${sdc}`,
  'path sdd running',
  'path sde running',
]
const pathsOf = (sdb: string, sdc: string, said: readonly string[] = SAID) =>
  storagePathsOf([...said, ...states(sdb, sdc)].join('\n'), storage, mounts).map(({ paths, datastoreNativeId }) => [
    datastoreNativeId,
    paths,
  ])
const [VMS, MORE] = ['/dev/mapper/san--vg-vms:/srv/vms', '/dev/mapper/mpathb:/srv/more']

describe('S1-28 paths to storage', () => {
  it('those that work are counted, also below a volume of LVM; a network file system has none to count', () => {
    expect(pathsOf('running', 'running')).toEqual([
      [VMS, 2],
      [MORE, 2],
    ])
    expect(pathsOf('running', 'transport-offline')).toEqual([
      [VMS, 1],
      [MORE, 2],
    ])
    expect(pathsOf('offline', 'blocked')).toContainEqual([VMS, 0])
  })

  it('a state that nobody knows says nothing of its device', () => {
    expect(pathsOf('running', 'quiesce')).toEqual([[MORE, 2]])
  })

  it('a host without multipath devices has nothing to count', () => {
    expect(pathsOf('running', 'running', ['dm san--vg-vms LVM-abcdef dm-2 sdb'])).toEqual([])
    expect(storagePathsOf('', storage, mounts)).toEqual([])
    expect(storagePathsOf('dm\npath\nfoo bar baz', storage, mounts)).toEqual([])
  })

  it('of all devices in a declared folder the one with the fewest paths counts; so of a volume group', () => {
    const declared = seenStorage('kvm1', { pools: [], mounts, sharedPaths: ['/dev/mapper', '/dev/san-vg'] })
    const said = [...SAID, ...states('running', 'blocked')].join('\n')
    expect(storagePathsOf(said, declared, mounts)).toEqual(
      expect.arrayContaining([
        { datastoreNativeId: 'shared:/dev/mapper', paths: 1 },
        { datastoreNativeId: 'shared:/dev/san-vg', paths: 1 },
      ]),
    )
  })

  it('devices that lie on each other in a circle end', () => {
    const circle = ['dm mpatha mpath-1 dm-0 sdb', 'dm san--vg-vms LVM-1 dm-2 dm-3', 'dm b LVM-2 dm-3 dm-2']
    expect(pathsOf('running', 'running', circle)).toEqual([])
  })

  it('are asked of the kernel by a plain shell, whether or not there are any', () => {
    const root = mkdtempSync(join(tmpdir(), 'ridethrough-sys-'))
    const written = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    const asked = () => execFileSync('/bin/sh', ['-c', pathsCommand(root)], { encoding: 'utf8' })
    try {
      expect(asked()).toBe('')
      written('block/dm-0/dm/name', 'mpatha\n')
      written('block/dm-0/dm/uuid', 'mpath-36001405aaaa\n')
      written('block/dm-0/slaves/sdb', '')
      written('block/dm-0/slaves/sdc', '')
      written('block/dm-1/dm/name', 'plain\n')
      written('block/dm-1/dm/uuid', '\n')
      written('block/sdb/device/state', 'running\n')
      written('block/sdc/device/state', 'transport-offline\n')
      expect(asked().trim().split('\n')).toEqual([
        'dm mpatha mpath-36001405aaaa dm-0 sdb sdc',
        'dm plain none dm-1',
        'path sdb running',
        'path sdc transport-offline',
      ])
    } finally {
      rmSync(root, { recursive: true })
    }
  })
})
