import { describe, expect, it } from 'vitest'
import { parseXml } from '../../protocols/xml/xml-parser'
import type { ObjectProperties } from './property-collector'
import { siteFinder } from './sites'

const object = (type: string, id: string, parent: [string, string] | null, name?: string): ObjectProperties => {
  const element = (written: string) => {
    const parsed = parseXml(written)
    if (parsed === null) throw new Error(written)
    return parsed
  }
  return {
    ref: { type, id },
    properties: new Map([
      ...(parent === null ? [] : [['parent', element(`<val type="${parent[0]}">${parent[1]}</val>`)] as const]),
      ...(name === undefined ? [] : [['name', element(`<val>${name}</val>`)] as const]),
    ]),
  }
}

const berlin = object('Datacenter', 'datacenter-2', ['Folder', 'group-d1'], 'Berlin')
const folder = object('Folder', 'group-h4', ['Datacenter', 'datacenter-2'])
const cluster = object('ClusterComputeResource', 'domain-c8', ['Folder', 'group-h4'])
const alone = object('ComputeResource', 'domain-s9', ['Folder', 'group-h4'])

describe('the site of a host', () => {
  it('is its datacenter, through folders, for one in a cluster and one by itself', () => {
    const siteOf = siteFinder([berlin, folder, cluster, alone])
    expect(siteOf(object('HostSystem', 'host-1', ['ClusterComputeResource', 'domain-c8']))).toBe('Berlin')
    expect(siteOf(object('HostSystem', 'host-2', ['ComputeResource', 'domain-s9']))).toBe('Berlin')
  })

  it('is not told where something on the way may not be seen, or leads round', () => {
    const host = object('HostSystem', 'host-1', ['ClusterComputeResource', 'domain-c8'])
    expect(siteFinder([berlin, cluster])(host)).toBeNull()
    const round = object('Folder', 'group-h4', ['Folder', 'group-h4'])
    expect(siteFinder([cluster, round])(host)).toBeNull()
    expect(siteFinder([])(object('HostSystem', 'host-3', null))).toBeNull()
  })
})
