import { describe, expect, it } from 'vitest'
import type { Vlan } from '../domain/vlan'
import type { Host } from '../domain/world'
import { host, manager, managerId, vm, world } from '../testing/world-samples'
import { clusterReport } from './cluster-report'

const key = { managerId: managerId(), clusterNativeId: 'c' }

describe('what to know of a cluster', () => {
  const site = world({
    managers: [
      manager({
        affinityRules: [
          { name: 'pair', kind: 'apart', mandatory: true, vmNativeIds: ['web', 'db'], hostNativeIds: [] },
          { name: 'elsewhere', kind: 'together', mandatory: true, vmNativeIds: ['far'], hostNativeIds: [] },
        ],
      }),
    ],
    hosts: [
      host('b', { networkNativeIds: ['net', 'dmz'], storagePaths: [{ datastoreNativeId: 'ds', paths: 1 }] }),
      host('a', { datastoreNativeIds: [], findings: ['It is no node.'], migrationTrouble: 'none is enabled' }),
      host('x', { clusterNativeId: 'other' }),
    ],
    vms: [vm('web', 'b', { networkNativeIds: ['dmz'] }), vm('db', 'a'), vm('far', 'x')],
  })

  it('S1-25 names the hosts that lack a network, those networks first', () =>
    expect(clusterReport(site, key).networks).toEqual([
      { name: 'DMZ', vlan: 40, differingVlans: [], untoldHostNames: [], lackingHostNames: ['a'], vmCount: 1 },
      { name: 'VM Network', vlan: null, differingVlans: [], untoldHostNames: [], lackingHostNames: [], vmCount: 1 },
    ]))

  it('S1-25 shows a network of one name that leads to another VLAN on a host, and which host does not tell', () => {
    const on = (name: string, vlans?: Host['vlans']) => host(name, vlans === undefined ? {} : { vlans })
    const leads = (vlan: Vlan) => [{ networkNativeId: 'net', vlan }]
    const [shown] = clusterReport(
      world({
        managers: [manager({ networks: [{ nativeId: 'net', name: 'LAN', vlan: null, ofEachHost: true }] })],
        hosts: [on('a', leads(41)), on('b', leads(40)), on('c', leads(40)), on('d')],
      }),
      key,
    ).networks
    expect(shown?.differingVlans).toEqual([
      { vlan: 40, hostNames: ['b', 'c'] },
      { vlan: 41, hostNames: ['a'] },
    ])
    expect(shown?.untoldHostNames).toEqual(['d'])
  })

  it('S1-28 names the hosts that do not reach a datastore, or by one path only', () =>
    expect(clusterReport(site, key).storage).toEqual([
      { name: 'san-1', kind: 'iscsi', lackingHostNames: ['a'], isPathsTold: true, fewPaths: [{ hostName: 'b', paths: 1 }] },
    ]))

  it('S1-14 shows the rules that name a VM of the cluster, and S0-06 what is said of a node', () => {
    const { rules, findings } = clusterReport(site, key)
    expect(rules).toEqual([{ name: 'pair', kind: 'apart', mandatory: true, vmNames: ['db', 'web'], hostNames: [] }])
    expect(findings).toEqual([
      { hostName: 'a', text: 'It is no node.' },
      { hostName: 'a', text: 'Live moves: none is enabled.' },
    ])
  })

  it('R2 names the VMs that come up with their host by themselves', () => {
    const alone = ['c', 'a', 'b', 'f', 'e', 'd'].map((name) => vm(name, 'b', { startsWithHost: true }))
    expect(
      clusterReport({ ...site, vms: [...site.vms, ...alone] }, key).findings.filter(({ hostName }) => hostName === 'b'),
    ).toEqual([
      {
        hostName: 'b',
        text: expect.stringMatching(/by itself whenever it boots.* no plan .*: a, b, c, d, e and 1 more\.$/) as unknown,
      },
    ])
  })

  it('R2 R8 says of autostart that is set aside in an orderly shutdown only what a power cut does', () => {
    const setting = { kind: 'autostart' as const, vms: [{ nativeId: 'c', name: 'c', how: {} }] }
    const told = { nativeId: 'autostart b', name: 'autostart of b', hostNativeIds: ['b'], unhealthy: [] }
    const safeguards = [{ ...told, setting, isDisarmed: false, disarmAfterVms: false, restore: 'after-vms' as const }]
    const vms = [vm('c', 'b', { nativeId: 'c', startsWithHost: true })]
    const { findings } = clusterReport({ ...site, managers: [manager({ safeguards })], vms }, key)
    expect(findings.filter(({ hostName }) => hostName === 'b')).toEqual([
      {
        hostName: 'b',
        text: expect.stringMatching(/^After a power cut without an orderly shutdown .*: c\. .* aside/) as unknown,
      },
    ])
  })

  it('R3 D5 D6 what must start with its host is no fault', () => {
    const starting = { startsWithHost: true } as const
    const vms = [
      vm('console', 'b', { ...starting, keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] }),
      vm('vcls', 'b', { ...starting, systemKind: 'vcls' }),
    ]
    expect(clusterReport({ ...site, vms }, key).findings.filter(({ hostName }) => hostName === 'b')).toEqual([])
  })
})
