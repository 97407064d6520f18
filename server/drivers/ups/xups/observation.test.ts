import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import { observeXups } from '../../ups-protocols/xups/observation'
import { moreWitnesses } from './alarms'
import { ALARM_COLUMN, TRAPS, WELL_KNOWN_ALARMS, XUPS } from './mib'

const xups = '1.3.6.1.4.1.534.1'

/** A quiet single-phase UPS, except for what is said; null takes an object away. */
const observed = (said: Record<string, number | null>, alarms: readonly number[] | null = []) => {
  const answers = new Map(
    Object.entries({
      '2.1.0': 1132,
      '2.2.0': 55,
      '2.3.0': 0,
      '2.4.0': 91,
      '2.5.0': 3,
      '3.1.0': 500,
      '3.3.0': 1,
      '3.4.1.2.1': 229,
      '3.5.0': 3,
      '4.1.0': 40,
      '4.3.0': 1,
      '4.4.1.2.1': 230,
      '4.4.1.3.1': 1,
      '4.4.1.4.1': 360,
      '4.5.0': 3,
      '7.1.0': alarms?.length ?? 1,
      '8.2.0': 2,
      '9.1.0': 0,
      '9.6.0': 0,
      ...said,
    }).map(([place, value]) => [`${xups}.${place}`, value]),
  )
  const table =
    alarms === null
      ? null
      : new Map(alarms.map((number, row) => [`${ALARM_COLUMN}.${row + 1}`, `${WELL_KNOWN_ALARMS}${number}`] as const))
  return observeXups(XUPS, answers, moreWitnesses(answers, table))
}

const state = (...given: Parameters<typeof observed>) => {
  const { supply, upsContact, flags } = observed(...given)
  return powerStateOf({ supply, contact: upsContact, flags })
}
const outage = { '4.5.0': 5, '2.5.0': 2, '3.5.0': 2, '3.4.1.2.1': 0 }

describe('xupsOutputSource never decides alone', () => {
  it('takes "battery" for an outage when anything agrees', () => {
    expect(state(outage, [3])).toBe('on-battery')
    expect(state({ '4.5.0': 5, '2.5.0': 2 })).toBe('on-battery')
    expect(state({ '4.5.0': 5 }, [3])).toBe('on-battery')
    // A brownout: voltage on the input, but no source.
    expect(state({ '4.5.0': 5, '3.5.0': 2, '3.4.1.2.1': 170 })).toBe('on-battery')
  })
  it('does not when everything else denies it', () => {
    expect(state({ '4.5.0': 5 })).toBe('unknown')
  })
  it('HPE cards call a battery discharging that is not: one sign does not outvote "normal"', () => {
    expect(state({ '2.5.0': 2 })).toBe('on-mains')
    expect(state({ '2.5.0': 2, '3.4.1.2.1': 0 })).toBe('on-battery')
  })
})

describe('what each source means', () => {
  it.each([
    [1, 'on-mains', []],
    [2, 'off', []],
    [3, 'on-mains', []],
    [4, 'bypass', []],
    [6, 'on-mains', ['boost']],
    [7, 'on-mains', ['trim']],
    [8, 'on-mains', []],
    [9, 'on-mains', []],
    [10, 'on-mains', ['eco']],
    [11, 'bypass', []],
    [12, 'on-mains', ['eco']],
    [13, 'unknown', ['fault']],
    [0, 'unknown', ['fault']],
    [null, 'unknown', []],
  ] as const)('%s is %s', (source, word, flags) => {
    expect(state({ '4.5.0': source })).toBe(word)
    expect(observed({ '4.5.0': source }).flags).toEqual(flags)
  })
  it('an unlisted value of any enumeration is a fault and an alarm', () => {
    expect(observed({ '4.5.0': 13 }).alarms).toEqual([textWith('xupsOutputSource says 13')])
    expect(observed({ '2.5.0': 9 })).toMatchObject({ flags: ['fault'], alarms: [textWith('xupsBatteryAbmStatus says 9')] })
    expect(observed({ '3.5.0': 9 })).toMatchObject({ flags: ['fault'], alarms: [textWith('xupsInputSource says 9')] })
  })
})

