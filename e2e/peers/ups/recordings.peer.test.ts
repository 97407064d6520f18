import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { READING_NAMES, READING_UNITS } from '../../../server/domain/power-reading'
import type { UpsSecret } from '../../../server/domain/ups'
import { probeUps, type UpsProbe } from '../../../server/drivers/ups/probe'
import { hasPrograms, testData } from '../../../server/testing/require-peer'
import { DENIED_A } from './recorded-devices-a'
import { DENIED_B, MERGED_DEVICES } from './recorded-devices-b'
import type { RecordedDevice } from './recorded-device'
import { NOT_SERVED, RECORDED_DEVICES } from './recorded-devices'
import { type Snmpsim, SNMPSIM_PROGRAMS, SNMPSIM_USER, startSnmpsim } from './snmpsim'
import { someText, textLike, textWith } from '../../../server/testing/matchers'

const recordings = testData('ups-recordings')
const programs = hasPrograms(SNMPSIM_PROGRAMS, 'snmpsim')

const secrets = (recording: string): Record<'v1' | 'v2c' | 'v3', UpsSecret> => ({
  v1: { kind: 'snmp-community', version: '1', community: recording },
  v2c: { kind: 'snmp-community', version: '2c', community: recording },
  v3: { kind: 'snmp-user', level: 'authPriv', authProtocol: 'sha', privProtocol: 'aes', ...SNMPSIM_USER, context: recording },
})

describe.skipIf(recordings === null || !programs)('recorded devices, served by snmpsim', () => {
  let simulator: Snmpsim

  beforeAll(async () => {
    simulator = await startSnmpsim(recordings ?? '', 'apc_smx750')
  })
  afterAll(async () => simulator.stop())

  const ask = (secret: UpsSecret, family: string) =>
    probeUps({ address: { protocol: 'snmp', host: '127.0.0.1', port: simulator.port, family }, secret }, { deadlineMs: 15_000 })

  const probe = async (secret: UpsSecret, family: string): Promise<UpsProbe> => {
    const result = await ask(secret, family)
    if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
    return result.value
  }

  const expectAsRecorded = (read: UpsProbe, device: RecordedDevice) => {
    expect(read).toMatchObject({
      family: device.family,
      model: device.model,
      serial: device.serial,
      powerState: device.powerState,
    })
    expect(read.flags).toEqual(device.flags ?? [])
    const value = (name: (typeof READING_NAMES)[number]) => {
      const { value: told, credible } = read.readings[name]
      return credible ? told : `doubted: ${told}`
    }
    const names = READING_NAMES.filter((name) => device.believed[name] !== undefined)
    expect(Object.fromEntries(names.map((name) => [name, value(name)]))).toEqual(device.believed)
    for (const name of device.doubted ?? [])
      expect(read.readings[name], name).toMatchObject({ credible: false, reason: someText() })
    if (device.alarms !== undefined) expect(read.alarms).toEqual(device.alarms)
    if (device.outlets !== undefined) expect(read.outlets.map(({ state }) => state)).toEqual(device.outlets)
    for (const name of device.silent ?? []) expect(read.readings[name], name).toMatchObject({ value: null, credible: true })
  }

  it.each(RECORDED_DEVICES.map((device) => [device.recording, device.family, device] as const))(
    'reads %s, asked for %s, as a person reads its recording',
    async (_, family, device) => {
      const read = await probe(secrets(device.recording).v2c, family)
      expectAsRecorded(read, device)
      for (const name of READING_NAMES) {
        expect(read.readings[name].unit).toBe(READING_UNITS[name])
        if (read.readings[name].value !== null) expect(read.readings[name].source).toMatch(/^[A-Z][\w -]* [a-z]\w+/)
      }
    },
  )

  it.each(RECORDED_DEVICES.map((device) => [device.recording, device.family, device] as const))(
    'reads %s, asked for %s, alike over v1 and v3',
    async (_, family, device) => {
      expectAsRecorded(await probe(secrets(device.recording).v1, family), device)
      expectAsRecorded(await probe(secrets(device.recording).v3, family), device)
    },
  )

  it('finds a transfer switch, and knows that it is no UPS', async () => {
    expect(await probe(secrets('apc_ats').v2c, 'auto')).toMatchObject({
      kind: 'ats',
      family: 'apc-ats',
      also: [],
      model: 'AP4423',
    })
    expect(await probe(secrets('apc_smx750').v2c, 'auto')).not.toHaveProperty('kind')
  })

  it.each(NOT_SERVED)('says that %s serves no family known here', async (recording) => {
    expect(await ask(secrets(recording).v2c, 'auto')).toMatchObject({
      kind: 'unsupported',
      message: textWith('it calls itself'),
    })
  })

  it.each([...DENIED_A, ...DENIED_B])('denies that %s serves %s', async (recording, family) => {
    expect(await ask(secrets(recording).v2c, family)).toMatchObject({ kind: 'unsupported' })
  })

  it.each(MERGED_DEVICES.map((device) => [device.recording, device] as const))(
    'reads all that %s serves as one, over v1, v2c and v3, each value from the richest that is credible',
    async (_, { recording, family, also, model, serial, readings }) => {
      const read = await probe(secrets(recording).v2c, 'auto')
      expect(read).toMatchObject({ family, also, model, serial, powerState: 'on-mains' })
      for (const name of READING_NAMES) {
        const expected = readings[name]
        if (expected === undefined) continue
        const [value, mib] = expected
        expect([name, read.readings[name]]).toMatchObject([
          name,
          { value, credible: true, source: textLike(new RegExp(`^${mib} `)) },
        ])
      }
    },
  )
})
