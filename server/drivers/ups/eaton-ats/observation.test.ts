import { describe, expect, it } from 'vitest'
import { textWith } from '../../../testing/matchers'
import { observe } from './observation'

const fine = {
  '2.4.0': 4,
  '3.1.1.0': 1,
  '3.2.1.3.1': 2,
  '3.2.1.3.2': 2,
  '3.2.1.4.1': 1,
  '3.2.1.4.2': 1,
  '3.3.1.0': 1,
  '3.3.2.0': 2,
  '3.3.3.0': 1,
  '3.3.4.0': 1,
  '3.3.5.0': 1,
  '3.3.6.0': 1,
  '3.3.7.0': 1,
  '4.5.0': 1,
}
/** Both sources fine, source 1 selected, except for what is said, by the OID below the MIB's. */
const observed = (said: Record<string, number> = {}) =>
  observe(new Map(Object.entries<number>({ ...fine, ...said }).map(([oid, value]) => [`1.3.6.1.4.1.534.10.2.${oid}`, value])))

describe('an Eaton transfer switch', () => {
  it('supplies from its selected source, and says nothing else', () => {
    expect(observed()).toMatchObject({
      supply: 'mains',
      flags: [],
      alarms: [],
      upsContact: 'ok',
      transfer: { selected: 'A', preferred: 'A', inputs: { A: 'live', B: 'live' }, canSwitch: true },
    })
  })
  it('P5 supplies while one of its sources does, and says which has failed', () => {
    expect(observed({ '2.4.0': 5, '3.2.1.3.1': 1 })).toMatchObject({
      supply: 'mains',
      alarms: ['Source A has failed'],
      transfer: { selected: 'B', preferred: 'A', inputs: { A: 'dead', B: 'live' } },
    })
  })
  it('P5 supplies nothing where its output is not powered, or it is switched off', () => {
    expect(observed({ '3.3.2.0': 1 })).toMatchObject({ supply: 'off', alarms: [textWith('no voltage')] })
    expect(observed({ '2.4.0': 3 }).supply).toBe('off')
  })
  it('P5 an input that it can no longer switch to is as good as dead, unless it carries the load', () => {
    expect(observed({ '3.2.1.4.2': 2 })).toMatchObject({ flags: ['fault'], transfer: { inputs: { A: 'live', B: 'dead' } } })
    expect(observed({ '3.2.1.4.1': 2 }).transfer?.inputs.A).toBe('live')
    expect(observed({ '3.3.1.0': 2 }).transfer?.canSwitch).toBe(false)
  })
  it('is believed in nothing when its card has lost it', () => {
    expect(observed({ '3.3.6.0': 2 })).toMatchObject({ supply: 'unknown', upsContact: 'lost' })
  })
  it('is overloaded above its limit, not near it', () => {
    expect(observed({ '3.3.3.0': 2 })).toMatchObject({ flags: [], alarms: [textWith('near')] })
    expect(observed({ '3.3.3.0': 3 }).flags).toEqual(['overload'])
  })
  it('has a fault where it says what its MIB does not list', () => {
    expect(observed({ '3.2.1.3.2': 9 })).toMatchObject({
      flags: ['fault'],
      alarms: [textWith('says 9')],
      transfer: { inputs: { B: 'unknown' } },
    })
  })
  it('measures the source that is selected, in tenths', () => {
    const measured = { '2.2.1.2.1': 2_304, '2.2.1.2.2': 2_281, '2.2.1.3.1': 500, '2.3.1.0': 2_299, '2.3.2.0': 43 }
    const { readings } = observed(measured)
    expect([readings.inputVolts.value, readings.inputHertz.value]).toEqual([230.4, 50])
    expect([readings.outputVolts.value, readings.outputAmperes.value]).toEqual([229.9, 4.3])
    expect(observed({ ...measured, '2.4.0': 5 }).readings.inputVolts.value).toBe(228.1)
  })
})
