import type { VmDisk } from '../../../domain/inventory'
import type { CardVlan } from '../../../domain/vlan'
import { gibibytesOf, propertyString } from './property-string'
import type { Storages } from './storage'
import type { GuestConfig } from './wire'

const named = (config: GuestConfig, pattern: RegExp): [string, string][] =>
  Object.entries(config).filter(([name]) => pattern.test(name))

const DRIVE = /^(ide|sata|scsi|virtio|efidisk|tpmstate|unused)\d+$/
const CONTAINER_VOLUME = /^(rootfs|mp\d+|unused\d+)$/

const isCdrom = (value: string): boolean => propertyString(value).get('media') === 'cdrom'

const volumeOf = (value: string): { readonly storage: string; readonly volume: string } | null => {
  const { main, get } = propertyString(value)
  const file = main ?? get('file') ?? get('volume') ?? ''
  const colon = file.indexOf(':')
  return colon === -1 || file.startsWith('/') ? null : { storage: file.slice(0, colon), volume: file.slice(colon + 1) }
}

export const disksOf = (config: GuestConfig, kind: 'qemu' | 'lxc', node: string, storages: Storages): VmDisk[] =>
  named(config, kind === 'qemu' ? DRIVE : CONTAINER_VOLUME)
    .filter(([, value]) => !isCdrom(value))
    .map(([label, value]) => {
      const place = volumeOf(value)
      const datastore = place === null ? null : storages.find(node, place.storage)
      const gibibytes = gibibytesOf(propertyString(value).get('size'))
      // A path instead of a volume is a device or directory of this node; an unknown storage counts as local too, to be safe.
      return { label, datastoreNativeId: datastore?.nativeId ?? null, gibibytes, local: datastore === null || !datastore.shared }
    })

/** A physical drive, or an image on storage of this node only. Cloud-init images are made anew on the target, so they do not count. */
export const hasLocalCdrom = (config: GuestConfig, node: string, storages: Storages): boolean =>
  named(config, DRIVE).some(([, value]) => {
    if (!isCdrom(value)) return false
    const main = propertyString(value).main ?? propertyString(value).get('file')
    if (main === null || main === 'none' || /cloudinit/.test(main)) return false
    const place = volumeOf(value)
    return place === null || storages.find(node, place.storage)?.shared !== true
  })

/** Devices of the host that the guest holds, and that Proxmox VE itself counts as local resources. */
export const hasPassthrough = (config: GuestConfig): boolean =>
  named(config, /^(hostpci|parallel|virtiofs|dev)\d+$/).length > 0 ||
  config.ivshmem !== undefined ||
  named(config, /^usb\d+$/).some(([, value]) => !/^(host=)?spice\b/i.test(value)) ||
  named(config, /^serial\d+$/).some(([, value]) => value !== 'socket')

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i

export interface NetworkCard {
  readonly mac: string | null
  readonly bridge: string | null
  /** Null: its frames bear no tag. */
  readonly vlan: number | 'trunk' | null
}

/** `net0: virtio=AA:BB:…,bridge=vmbr0,tag=40` of a VM, `net0: name=eth0,hwaddr=AA:BB:…,bridge=vmbr0` of a container. */
export const networkCardsOf = (config: GuestConfig): readonly NetworkCard[] =>
  named(config, /^net\d+$/).map(([, value]) => {
    const parts = propertyString(value)
    const mac = [...parts.entries.values()].find((entry) => MAC.test(entry))
    const tag = Number(parts.get('tag') ?? Number.NaN)
    const vlan = parts.get('trunks') !== null ? 'trunk' : Number.isInteger(tag) ? tag : null
    return { mac: mac?.toUpperCase() ?? null, bridge: parts.get('bridge'), vlan }
  })

export const cardVlansOf = (cards: readonly NetworkCard[]): readonly CardVlan[] =>
  cards.flatMap(({ bridge, vlan }) => (bridge === null || vlan === null ? [] : [{ networkNativeId: bridge, vlan }]))

/** The SMBIOS UUID that the guest sees. */
export const uuidOf = (config: GuestConfig): string | null => {
  const uuid = propertyString(config.smbios1 ?? '').get('uuid')
  return uuid !== null && /^[0-9a-f-]{36}$/i.test(uuid) ? uuid.toLowerCase() : null
}
