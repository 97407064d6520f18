import { describe, expect, it } from 'vitest'
import { parseXml } from '../../protocols/xml/xml-parser'
import { CallFailed } from './failures'
import type { ObjectProperties } from './property-collector'
import { PathCache, storagePathsOf, vmfsKindsOf } from './storage-paths'

const object = (type: string, id: string, properties: Readonly<Record<string, string>>): ObjectProperties => ({
  ref: { type, id },
  properties: new Map(
    Object.entries(properties).flatMap(([name, inside]) => {
      const element = parseXml(`<val>${inside}</val>`)
      return element === null ? [] : [[name, element] as const]
    }),
  ),
})
const path = (name: string, state: string): string => `<path><name>${name}</name><pathState>${state}</pathState></path>`
const host = (id: string, ...paths: string[]) => object('HostSystem', id, { 'config.multipathState': paths.join('') })
const store = (id: string, disks: readonly string[], shared = true) =>
  object('Datastore', id, {
    summary: `<multipleHostAccess>${shared}</multipleHostAccess><type>VMFS</type>`,
    info: `<vmfs>${disks.map((disk) => `<extent><diskName>${disk}</diskName><partition>1</partition></extent>`).join('')}</vmfs>`,
  })

const fc = (disk: string, at: number): string => `fc.20000024ff5e4c1e:21000024ff5e4c1${at}-fc.5006016:5006016${at}-${disk}`
const iscsi = (disk: string): string => `iqn.1998-01.com.vmware:esx-1-00023d000001,iqn.1992-04.com.emc:cx.b3,t,1-${disk}`

describe('paths to storage', () => {
  it('S1-28 those that work are counted, standby ones too; of several disks the one with the fewest counts', () => {
    const objects = [
      host(
        'host-1',
        path(fc('naa.600a', 0), 'active'),
        path(fc('naa.600a', 1), 'standby'),
        path(fc('naa.600a', 2), 'dead'),
        path(iscsi('naa.600b'), 'active'),
        path(fc('naa.600c', 0), 'dead'),
        path(iscsi('naa.600e'), 'unknown'),
        path('sata.vmhba0-sata.0:0-mpx.vmhba0:C0:T0:L0', 'active'),
      ),
      host('host-2'),
      store('two', ['naa.600a']),
      store('spanned', ['naa.600a', 'naa.600b']),
      store('dead', ['naa.600c']),
      store('nowhere', ['naa.600d']),
      store('untold', ['naa.600e']),
      store('local', ['mpx.vmhba0:C0:T0:L0'], false),
      object('Datastore', 'nfs', { summary: '<type>NFS</type>' }),
    ]
    expect([...storagePathsOf(objects)]).toEqual([
      [
        'host-1',
        [
          { datastoreNativeId: 'two', paths: 2 },
          { datastoreNativeId: 'spanned', paths: 1 },
          { datastoreNativeId: 'dead', paths: 0 },
        ],
      ],
    ])
  })

  it('S1-10 a VMFS datastore is on what its paths lead by, where they are all of one kind', () => {
    const objects = [
      host('host-1', path(fc('naa.600a', 0), 'active'), path('fcoe.1000:2000-fcoe.3000:4000-naa.600a', 'dead')),
      host('host-2', path(iscsi('naa.600b'), 'active'), path(iscsi('naa.600c'), 'active')),
      host('host-3', path(fc('naa.600c', 0), 'active'), path('sas.5000-sas.6000-naa.600d', 'active')),
      store('fibre', ['naa.600a']),
      store('ip', ['naa.600b']),
      store('both', ['naa.600c']),
      store('spanned', ['naa.600a', 'naa.600b']),
      store('sas', ['naa.600d']),
      store('unseen', ['naa.600e']),
    ]
    expect([...vmfsKindsOf(objects)]).toEqual([
      ['fibre', 'fc'],
      ['ip', 'iscsi'],
    ])
  })

  it('are asked for every two minutes, and believed for ten where they cannot be read any more', async () => {
    let nowMs = 0
    let asked = 0
    const cache = new PathCache(() => nowMs)
    const read = () => {
      asked += 1
      return asked > 1
        ? Promise.reject(new CallFailed({ kind: 'unreachable', message: 'no answer', hint: '' }))
        : Promise.resolve([host('host-1', path(iscsi('naa.600b'), 'active')), store('one', ['naa.600b'])])
    }
    for (nowMs = 0; nowMs < 600_000; nowMs += 60_000) {
      await cache.refresh(read)
      expect(cache.of('host-1')).toEqual([{ datastoreNativeId: 'one', paths: 1 }])
      expect(cache.kindOf('one')).toBe('iscsi')
    }
    expect(asked).toBe(5)
    expect(cache.of('host-1')).toBeNull()
    expect(cache.of('host-2')).toBeNull()
  })
})
