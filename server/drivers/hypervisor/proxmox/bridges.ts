import type { HostVlan, VlanRange } from '../../../domain/vlan'
import type { NodeNetwork } from './wire'

type Bridge = NodeNetwork[number]

/** Zones of the software-defined network are the whole cluster's: its virtual networks are the same on each node that has them. */
const isOfCluster = ({ type }: Bridge): boolean => type !== null && type !== 'bridge' && type !== 'OVSBridge'

export const clusterNetworksOf = (networks: NodeNetwork): readonly string[] =>
  networks.filter(isOfCluster).map(({ iface }) => iface)

/** `bond0.40` and `vlan40` are VLAN devices, and Proxmox VE takes the VLAN from such names. */
const VLAN_DEVICE = /^(?:.+\.|vlan)(\d{1,4})$/
const PHYSICAL = /^(?:en|eth|bond|nic|ib)[^.]*$/

/** What a bridge's port carries it out to; null: a device of another name may be anything. */
const vlanOfPort = (port: string): HostVlan['vlan'] | null => {
  const vlan = VLAN_DEVICE.exec(port)?.[1]
  if (vlan !== undefined) return Number(vlan)
  return PHYSICAL.test(port) ? 'untagged' : null
}

const uplinkOf = ({ type, bridge_ports: told }: Bridge): HostVlan['vlan'] | null => {
  // Ports of an Open vSwitch bridge carry the tags that its guests' cards bear.
  if (type === 'OVSBridge') return 'untagged'
  if (told == null) return null
  const ports = told.split(/[\s,;]+/).filter((port) => port !== '' && port !== 'none')
  const vlans = new Set(ports.map(vlanOfPort))
  const [only] = vlans
  return ports.length === 0 ? 'inside' : vlans.size === 1 ? (only ?? null) : null
}

/** "2 4 100-200"; a VLAN-aware bridge lets 2-4094 through where nothing else is said. Untagged frames are VLAN 1 inside of it. */
const rangesOf = (vids: string | null): readonly VlanRange[] =>
  `1 ${vids ?? '2-4094'}`.split(/[\s,;]+/).flatMap((part): readonly VlanRange[] => {
    const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? []
    return from === undefined ? [] : [[Number(from), Number(to ?? from)]]
  })

/** A bridge that is not VLAN-aware gets a second bridge for each tag, made of its port, when a guest with that tag comes. */
const tagsOf = (bridge: Bridge, vlan: HostVlan['vlan']): HostVlan['tags'] => {
  if (bridge.type === 'OVSBridge') return undefined
  if (bridge.bridge_vlan_aware) return rangesOf(bridge.bridge_vids)
  return vlan === 'inside' ? [] : 'on-demand'
}

/** What a node's own bridges lead to, of those that tell. */
export const bridgeVlans = (networks: NodeNetwork): readonly HostVlan[] =>
  networks.flatMap((bridge) => {
    const vlan = isOfCluster(bridge) ? null : uplinkOf(bridge)
    if (vlan === null) return []
    const tags = tagsOf(bridge, vlan)
    return [{ networkNativeId: bridge.iface, vlan, ...(tags === undefined ? {} : { tags }) }]
  })