describe('flags and contact', () => {
  it('P3 a test is no outage, but a dead input during a test is', () => {
    expect(state({ '8.2.0': 4, '4.5.0': 5, '2.5.0': 7 })).toBe('testing')
    expect(state({ '8.2.0': 4, '4.5.0': 5, '2.5.0': 2 })).toBe('testing')
    expect(state({}, [28])).toBe('testing')
    expect(state({ ...outage, '8.2.0': 4 })).toBe('on-battery')
  })
  it('P7 low battery by alarm or by the battery itself', () => {
    expect(state(outage, [3, 4])).toBe('low-battery')
    expect(state({ ...outage, '2.10.0': 1 })).toBe('low-battery')
    expect(state({}, [4])).toBe('on-mains')
  })
  it('knows what is wrong with the battery', () => {
    expect(observed({ '2.5.0': 1 }).flags).toEqual(['charging'])
    expect(observed({ '2.5.0': 6 }).flags).toEqual(['battery-missing'])
    expect(observed({ '2.5.0': 8 }).flags).toEqual(['replace-battery'])
    expect(observed({ '2.7.0': 1, '2.8.0': 2, '2.9.0': 2 }).flags).toEqual(['replace-battery'])
  })
  it('P8 a generator that carries the load is mains', () => {
    expect(observed({ '3.5.0': 6 })).toMatchObject({ supply: 'mains', flags: ['on-generator'] })
  })
  it('a running countdown is a shutdown pending, 0 is none', () => {
    expect(observed({ '9.6.0': 40 }).flags).toEqual(['shutdown-pending'])
    expect(observed({}).flags).toEqual([])
  })
  it('a card that lost its UPS says so by an alarm', () => {
    expect(state(outage, [3, 26])).toBe('no-contact')
  })
  it('does not show as an alarm what is over', () => {
    expect(observed({}, [6]).alarms).toEqual([])
    expect(observed({}, [33]).alarms).toEqual(['fan failure'])
  })
  it('says so when alarms stand that could not be read', () => {
    expect(observed({}, null).alarms).toEqual([textWith('could not be read')])
  })
})

describe('readings, phases and receptacles', () => {
  it('in the units of the MIB', () => {
    const { readings } = observed({ '9.6.0': 0 })
    expect(readings.runtimeSeconds.value).toBe(1132)
    expect(readings.batteryVolts.value).toBe(55)
    expect(readings.inputHertz.value).toBe(50)
  })
  it('finer currents outdo whole ones', () => {
    expect(observed({ '4.4.1.7.1': 16 }).readings.outputAmperes).toMatchObject({
      value: 1.6,
      source: 'XUPS xupsOutputCurrentHighPrecision',
    })
  })
  it('three phases: total and each', () => {
    const { readings } = observed({ '4.3.0': 3, '4.4.1.4.2': 100, '4.4.1.4.3': 40, '4.4.1.2.2': 231, '4.4.1.2.3': 232 })
    expect(readings.outputWatts.value).toBe(500)
    expect(readings.outputWattsL2.value).toBe(100)
    expect(readings.outputVolts.value).toBe(231)
  })
  it('a pending receptacle is still what it was, a relay that failed open is off', () => {
    const { outlets } = observed({ '12.2.1.2.1': 3, '12.2.1.2.2': 4, '12.2.1.2.3': 8, '12.2.1.2.4': 5 })
    expect(outlets.map(({ state: word }) => word)).toEqual(['on', 'off', 'off', 'unknown'])
  })
})

it('traps of v1 and v2c arrive under the same number', () => {
  expect(TRAPS.find(({ name }) => name === 'xupstdOnBattery')).toMatchObject({
    oids: ['1.3.6.1.4.1.534.1.11.4.1.0.3', '1.3.6.1.4.1.534.1.11.4.1.3'],
    meaning: 'on-battery',
  })
})
