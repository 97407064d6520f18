import { describe, expect, it } from 'vitest'
import { formatOf, importRequestOf, type ImportDraft } from './import-draft'

const draft: ImportDraft = {
  format: 'nut',
  text: 'MONITOR …',
  groupName: 'Imported',
  nutServer: '',
  snmp: 'none',
  community: '',
  user: '',
  authKey: '',
  privKey: '',
}

describe('the draft of an import', () => {
  it.each([
    ['topology.csv', 'kind,name', 'csv'],
    ['upsmon.conf', '', 'nut'],
    ['pasted', '# x\nMONITOR ups@h 1 a b secondary', 'nut'],
    ['pasted', '[rack]\n  driver = snmp-ups', 'nut'],
    ['pcnsconfig.ini', '', 'powerchute'],
    ['pasted', '[NetworkManagementCard]\nmode=single', 'powerchute'],
  ])('%s is taken for what it is', (name, text, format) => expect(formatOf(name, text)).toBe(format))

  it.each([
    ['', null],
    ['nut.example', { host: 'nut.example' }],
    ['10.0.0.6:3500', { host: '10.0.0.6', port: 3500 }],
    ['[2001:db8::1]:3500', { host: '2001:db8::1', port: 3500 }],
    ['2001:db8::1', { host: '2001:db8::1' }],
  ])('the server %s', (nutServer, expected) => expect(importRequestOf({ ...draft, nutServer }).nutServer).toEqual(expected))

  it('takes the level of an SNMPv3 user from the keys that were typed', () => {
    const level = (keys: Partial<ImportDraft>) => importRequestOf({ ...draft, snmp: 'user', user: 'u', ...keys }).snmpSecret
    expect(level({ authKey: 'a', privKey: 'b' })).toMatchObject({ level: 'authPriv' })
    expect(level({ authKey: 'a' })).toMatchObject({ level: 'authNoPriv' })
    expect(level({})).toMatchObject({ level: 'noAuthNoPriv' })
    expect(importRequestOf({ ...draft, snmp: 'community', community: 'c' }).snmpSecret).toMatchObject({ community: 'c' })
    expect(importRequestOf(draft).snmpSecret).toBeNull()
  })
})
