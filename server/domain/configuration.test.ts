import { describe, expect, it } from 'vitest'
import { ConfigurationError, parseConfiguration } from './configuration'

describe('the configuration', () => {
  it('has a default for everything, and takes empty for absent', () => {
    const defaults = {
      dataDirectory: 'data',
      databaseUrl: null,
      port: 3000,
      host: '127.0.0.1',
      keyFile: null,
      demoControl: null,
      publicUrl: null,
      trapPort: 162,
    }
    expect(parseConfiguration({})).toEqual(defaults)
    expect(parseConfiguration({ PORT: '', DATABASE_URL: ' ', RIDETHROUGH_DATA_DIR: '' })).toEqual(defaults)
  })

  it('takes no traps where their port is 0', () => {
    expect(parseConfiguration({ RIDETHROUGH_TRAP_PORT: '0' }).trapPort).toBeNull()
    expect(parseConfiguration({ RIDETHROUGH_TRAP_PORT: '10162' }).trapPort).toBe(10_162)
  })

  it('reads what is given', () => {
    expect(
      parseConfiguration({
        RIDETHROUGH_DATA_DIR: '/srv/ridethrough',
        DATABASE_URL: 'postgresql://user:pw@db/ridethrough',
        PORT: '8080',
        HOST: '::',
        RIDETHROUGH_PUBLIC_URL: 'https://power.example',
      }),
    ).toMatchObject({ dataDirectory: '/srv/ridethrough', port: 8080, host: '::', publicUrl: 'https://power.example' })
  })

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['PORT', '80.5'],
    ['DATABASE_URL', 'mysql://user:hunter2@db'],
    ['RIDETHROUGH_PUBLIC_URL', 'power.example'],
    ['RIDETHROUGH_DEMO_CONTROL', 'ftp://x'],
    ['HOST', 'a b'],
    ['RIDETHROUGH_TRAP_PORT', '99999'],
  ])('K5 refuses %s=%s by name, without repeating the value', (name, value) => {
    const parse = () => parseConfiguration({ [name]: value })
    expect(parse).toThrow(ConfigurationError)
    expect(parse).toThrow(name)
    expect(parse).not.toThrow(value)
  })

  it('names every wrong variable at once', () => {
    expect(() => parseConfiguration({ PORT: 'x', HOST: 'a b' })).toThrow(/PORT.*HOST/)
  })
})
