import { describe, expect, it } from 'vitest'
import { type ReadingName, readingsFrom } from '../../../domain/power-reading'
import type { PowerFlag, Supply } from '../../../domain/power-state'
import { powerStateOf } from '../../../domain/power-state'
import type { Outlet } from '../../../domain/ups'
import { judged } from '../readings/plausible'
import { textWith } from '../../../testing/matchers'
import { mergeObservations } from './merge-observations'
import type { Told } from './told'

interface Said {
  readonly supply?: Supply
  readonly values?: Partial<Record<ReadingName, number>>
  readonly flags?: readonly PowerFlag[]
  readonly alarms?: readonly string[]
  readonly outlets?: readonly Outlet[]
  readonly contact?: 'ok' | 'lost'
}

const told = (
  family: string,
  { supply = 'mains', values = {}, flags = [], alarms = [], outlets = [], contact = 'ok' }: Said,
): Told => ({
  family,
  label: family,
  observation: {
    supply,
    flags,
    upsContact: contact,
    alarms,
    outlets,
    evidence: [`${family} spoke`],
    readings: readingsFrom(
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, judged(name as ReadingName, value, 1, `${family} ${name}`, [])]),
      ),
    ),
  },
})

const merged = (rich: Said, poor: Said) => mergeObservations([told('rich', rich), told('poor', poor)])
const state = (rich: Said, poor: Said) => {
  const { supply, upsContact, flags } = merged(rich, poor)
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('values, field by field', () => {
  it('takes the richest that says it, and tells whose it is', () => {
    const { readings } = merged(
      { values: { runtimeSeconds: 1132 } },
      { values: { runtimeSeconds: 1080, chargePercent: 91, outputWatts: 360 } },
    )
    expect(readings.runtimeSeconds).toMatchObject({ value: 1132, source: 'rich runtimeSeconds' })
    expect(readings.chargePercent).toMatchObject({ value: 91, source: 'poor chargePercent' })
  })
  it('P4 passes over a value that cannot be, and shows it where nobody has a better one', () => {
    const { readings } = merged({ values: { runtimeSeconds: 4e9, chargePercent: 130 } }, { values: { runtimeSeconds: 1080 } })
    expect(readings.runtimeSeconds).toMatchObject({ value: 1080, credible: true })
    expect(readings.chargePercent).toMatchObject({ value: 130, credible: false })
  })
  it('takes the finer of two that agree where the richest counts in large steps', () => {
    const amperes = (rich: number, poor: number) =>
      mergeObservations([
        { ...told('rich', { values: { outputAmperes: rich } }), coarseSteps: { outputAmperes: 1 } },
        told('poor', { values: { outputAmperes: poor } }),
      ]).readings.outputAmperes
    expect(amperes(1, 1.7)).toMatchObject({ value: 1.7, source: 'poor outputAmperes' })
    expect(amperes(1, 4.2)).toMatchObject({ value: 1, source: 'rich outputAmperes' })
  })
  it('P4 checks values of different families against each other', () => {
    const { readings } = merged({ values: { loadPercent: 27 } }, { values: { outputWatts: 1 } })
    expect(readings.outputWatts.credible).toBe(false)
  })
  it('P1 doubts a time on battery where the supply turned out to be mains', () => {
    const { readings } = merged(
      { values: { inputVolts: 230 } },
      { supply: 'unknown', values: { secondsOnBattery: 300, chargePercent: 90 } },
    )
    expect(readings.secondsOnBattery.credible).toBe(false)
  })
})

describe('the supply', () => {
  it('is the one that any family knows', () => {
    expect(state({ supply: 'unknown', values: { chargePercent: 50 } }, { supply: 'battery' })).toBe('on-battery')
    expect(
      state({ supply: 'unknown', values: { chargePercent: 50 } }, { supply: 'unknown', values: { chargePercent: 50 } }),
    ).toBe('unknown')
  })
  it('goes to the side that more independent evidence argues for, and says so', () => {
    const dead = { inputVolts: 0, secondsOnBattery: 12 }
    const told = merged({ supply: 'mains' }, { supply: 'battery', values: dead })
    expect(told.supply).toBe('battery')
    expect(told.evidence[0]).toEqual(textWith('contradict each other: mains (rich) against battery (poor, the input is dead'))
    expect(state({ supply: 'battery' }, { supply: 'mains', values: { inputVolts: 231, secondsOnBattery: 0 } })).toBe('on-mains')
  })
  it('goes to the richest between equals', () => {
    expect(state({ supply: 'battery' }, { supply: 'mains' })).toBe('on-battery')
    expect(state({ supply: 'mains' }, { supply: 'battery' })).toBe('on-mains')
  })
  it('counts one measurement once, however many families repeat it', () => {
    const alive = { values: { inputVolts: 230 } }
    // Two words for battery against one word and one measurement: equals, and the richest is on the side of battery.
    const of = (...all: readonly Told[]) => mergeObservations(all).supply
    expect(
      of(
        told('a', { supply: 'battery', ...alive }),
        told('b', { supply: 'mains', ...alive }),
        told('c', { supply: 'battery', ...alive }),
      ),
    ).toBe('battery')
  })
})

describe('flags, contact, alarms and outlets', () => {
  it('unites conditions, and takes the way of the power only from those that are right about it', () => {
    expect(merged({ flags: ['overload', 'eco'] }, { flags: ['replace-battery'] }).flags).toEqual([
      'overload',
      'eco',
      'replace-battery',
    ])
    const wrong = { supply: 'bypass', flags: ['eco', 'fault'] } as const
    expect(merged({ values: { secondsOnBattery: 0 }, supply: 'battery', flags: [] }, wrong).flags).toEqual(
      expect.arrayContaining(['fault']),
    )
    expect(merged({ supply: 'battery', values: { secondsOnBattery: 9, inputVolts: 0 } }, wrong).flags).toEqual(['fault'])
  })
  it('P3 a test that one family tells of is no outage to the other, unless the input is dead', () => {
    expect(state({ supply: 'battery', flags: ['testing'] }, { supply: 'battery' })).toBe('testing')
    expect(state({ supply: 'battery', flags: ['testing'] }, { supply: 'battery', values: { inputVolts: 0 } })).toBe('on-battery')
  })
  it('the card has lost its UPS where any family says so', () => {
    expect(state({}, { contact: 'lost' })).toBe('no-contact')
  })
  it('unites alarms without doubles', () => {
    expect(merged({ alarms: ['on battery', 'fan failure'] }, { alarms: ['UPS on battery', 'low battery'] }).alarms).toEqual([
      'on battery',
      'fan failure',
      'low battery',
    ])
  })
  it('takes the outlets of the richest that has any', () => {
    const outlets = [{ id: '1', name: null, state: 'on' }] as const
    expect(merged({}, { outlets }).outlets).toEqual(outlets)
  })
  it('passes over a family that says nothing of substance', () => {
    const skeleton = { supply: 'unknown', flags: ['fault'], values: { outputVolts: 0 } } as const
    expect(merged(skeleton, { values: { chargePercent: 90 } })).toMatchObject({ supply: 'mains', flags: [] })
    expect(merged(skeleton, skeleton).evidence).toEqual(['rich spoke'])
  })
})
