import { describe, expect, it } from 'vitest'
import { deviceIdSchema, stageIdSchema } from '../../domain/ids'
import { nutServiceOf, servedNames } from '../../domain/nut-service'
import { readingsFrom, type PowerReadings, type ReadingName, silent } from '../../domain/power-reading'
import type { DeviceDoc } from '../../domain/view'
import { LineReader, LONGEST_LINE_BYTES } from './line-reader'
import { runWith } from '../../testing/run-samples'
import { firedStageIds, lowBatteryReason, type LowBatteryRule } from './low-battery'
import { statusWords } from './status-words'
import { meaningOf, variablesOf } from './variables'
import { quoted, wordsOf } from './words'

const readings = (values: Partial<Record<ReadingName, number>>): PowerReadings =>
  readingsFrom(
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { ...silent('chargePercent'), value, credible: true }]),
    ),
  )

const doc = (more: Partial<DeviceDoc> = {}): DeviceDoc => ({
  id: deviceIdSchema.parse('ups-1'),
  name: 'Rack 1 "left"',
  supply: 'mains',
  contact: 'ok',
  flags: [],
  answeredAtMs: 1,
  onBatterySinceMs: null,
  secondsOnBattery: null,
  readings: readings({}),
  outlets: [],
  decidingRuntimeSeconds: 1_800,
  decidingRuntimeReason: 'device',
  decidingChargePercent: 100,
  runtimeBand: null,
  alarms: [],
  evidence: [],
  message: null,
  identity: null,
  enabled: true,
  endpoint: '',
  commands: null,
  window: null,
  ...more,
})
const onBattery = (more: Partial<DeviceDoc> = {}) => doc({ supply: 'battery', ...more })
const stage = stageIdSchema.parse('first')
const noRule: LowBatteryRule = { runtimeSeconds: null, stageId: null }
const low = (given: DeviceDoc, rule: Partial<LowBatteryRule> = {}, fired: readonly (typeof stage)[] = []) =>
  lowBatteryReason(given, { ...noRule, ...rule }, new Set(fired))

describe('ups.status', () => {
  it.each<readonly [Partial<DeviceDoc>, boolean, string | null]>([
    [{}, false, 'OL'],
    [{ flags: ['charging'] }, false, 'OL CHRG'],
    [{ supply: 'battery' }, false, 'OB DISCHRG'],
    [{ supply: 'battery' }, true, 'OB DISCHRG LB'],
    [{ supply: 'battery', flags: ['charging'] }, false, 'OB DISCHRG'],
    [{ supply: 'bypass' }, false, 'OL BYPASS'],
    [{ supply: 'off' }, false, 'OFF'],
    [{ flags: ['replace-battery', 'battery-missing'] }, false, 'ALARM OL RB'],
    [{ flags: ['overload'] }, false, 'ALARM OL OVER'],
    [{ flags: ['trim'] }, false, 'OL TRIM'],
    [{ flags: ['boost'] }, false, 'OL BOOST'],
    [{ flags: ['eco'] }, false, 'OL ECO'],
    [{ alarms: ['Fan failed'] }, false, 'ALARM OL'],
    [{ flags: ['shutdown-pending'] }, false, 'ALARM OL'],
  ])('of %j (low: %s) is %s', (given, isLow, expected) => expect(statusWords(doc(given), isLow)).toBe(expected))

  it('P3 a self-test and a calibration are no outage', () => {
    expect(statusWords(doc({ flags: ['testing'] }), false)).toBe('OL TEST')
    expect(statusWords(doc({ flags: ['calibrating'] }), false)).toBe('OL CAL')
  })

  it('P2 contact lost on mains is stale, on battery the outage goes on', () => {
    expect(statusWords(doc({ contact: 'lost' }), false)).toBeNull()
    expect(statusWords(doc({ supply: 'unknown' }), false)).toBeNull()
    expect(statusWords(onBattery({ contact: 'lost' }), false)).toBe('OB DISCHRG')
  })
})

