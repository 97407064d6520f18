import { describe, expect, it } from 'vitest'
import type { ObjectProperties } from './property-collector'
import { clusterFacts } from './surrounding-facts'
import { parseXml } from '../../protocols/xml/xml-parser'
import { vsanFindings } from './vsan'

const object = (type: string, id: string, properties: Readonly<Record<string, string>>): ObjectProperties => ({
  ref: { type, id },
  properties: new Map(
    Object.entries(properties).flatMap(([name, written]) => {
      const element = parseXml(written)
      return element === null ? [] : [[name, element] as const]
    }),
  ),
})
const cluster = (enabled: boolean | null) =>
  object('ClusterComputeResource', 'domain-c1', {
    name: '<val>Hall</val>',
    configurationEx: `<val>${enabled === null ? '' : `<vsanConfigInfo><enabled>${enabled}</enabled></vsanConfigInfo>`}</val>`,
  })
const member = '<membershipList><nodeUuid>n</nodeUuid><hostname/></membershipList>'
const host = (id: string, runtime: string | null, connection = 'connected') =>
  object('HostSystem', id, {
    parent: '<val type="ClusterComputeResource">domain-c1</val>',
    'runtime.connectionState': `<val>${connection}</val>`,
    ...(runtime === null ? {} : { 'runtime.vsanRuntimeInfo': `<val>${runtime}</val>` }),
  })
const found = (hosts: readonly ObjectProperties[], enabled: boolean | null = true) =>
  Object.fromEntries(vsanFindings(hosts, [cluster(enabled)]))

describe('vSAN', () => {
  it('D10 its cluster is known to have a procedure of its own for its shutdown; others have none', () => {
    expect(clusterFacts(cluster(true)).ownShutdown).toContain('vSAN')
    expect(clusterFacts(cluster(false))).not.toHaveProperty('ownShutdown')
    expect(clusterFacts(cluster(null))).not.toHaveProperty('ownShutdown')
  })

  it('disks with issues are a finding of their host', () => {
    const issue = '<diskIssues><diskId>d</diskId><issue>nonExist</issue></diskIssues>'
    expect(found([host('a', issue), host('b', issue + issue), host('c', '')])).toEqual({
      a: ['vSAN reports a disk of this host with issues (nonExist).'],
      b: ['vSAN reports 2 disks of this host with issues (nonExist).'],
    })
  })

  it('hosts that do not see each other are a finding; one that vCenter has lost is not missed', () => {
    expect(found([host('a', member + member), host('b', member + member), host('c', member)])).toEqual({
      a: ['vSAN is in parts: this host sees 2 of 3 connected hosts of its cluster. Look at vSAN’s network.'],
      b: ['vSAN is in parts: this host sees 2 of 3 connected hosts of its cluster. Look at vSAN’s network.'],
      c: ['vSAN is in parts: this host sees 1 of 3 connected hosts of its cluster. Look at vSAN’s network.'],
    })
    expect(found([host('a', member + member), host('b', member + member), host('c', member, 'notResponding')])).toEqual({})
  })

  it('nothing is concluded where it is not told, or the cluster has no vSAN', () => {
    expect(found([host('a', null), host('b', '')])).toEqual({})
    expect(found([host('a', member), host('b', member)], false)).toEqual({})
  })
})
