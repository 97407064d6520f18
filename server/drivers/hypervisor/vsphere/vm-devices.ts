import type { VmDisk } from '../../../domain/inventory'
import { refOf } from './soap'
import { find, flag, number, text, wireType, type XmlElement } from '../../protocols/xml/xml'

/** What the list of virtual devices says about where a VM can live. */
export interface DeviceFacts {
  readonly disks: readonly VmDisk[]
  readonly macs: readonly string[]
  readonly hasPassthrough: boolean
  readonly hasLocalCdrom: boolean
}

/** True where other hosts cannot reach the datastore; null: not known. */
export type IsLocal = (datastoreNativeId: string) => boolean | null

const CARDS = /^Virtual(E1000e?|Vmxnet[23]?|PCNet32|SriovEthernetCard|EthernetCard)$/
const PASSTHROUGH = new Set(['VirtualPCIPassthrough', 'VirtualSriovEthernetCard', 'VirtualSCSIPassthrough', 'VirtualHostUSB'])
const KIB_PER_GIB = 1024 * 1024

const diskOf = (device: XmlElement, isLocal: IsLocal): VmDisk => {
  const datastore = refOf(find(device, 'backing', 'datastore'))?.id ?? null
  const kib = number(device, 'capacityInKB')
  return {
    label: text(device, 'deviceInfo', 'label') ?? 'Hard disk',
    datastoreNativeId: datastore,
    gibibytes: kib === null || kib < 0 ? null : Math.round((kib / KIB_PER_GIB) * 100) / 100,
    local: datastore !== null && isLocal(datastore) === true,
  }
}

/** A connected image on local storage, or the drive of the host itself, ties the VM to its host. */
const isLocalCdrom = (device: XmlElement, isLocal: IsLocal): boolean => {
  if (flag(device, 'connectable', 'connected') !== true) return false
  const backing = find(device, 'backing')
  switch (wireType(backing)) {
    case 'VirtualCdromIsoBackingInfo': {
      const datastore = refOf(find(backing, 'datastore'))?.id
      return datastore !== undefined && isLocal(datastore) === true
    }
    case 'VirtualCdromAtapiBackingInfo':
    case 'VirtualCdromPassthroughBackingInfo':
      return true
    default:
      return false
  }
}

const ofType = (devices: readonly XmlElement[], matches: (type: string) => boolean): readonly XmlElement[] =>
  devices.filter((device) => matches(wireType(device) ?? ''))

export const deviceFacts = (devices: readonly XmlElement[], isLocal: IsLocal): DeviceFacts => ({
  disks: ofType(devices, (type) => type === 'VirtualDisk').map((device) => diskOf(device, isLocal)),
  macs: ofType(devices, (type) => CARDS.test(type)).flatMap((device) => text(device, 'macAddress')?.toLowerCase() ?? []),
  hasPassthrough: ofType(devices, (type) => PASSTHROUGH.has(type)).length > 0,
  hasLocalCdrom: ofType(devices, (type) => type === 'VirtualCdrom').some((device) => isLocalCdrom(device, isLocal)),
})