describe('low battery', () => {
  it('is what the UPS says where there is no rule', () => {
    expect(low(onBattery({ decidingRuntimeSeconds: 1 }))).toBeNull()
    expect(low(onBattery({ flags: ['low-battery'] }))).toBe('the UPS says so')
  })

  it('comes earlier by a limit of our own, and only on battery', () => {
    const rule = { runtimeSeconds: 600 }
    expect(low(onBattery({ decidingRuntimeSeconds: 601 }), rule)).toBeNull()
    expect(low(onBattery({ decidingRuntimeSeconds: 600 }), rule)).toBe('runtime 600 s ≤ 600 s')
    expect(low(doc({ decidingRuntimeSeconds: 10 }), rule)).toBeNull()
    expect(low(onBattery({ decidingRuntimeSeconds: null }), rule)).toBeNull()
  })

  it('comes with a stage of the plan', () => {
    expect(low(onBattery(), { stageId: stage })).toBeNull()
    expect(low(onBattery(), { stageId: stage }, [stage])).toBe('the plan has reached its stage')
    expect(low(doc(), { stageId: stage }, [stage])).toBeNull()
  })

  it('P6 P8 does not come with a stage that fired before a run began to wait: a blip later on stops no NAS', () => {
    const fired = [{ stageId: stage, stageName: 'First', firedAtMs: 0, firstSeq: 1, why: '' }]
    const told = (more: Parameters<typeof runWith>[1]) => [...firedStageIds([runWith([], { fired, ...more })])]
    expect(told({})).toEqual([stage])
    expect(told({ phase: 'waiting', danger: { kinds: ['overload'], over: true } })).toEqual([])
    expect(told({ phase: 'recovering' })).toEqual([])
    expect(told({ dryRun: true })).toEqual([])
  })

  it('comes before the UPS switches its output off', () => {
    expect(low(onBattery({ flags: ['shutdown-pending'] }))).not.toBeNull()
    expect(low(doc({ flags: ['shutdown-pending'] }))).toBeNull()
  })

  it('P2 is said by the lower bound of the runtime while the UPS cannot say it itself', () => {
    const lost = (decidingRuntimeSeconds: number) => onBattery({ contact: 'lost', decidingRuntimeSeconds })
    expect(low(lost(200))).toBeNull()
    expect(low(lost(180))).toContain('contact is lost')
    const told = { ...lost(250), readings: readings({ lowBatteryRuntimeSeconds: 300 }) }
    expect(low(told)).toBe('runtime 250 s ≤ 300 s, counted down while contact is lost')
  })
})

