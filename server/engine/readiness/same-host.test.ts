import { describe, expect, it } from 'vitest'
import { isSameHost } from './same-host'

const UUID = '4c4c4544-0033-3610-8043-b7c04f4d3732'
const OTHER = '4c4c4544-0033-3610-8043-b7c04f4d3733'

describe('D11 whether the host that answers is the one that is meant', () => {
  it.each([
    ['the same hardware under another name', { name: 'esx-1', uuid: UUID }, { name: 'esx-9', uuid: UUID }, true],
    ['other hardware under the same name', { name: 'esx-1', uuid: UUID }, { name: 'esx-1', uuid: OTHER }, false],
    ['the same name, with and without a domain', { name: 'hv-1.lab.example', uuid: null }, { name: 'HV-1', uuid: null }, true],
    ['a name that Windows cuts off', { name: 'hypervisor-berlin-1', uuid: null }, { name: 'HYPERVISOR-BERL', uuid: null }, true],
    ['another name', { name: 'pve-1', uuid: null }, { name: 'pve-2', uuid: null }, false],
    ['an IP address for a name', { name: '192.0.2.7', uuid: null }, { name: 'esx-1', uuid: null }, null],
    ['no name of its own', { name: 'esx-1', uuid: UUID }, { name: null, uuid: null }, null],
  ])('%s', (_, host, answering, same) => {
    expect(isSameHost(host, answering)).toBe(same)
  })
})
