import { describe, expect, it } from 'vitest'
import { textWith } from '../../../testing/matchers'
import { observe } from './observation'

const ats = '1.3.6.1.4.1.318.1.1.8.5'
/** Both sources fine, A selected, except for what is said, by the OID below the status branch. */
const quiet = { '1.1.0': 2, '1.2.0': 1, '1.3.0': 2, '1.4.0': 2, '1.10.0': 2, '1.12.0': 2, '1.13.0': 2, '1.14.0': 1, '1.15.0': 2 }
const observed = (said: Record<string, number> = {}) =>
  observe(new Map(Object.entries<number>({ ...quiet, ...said }).map(([oid, value]) => [`${ats}.${oid}`, value])))

describe('a transfer switch', () => {
  it('supplies from its selected source, and says nothing else', () => {
    expect(observed()).toMatchObject({ supply: 'mains', flags: [], alarms: [], upsContact: 'ok' })
  })
  it('P5 supplies while one of its sources does, and says which has failed', () => {
    expect(observed({ '1.3.0': 1, '1.13.0': 1 })).toMatchObject({
      supply: 'mains',
      flags: [],
      alarms: [textWith('Redundancy lost'), 'Source B has failed'],
    })
    expect(observed({ '1.12.0': 1 })).toMatchObject({ supply: 'mains', alarms: ['Source A has failed'] })
  })
  it('P5 supplies nothing where both have failed, where it cannot switch over, or where its output is dead', () => {
    expect(observed({ '1.12.0': 1, '1.13.0': 1 }).supply).toBe('off')
    expect(observed({ '1.12.0': 1, '1.10.0': 1 })).toMatchObject({ supply: 'off', flags: ['fault'] })
    expect(observed({ '1.15.0': 1 }).supply).toBe('off')
  })
  it('P5 tells which input carries the load, which it prefers, and which is dead', () => {
    const said = { ...quiet, '1.2.0': 2, '1.12.0': 1, '1.13.0': 2 }
    const answers = new Map(Object.entries(said).map(([oid, value]) => [`${ats}.${oid}`, value]))
    expect(observe(answers.set('1.3.6.1.4.1.318.1.1.8.4.2.0', 1)).transfer).toEqual({
      selected: 'B',
      preferred: 'A',
      inputs: { A: 'dead', B: 'live' },
      canSwitch: true,
    })
    expect(observed({ '1.10.0': 1, '1.13.0': 9 }).transfer).toEqual({
      selected: 'A',
      preferred: null,
      inputs: { A: 'live', B: 'unknown' },
      canSwitch: false,
    })
  })
  it('is believed in nothing when it has lost its own controller', () => {
    expect(observed({ '1.1.0': 3 })).toMatchObject({ supply: 'unknown', upsContact: 'lost' })
  })
  it('has a fault where it says what its MIB does not list', () => {
    expect(observed({ '1.12.0': 7 })).toMatchObject({ flags: ['fault'], alarms: [textWith('says 7')] })
  })
  it('measures the source that is selected', () => {
    const measured = { '3.3.1.3.1.1.1': 231, '3.3.1.3.2.1.1': 228, '4.5.1.4.1': 88, '4.5.1.15.1': -1 }
    const { readings } = observed({ ...measured, '1.2.0': 2 })
    expect(readings.inputVolts.value).toBe(228)
    expect(readings.outputAmperes.value).toBe(8.8)
    expect(readings.outputWatts.value).toBeNull()
    expect(observed(measured).readings.inputVolts.value).toBe(231)
  })
})