describe('variables', () => {
  const told = (given: Partial<DeviceDoc>, lowRuntimeSeconds: number | null = null) =>
    Object.fromEntries(variablesOf({ doc: doc(given), isLow: false, lowRuntimeSeconds, version: '1.2.3' }) ?? [])

  it('speak NUT’s vocabulary', () => {
    const given = told(
      {
        readings: readings({ chargePercent: 99.6, loadPercent: 35, outputWatts: 420.4, inputVolts: 230.46, outputVoltsL3: 231 }),
        identity: { family: 'rfc1628', manufacturer: 'Lab', model: 'U 3', serial: 'S1', firmware: '2', agentFirmware: '3' },
        outlets: [
          { id: '1', name: 'Servers', state: 'on' },
          { id: '2', name: null, state: 'unknown' },
        ],
      },
      600,
    )
    expect(given).toEqual({
      'battery.charge': '100',
      'battery.runtime': '1800',
      'battery.runtime.low': '600',
      'device.mfr': 'Lab',
      'device.model': 'U 3',
      'device.serial': 'S1',
      'device.type': 'ups',
      'driver.name': 'ridethrough',
      'driver.version': '1.2.3',
      'input.voltage': '230.5',
      'outlet.1.desc': 'Servers',
      'outlet.1.id': '1',
      'outlet.1.status': 'on',
      'outlet.2.id': '2',
      'output.L3-N.voltage': '231',
      'output.phases': '3',
      'ups.firmware': '2',
      'ups.firmware.aux': '3',
      'ups.id': 'Rack 1 "left"',
      'ups.load': '35',
      'ups.mfr': 'Lab',
      'ups.model': 'U 3',
      'ups.realpower': '420',
      'ups.serial': 'S1',
      'ups.status': 'OL',
    })
    for (const name of Object.keys(given)) expect(meaningOf(name), name).not.toBeNull()
  })

  it('P4 leave out what is not believed', () => {
    const wrong = { ...silent('chargePercent'), value: 250, credible: false, reason: 'above 100 %' }
    expect(told({ readings: readingsFrom({ chargePercent: wrong }), decidingRuntimeSeconds: null })).not.toHaveProperty(
      'battery.charge',
    )
    expect(told({ decidingRuntimeSeconds: null })).not.toHaveProperty('battery.runtime')
  })

  it('P2 of a UPS that is not heard on battery tell the outage and nothing of the past', () => {
    const given = told({
      supply: 'battery',
      contact: 'lost',
      readings: readings({ inputVolts: 230 }),
      decidingRuntimeSeconds: 77.4,
    })
    expect(given).toMatchObject({ 'ups.status': 'OB DISCHRG', 'battery.runtime': '77' })
    expect(given).not.toHaveProperty('input.voltage')
  })
})

describe('names', () => {
  const devices = ['Rack 1', 'rack-1', 'Büro', '火'].map((name, index) => ({ id: deviceIdSchema.parse(`d${index}`), name }))

  it('are derived, each once', () => expect([...servedNames(devices, []).keys()]).toEqual(['rack-1', 'rack-1-2', 'bu-ro', 'ups']))

  it('are what somebody chose, in front of what is derived', () => {
    const [, second] = devices
    const names = servedNames(devices, [{ deviceId: deviceIdSchema.parse('d2'), names: ['rack-1', 'ups'] }])
    expect([...names]).toEqual([
      ['rack-1', 'd2'],
      ['ups', 'd2'],
      ['rack-1-2', 'd0'],
      ['rack-1-3', second?.id],
      ['ups-2', 'd3'],
    ])
  })

  it('of UPSs that are gone are free again', () =>
    expect([...servedNames([], nutServiceOf({ devices: [{ deviceId: 'gone', names: ['ups'] }] }).devices)]).toEqual([]))
})

describe('lines', () => {
  it.each([
    ['GET VAR ups ups.status', ['GET', 'VAR', 'ups', 'ups.status']],
    ['  SET VAR u n "two words"', ['SET', 'VAR', 'u', 'n', 'two words']],
    ['PASSWORD a\\"b\\\\c\\ d', ['PASSWORD', 'a"b\\c d']],
    ['USERNAME ""', ['USERNAME', '']],
    ['"unfinished', ['unfinished']],
    ['', []],
  ])('%s', (line, words) => expect(wordsOf(line)).toEqual(words))

  it('a value survives being quoted', () => {
    for (const value of ['plain', 'two "words"', 'back\\slash', ''])
      expect(wordsOf(`VAR ${quoted(value)}`)).toEqual(['VAR', value])
    expect(quoted('a\nb')).toBe('"a b"')
  })

  it('are put together from pieces, and end where they are too long', () => {
    const reader = new LineReader()
    expect(reader.take(Buffer.from('VE'))).toEqual([])
    expect(reader.take(Buffer.from('R\r\nHELP\nLI'))).toEqual(['VER', 'HELP'])
    expect(reader.isEmpty).toBe(false)
    expect(reader.take(Buffer.alloc(LONGEST_LINE_BYTES, 'x'))).toBeNull()
  })
})
