import { expect, it } from 'vitest'
import { bridgeVlans, clusterNetworksOf } from './bridges'
import { cardVlansOf, networkCardsOf } from './guest-devices'
import { nodeNetworkSchema } from './wire'

/** As a node answers `/nodes/{node}/network?type=any_bridge`. */
const told = nodeNetworkSchema.parse([
  { iface: 'vmbr0', type: 'bridge', bridge_ports: 'bond0', bridge_vlan_aware: 1, bridge_vids: '2 4 100-200' },
  { iface: 'vmbr1', type: 'bridge', bridge_ports: 'eno1', bridge_vlan_aware: 1 },
  { iface: 'vmbr2', type: 'bridge', bridge_ports: 'bond0.40' },
  { iface: 'vmbr3', type: 'bridge', bridge_ports: 'vlan41' },
  { iface: 'vmbr4', type: 'bridge', bridge_ports: '' },
  { iface: 'vmbr5', type: 'bridge', bridge_ports: 'eno2.50 eno3.51' },
  { iface: 'vmbr6', type: 'bridge', bridge_ports: 'uplink' },
  { iface: 'vmbr7', type: 'bridge' },
  { iface: 'ovs0', type: 'OVSBridge' },
  { iface: 'tenants', type: 'vnet' },
])

it('S1-25 what each bridge of a node leads to, and which tags of guests it carries', () => {
  expect(bridgeVlans(told)).toEqual([
    {
      networkNativeId: 'vmbr0',
      vlan: 'untagged',
      tags: [
        [1, 1],
        [2, 2],
        [4, 4],
        [100, 200],
      ],
    },
    {
      networkNativeId: 'vmbr1',
      vlan: 'untagged',
      tags: [
        [1, 1],
        [2, 4094],
      ],
    },
    { networkNativeId: 'vmbr2', vlan: 40, tags: 'on-demand' },
    { networkNativeId: 'vmbr3', vlan: 41, tags: 'on-demand' },
    { networkNativeId: 'vmbr4', vlan: 'inside', tags: [] },
    { networkNativeId: 'ovs0', vlan: 'untagged' },
  ])
})

it('a virtual network of the cluster is no node’s own', () => {
  expect(clusterNetworksOf(told)).toEqual(['tenants'])
})

it('S1-11 reads the tags that cards of VMs and containers bear', () => {
  const cards = networkCardsOf({
    net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=40',
    net1: 'name=eth1,hwaddr=BC:24:11:00:00:02,bridge=vmbr1,trunks=20;30',
    net2: 'virtio=BC:24:11:00:00:03,bridge=vmbr2',
  })
  expect(cardVlansOf(cards)).toEqual([
    { networkNativeId: 'vmbr0', vlan: 40 },
    { networkNativeId: 'vmbr1', vlan: 'trunk' },
  ])
  expect(cards.map(({ mac }) => mac)).toEqual(['BC:24:11:00:00:01', 'BC:24:11:00:00:02', 'BC:24:11:00:00:03'])
})
