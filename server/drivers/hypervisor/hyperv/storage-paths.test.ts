import { describe, expect, it } from 'vitest'
import type { HostFacts } from '../../../domain/inventory'
import { hypervMachine } from '../../../../e2e/peers/windows/in-process'
import { hypervWorld, type HypervWorld } from '../../../../e2e/peers/windows/worlds'
import { until } from '../../../testing/require-peer'
import { unseenHost } from '../../protocols/ssh/unseen-host'
import type { PathsTold } from './paths-question'
import { SiteReader } from './site-reader'
import { kindOfVolume, PathReader, pathsOf } from './storage-paths'

const GUID = '{5B2B5C64-0000-0000-0000-100000000000}'
const VOLUME = { Path: 'C:\\ClusterStorage\\Volume1', DiskIdGuid: GUID.toLowerCase() }
const DATASTORE = 'csv:c1:c:\\clusterstorage\\volume1'

const mpio = (given: Partial<PathsTold['disks'][number]> = {}) => ({
  Path: '\\\\?\\mpio#disk&ven_acme&prod_array&rev_0001#1&7f6ac24&0&3630#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}',
  UniqueId: '60003FF44DC75ADC',
  Guid: GUID,
  BusType: 9,
  ...given,
})
const policy = (paths: number | null, failed: number | null = 0) => ({
  InstanceName: 'MPIO\\Disk&Ven_Acme&Prod_Array&Rev_0001\\1&7f6ac24&0&3630_0',
  paths,
  failed,
})
const told = (given: Partial<PathsTold>): PathsTold => ({ disks: [mpio()], policies: [policy(2)], volumes: [VOLUME], ...given })
const paths = (given: Partial<PathsTold>, others: readonly PathsTold[] = []) => pathsOf('c1', told(given), others)

describe('S1-28 paths from a node to a shared volume', () => {
  it('are those of MPIO that have not failed', () => {
    expect(paths({})).toEqual([{ datastoreNativeId: DATASTORE, paths: 2 }])
    expect(paths({ policies: [policy(4, 3)] })).toEqual([{ datastoreNativeId: DATASTORE, paths: 1 }])
    expect(paths({ policies: [policy(2, 2)] })).toEqual([{ datastoreNativeId: DATASTORE, paths: 0 }])
  })

  it('are found on a node that does not read the disk’s partition table by the storage’s own name of the disk', () => {
    const disks = [mpio({ Guid: '' })]
    expect(paths({ disks })).toEqual([])
    expect(paths({ disks, policies: [policy(1)] }, [told({})])).toEqual([{ datastoreNativeId: DATASTORE, paths: 1 }])
    // Another disk altogether.
    expect(paths({ disks: [mpio({ Guid: '', UniqueId: 'other' })] }, [told({})])).toEqual([])
    expect(paths({ disks: [mpio({ Guid: '', UniqueId: '' })] }, [told({ disks: [mpio({ UniqueId: '' })] })])).toEqual([])
  })

  it.each<[string, Partial<PathsTold['disks'][number]>, number | null]>([
    ['iSCSI', { BusType: 9 }, 1],
    ['Fibre Channel', { BusType: 6 }, 1],
    ['a disk of the machine', { BusType: 10 }, null],
    ['a disk whose bus is not told', { BusType: null }, null],
  ])('without MPIO: %s', (_, given, count) => {
    const disks = [mpio({ Path: '\\\\?\\scsi#disk&ven_acme#5&1&0#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}', ...given })]
    expect(paths({ disks, policies: [] }).map((each) => each.paths)).toEqual(count === null ? [] : [count])
  })

  it.each<[string, Partial<PathsTold>]>([
    ['what MPIO does not tell, as to an account that is no administrator', { policies: [] }],
    ['what MPIO tells in part', { policies: [policy(2, null)] }],
    ['storage of the nodes themselves', { disks: [mpio({ Path: '\\\\?\\storage#disk#{1}#{2}', BusType: 16 })] }],
    ['a volume whose disk is not told', { volumes: [{ ...VOLUME, DiskIdGuid: '' }] }],
  ])('are not known of %s', (_, given) => expect(paths(given)).toEqual([]))
})

