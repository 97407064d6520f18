import { describe, expect, it } from 'vitest'
import { all } from '../../protocols/xml/xml'
import { parseXml } from '../../protocols/xml/xml-parser'
import { deviceRecord, isUnreadDevice } from './vm-devices'

const device = (type: string, inside: string) =>
  `<VirtualDevice xmlns:o="x" o:type="${type}"><key>1</key><deviceInfo><label>it</label></deviceInfo>${inside}</VirtualDevice>`
const CARDS = ['E1000', 'E1000e', 'Vmxnet', 'Vmxnet2', 'Vmxnet3', 'PCNet32', 'SriovEthernetCard', 'EthernetCard']
const PASSED = ['VirtualPCIPassthrough', 'VirtualSriovEthernetCard', 'VirtualSCSIPassthrough', 'VirtualHostUSB']
const IMAGE = '<backing o:type="VirtualCdromIsoBackingInfo"><datastore type="Datastore">store-1</datastore></backing>'
const read = (devices: readonly string[]) => {
  const written = `<val>${devices.join('')}</val>`
  const recordOf = (root: ReturnType<typeof parseXml>) => deviceRecord(all(root, 'VirtualDevice'))
  return { whole: recordOf(parseXml(written)), part: recordOf(parseXml(written, isUnreadDevice)) }
}

describe('devices of a VM that nobody reads', () => {
  it('are left out, and nothing else is: disks, images, cards and what is passed through', () => {
    const { whole, part } = read([
      ...['VirtualKeyboard', 'VirtualIDEController', 'VirtualMachineVideoCard', 'VirtualTPM'].map((type) => device(type, '')),
      device('VirtualDisk', '<capacityInKB>1048576</capacityInKB>'),
      device('VirtualCdrom', `${IMAGE}<connectable><connected>true</connected></connectable>`),
      ...CARDS.map((card, index) => device(`Virtual${card}`, `<macAddress>00:50:56:00:00:0${index}</macAddress>`)),
    ])
    expect(part).toEqual(whole)
    expect(part).toMatchObject({ disks: [{ gibibytes: 1 }], cdroms: ['store-1'] })
    expect(part.macs).toHaveLength(CARDS.length)
  })

  it.each(PASSED)('a %s is none of them', (type) => {
    expect(read([device(type, '')]).part.hasPassthrough).toBe(true)
  })

  it('a keyboard is one of them', () => {
    const kept = all(
      parseXml(`<val>${device('VirtualKeyboard', '')}${device('VirtualDisk', '')}</val>`, isUnreadDevice),
      'VirtualDevice',
    )
    expect(kept).toHaveLength(1)
  })
})
