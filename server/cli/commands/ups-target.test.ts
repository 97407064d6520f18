import { describe, expect, it } from 'vitest'
import { targetOf, type UpsProbeOptions } from './ups-target'
import { textWith } from '../../testing/matchers'

const defaults = { family: 'auto', v3AuthProtocol: 'sha', v3PrivProtocol: 'aes', v3Context: '', nutTls: 'off', timeout: 5 }
const target = (where: string, options: Partial<UpsProbeOptions>, environment: Record<string, string> = {}) =>
  targetOf(where, { ...defaults, ...options }, environment)

describe('the address', () => {
  it.each([
    ['ups.example.org', 'ups.example.org', 161],
    ['192.0.2.7:1161', '192.0.2.7', 1161],
    ['[2001:db8::7]:1161', '2001:db8::7', 1161],
    ['2001:db8::7', '2001:db8::7', 161],
  ])('%s', (where, host, port) => {
    expect(target(where, { community: 'public' })).toMatchObject({ address: { protocol: 'snmp', host, port } })
  })
  it('of a NUT server has its own port', () => {
    expect(target('nut.example.org', { nutUps: 'rack' })).toMatchObject({
      address: { protocol: 'nut', port: 3493, upsName: 'rack' },
    })
  })
  it.each(['', 'host:port', 'host:99999'])('"%s" is refused', (where) => {
    expect(target(where, { community: 'public' })).toHaveProperty('usage')
  })
})

describe('the secret', () => {
  it('is a community, v2c unless v1 is asked for', () => {
    expect(target('ups', { community: 'c' })).toMatchObject({ secret: { kind: 'snmp-community', version: '2c', community: 'c' } })
    expect(target('ups', { community: 'c', snmpVersion: '1' })).toMatchObject({ secret: { version: '1' } })
  })
  it('is a v3 user, whose keys come from the environment and give the security level', () => {
    const environment = { AUTH: 'authentication', PRIV: 'privacy-key' }
    expect(
      target('ups', { v3User: 'u', v3AuthKeyEnv: 'AUTH', v3PrivKeyEnv: 'PRIV', v3AuthProtocol: 'SHA-256' }, environment),
    ).toMatchObject({
      secret: { kind: 'snmp-user', level: 'authPriv', authProtocol: 'sha256', authKey: 'authentication', privKey: 'privacy-key' },
    })
    expect(target('ups', { v3User: 'u', v3AuthKeyEnv: 'AUTH' }, environment)).toMatchObject({ secret: { level: 'authNoPriv' } })
    expect(target('ups', { v3User: 'u' })).toMatchObject({ secret: { level: 'noAuthNoPriv' } })
  })
  it.each([
    [{}, {}, 'exactly one'],
    [{ community: 'c', v3User: 'u' }, {}, 'exactly one'],
    [{ community: 'c', snmpVersion: '3' }, {}, '--v3-user'],
    [{ community: 'c', snmpVersion: '4' }, {}, 'version'],
    [{ v3User: 'u', snmpVersion: '2c' }, {}, '--snmp-version'],
    [{ v3User: 'u', v3AuthKeyEnv: 'MISSING' }, {}, 'MISSING'],
    [{ v3User: 'u', v3PrivKeyEnv: 'PRIV' }, { PRIV: 'privacy-key' }, 'authentication'],
    [{ v3User: 'u', v3AuthKeyEnv: 'AUTH' }, { AUTH: 'short' }, '8 characters'],
    [{ v3User: 'u', v3PrivProtocol: 'DES' }, {}, 'aes'],
    [{ v3User: 'u', v3PrivProtocol: 'aes192' }, {}, 'AES-192'],
    [{ v3User: 'u', v3PrivProtocol: 'aes256' }, {}, 'aes256b'],
    [{ v3User: 'u', v3AuthProtocol: 'sha3' }, {}, 'authProtocol'],
  ] as const)('%j is refused with what to do', (options, environment, said) => {
    expect(target('ups', options, environment)).toMatchObject({ usage: textWith(said) })
  })
  it('K5 is not in the message that refuses it', () => {
    expect(JSON.stringify(target('ups', { v3User: 'u', v3AuthKeyEnv: 'AUTH' }, { AUTH: 'hush' }))).not.toContain('hush')
  })
})
