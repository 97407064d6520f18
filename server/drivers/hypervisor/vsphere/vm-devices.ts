import type { VmDisk } from '../../../domain/inventory'
import { refOf } from './soap'
import type { IsUnread } from '../../protocols/xml/xml-parser'
import { amount, find, flag, text, wireType, type XmlElement } from '../../protocols/xml/xml'

/** What the list of virtual devices says about where a VM can live. */
export interface DeviceFacts {
  readonly disks: readonly VmDisk[]
  readonly macs: readonly string[]
  readonly hasPassthrough: boolean
  readonly hasLocalCdrom: boolean
}

/** A VM's devices as they are told, before it is known which datastores other hosts reach. */
export interface DeviceRecord {
  readonly disks: readonly Omit<VmDisk, 'local'>[]
  readonly macs: readonly string[]
  readonly hasPassthrough: boolean
  /** Where the images of its connected CD-ROMs lie; null: a drive of the host itself. */
  readonly cdroms: readonly (string | null)[]
}

/** True where other hosts cannot reach the datastore; null: not known. */
export type IsLocal = (datastoreNativeId: string) => boolean | null

const CARDS = /^Virtual(E1000e?|Vmxnet[23]?|PCNet32|SriovEthernetCard|EthernetCard)$/
const PASSTHROUGH = new Set(['VirtualPCIPassthrough', 'VirtualSriovEthernetCard', 'VirtualSCSIPassthrough', 'VirtualHostUSB'])
/** Keyboards, controllers, video cards, …: more than half of what a VM tells of itself. */
export const isUnreadDevice: IsUnread = (element) => {
  if (element.name !== 'VirtualDevice') return false
  const type = wireType(element) ?? ''
  return type !== 'VirtualDisk' && type !== 'VirtualCdrom' && !CARDS.test(type) && !PASSTHROUGH.has(type)
}

const KIB_PER_GIB = 1024 * 1024

const diskOf = (device: XmlElement): Omit<VmDisk, 'local'> => {
  const kib = amount(device, 'capacityInKB')
  return {
    label: text(device, 'deviceInfo', 'label') ?? 'Hard disk',
    datastoreNativeId: refOf(find(device, 'backing', 'datastore'))?.id ?? null,
    gibibytes: kib === null || kib < 0 ? null : Math.round((kib / KIB_PER_GIB) * 100) / 100,
  }
}

const cdromOf = (device: XmlElement): readonly (string | null)[] => {
  if (flag(device, 'connectable', 'connected') !== true) return []
  const backing = find(device, 'backing')
  switch (wireType(backing)) {
    case 'VirtualCdromIsoBackingInfo': {
      const datastore = refOf(find(backing, 'datastore'))?.id
      return datastore === undefined ? [] : [datastore]
    }
    case 'VirtualCdromAtapiBackingInfo':
    case 'VirtualCdromPassthroughBackingInfo':
      return [null]
    default:
      return []
  }
}

const ofType = (devices: readonly XmlElement[], matches: (type: string) => boolean): readonly XmlElement[] =>
  devices.filter((device) => matches(wireType(device) ?? ''))

export const deviceRecord = (devices: readonly XmlElement[]): DeviceRecord => ({
  disks: ofType(devices, (type) => type === 'VirtualDisk').map(diskOf),
  macs: ofType(devices, (type) => CARDS.test(type)).flatMap((device) => text(device, 'macAddress')?.toLowerCase() ?? []),
  hasPassthrough: ofType(devices, (type) => PASSTHROUGH.has(type)).length > 0,
  cdroms: ofType(devices, (type) => type === 'VirtualCdrom').flatMap(cdromOf),
})

/** A connected image on local storage, or the drive of the host itself, ties the VM to its host. */
export const deviceFacts = ({ disks, macs, hasPassthrough, cdroms }: DeviceRecord, isLocal: IsLocal): DeviceFacts => ({
  disks: disks.map((disk) => ({
    ...disk,
    local: disk.datastoreNativeId !== null && isLocal(disk.datastoreNativeId) === true,
  })),
  macs,
  hasPassthrough,
  hasLocalCdrom: cdroms.some((datastore) => datastore === null || isLocal(datastore) === true),
})