describe('reading paths', () => {
  const start = () => {
    const world: HypervWorld = { ...hypervWorld(true), paths: { 'HV-1': told({}), 'HV-2': told({ policies: [policy(1)] }) } }
    const clock = { nowMs: 0 }
    const asked: string[] = []
    const hosts = ['HV-1', 'HV-2'].map((name) =>
      hypervMachine(
        name,
        name.toLowerCase(),
        () => world,
        ({ machine }) => asked.push(machine),
      ),
    )
    const reader = new PathReader(() => clock.nowMs)
    const seen = (name: string) => {
      const host: HostFacts = { ...unseenHost(name), clusterNativeId: 'c1' }
      return reader.completed(host).storagePaths?.map((each) => each.paths)
    }
    return { world, clock, asked, reader, seen, refresh: () => reader.refresh(hosts) }
  }

  it('asks one host at a time, each in its turn, and rarely', async () => {
    const { clock, asked, seen, refresh } = start()
    await Promise.all([refresh(), refresh()])
    expect(asked).toEqual(['HV-1'])
    for (let reading = 0; reading < 3; reading += 1) await refresh()
    expect(asked).toEqual(['HV-1', 'HV-2'])
    expect([seen('hv-1'), seen('hv-2'), seen('another')]).toEqual([[2], [1], undefined])
    clock.nowMs += 11 * 60_000
    await refresh()
    expect(asked.slice(2)).toEqual(['HV-1'])
  })

  it('a host that does not answer costs nothing; what it told stands for a while, and then no longer', async () => {
    const { world, clock, seen, refresh } = start()
    await refresh()
    world.hosts['HV-1'] = { isOff: true }
    clock.nowMs += 20 * 60_000
    await refresh()
    expect(seen('hv-1')).toEqual([2])
    clock.nowMs += 11 * 60_000
    expect(seen('hv-1')).toBeUndefined()
  })

  it('a host of no cluster has no shared volumes', async () => {
    const { reader, refresh } = start()
    await refresh()
    expect(reader.completed(unseenHost('hv-1'))).not.toHaveProperty('storagePaths')
  })
})

describe('S0-08 the bus of a shared volume', () => {
  const kind = (given: Partial<PathsTold>, others: readonly PathsTold[] = []) =>
    kindOfVolume('c1', DATASTORE, [told(given), ...others])

  it.each<[string, number | null, string | null]>([
    ['iSCSI', 9, 'iscsi'],
    ['Fibre Channel', 6, 'fc'],
    ['the nodes themselves (Storage Spaces)', 16, null],
    ['SAS', 10, null],
    ['none that is told', null, null],
  ])('is %s', (_, BusType, expected) => expect(kind({ disks: [mpio({ BusType })] })).toBe(expected))

  it('is told by whichever node reads the partition table, and not where nodes differ', () => {
    expect(kind({ disks: [mpio({ Guid: '' })] })).toBeNull()
    expect(kind({ disks: [mpio({ Guid: '' })] }, [told({})])).toBe('iscsi')
    expect(kind({ disks: [mpio({ BusType: 6 })] }, [told({})])).toBeNull()
    expect(kindOfVolume('another', DATASTORE, [told({})])).toBeNull()
  })

  it('stands in the inventory once a node has told its disks', async () => {
    const world: HypervWorld = { ...hypervWorld(true), paths: { 'HV-1': told({}) } }
    const reader = new SiteReader([hypervMachine('HV-1', 'hv-1', () => world)], true)
    const kinds = async () => {
      const { datastores } = await reader.inventory({ deadlineMs: 5_000 })
      return datastores.filter(({ shared }) => shared).map(({ kind: told }) => told)
    }
    expect(await kinds()).toEqual(['other'])
    expect(await until('the disks to be told', async () => ((await kinds())[0] === 'iscsi' ? kinds() : null))).toEqual(['iscsi'])
  })
})
