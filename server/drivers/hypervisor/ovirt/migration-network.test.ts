import { describe, expect, it } from 'vitest'
import { parseXml } from '../../protocols/xml/xml-parser'
import { all } from '../../protocols/xml/xml'
import { migrationNetworkOf, migrationTrouble } from './migration-network'

const networks = (written: string) => all(parseXml(`<networks>${written}</networks>`), 'network')
const network = (id: string, ...usages: string[]) =>
  `<network id="${id}"><name>net-${id}</name><usages>${usages.map((usage) => `<usage>${usage}</usage>`).join('')}</usages></network>`
const attachments = (written: string) =>
  all(parseXml(`<network_attachments>${written}</network_attachments>`), 'network_attachment')
const attached = (id: string, inside = '') =>
  `<network_attachment id="a-${id}"><network id="${id}"/>${inside}</network_attachment>`
const addressed = (method: string) =>
  `<ip_address_assignments><ip_address_assignment><assignment_method>${method}</assignment_method></ip_address_assignment></ip_address_assignments>`

describe('the migration network of an oVirt cluster', () => {
  it('is the one that the cluster uses for migrations; many tell none', () => {
    expect(migrationNetworkOf(networks(network('1', 'vm', 'management') + network('2', 'migration')))).toEqual({
      id: '2',
      name: 'net-2',
    })
    expect(migrationNetworkOf(networks(network('1', 'vm')))).toBeNull()
    expect(migrationNetworkOf([])).toBeNull()
  })

  const own = { id: '2', name: 'moves' }
  it.each([
    ['a host without a card on it', attached('1'), /no card on moves/],
    ['a host without an address in it', attached('1') + attached('2', addressed('none')), /no address in moves/],
    ['a host with a fixed address', attached('2', addressed('static')), null],
    ['a host whose address comes by DHCP', attached('2', addressed('dhcp')), null],
    ['a host that tells no addresses', attached('2'), null],
  ])('S1-25 %s', (_, written, expected) => {
    const trouble = migrationTrouble(own, attachments(written))
    if (expected === null) expect(trouble).toBeNull()
    else expect(trouble).toMatch(expected)
  })

  it('S1-25 without such a network nothing is in the way', () => expect(migrationTrouble(null, [])).toBeNull())
})
