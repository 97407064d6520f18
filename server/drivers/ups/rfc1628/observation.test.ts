import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { observeUpsMib } from '../../ups-protocols/upsmib/observation'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { UPS_MIB } from './mib'
import { textWith } from '../../../testing/matchers'

const mib = '1.3.6.1.2.1.33.1'
const { state: STATE, alarmColumn: ALARM_COLUMN } = UPS_MIB
const observe = (answers: SnmpAnswers, alarms: SnmpAnswers | null) => observeUpsMib(UPS_MIB, answers, alarms)
const inputVolts = `${mib}.3.3.1.3.1`

interface Said {
  readonly source?: number | null
  readonly battery?: number | null
  readonly seconds?: number | null
  readonly charge?: number | null
  readonly volts?: number | null
  readonly test?: number
  readonly shutdown?: number
  readonly alarms?: readonly number[] | 'unreadable'
}

/** A quiet UPS, except for what is said. */
const observed = ({
  source = 3,
  battery = 2,
  seconds = 0,
  charge = 100,
  volts = 230,
  test = 6,
  shutdown = -1,
  alarms = [],
}: Said) => {
  const standing = alarms === 'unreadable' ? [] : alarms
  return observe(
    new Map([
      [STATE.outputSource.oid, source],
      [STATE.batteryStatus.oid, battery],
      [STATE.secondsOnBattery.oid, seconds],
      [STATE.chargeRemaining.oid, charge],
      [inputVolts, volts],
      [STATE.testResult.oid, test],
      [STATE.shutdownAfterDelay.oid, shutdown],
      [STATE.alarmsPresent.oid, alarms === 'unreadable' ? 1 : standing.length],
    ]),
    alarms === 'unreadable'
      ? null
      : new Map(standing.map((number, row) => [`${ALARM_COLUMN}.${row + 1}`, `${mib}.6.3.${number}`])),
  )
}

const state = (said: Said) => {
  const { supply, upsContact, flags } = observed(said)
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('upsOutputSource never decides alone', () => {
  it('takes "battery" for an outage when anything agrees', () => {
    expect(state({ source: 5, seconds: 3 })).toBe('on-battery')
    expect(state({ source: 5, volts: 0 })).toBe('on-battery')
    expect(state({ source: 5, alarms: [2] })).toBe('on-battery')
    expect(state({ source: 5, charge: 97, seconds: null })).toBe('on-battery')
  })
  it('does not when the counter stands at 0 and the input lives', () => {
    expect(state({ source: 5 })).toBe('on-mains')
  })
  it('says unknown rather than guess where nothing agrees and nothing contradicts', () => {
    expect(state({ source: 5, volts: null })).toBe('unknown')
  })
  it('believes it where the agent says nothing else at all', () => {
    expect(observe(new Map([[STATE.outputSource.oid, 5]]), new Map()).supply).toBe('battery')
  })
  it('overrules "normal" only when two signs agree', () => {
    expect(state({ source: 3, volts: 0 })).toBe('on-mains')
    expect(state({ source: 3, volts: 0, seconds: 20 })).toBe('on-battery')
    expect(state({ source: 3, alarms: [2], seconds: 20 })).toBe('on-battery')
  })
  it('P1 a stale counter and a battery still low after the outage are no outage', () => {
    expect(state({ source: 3, battery: 3, seconds: 1_800, charge: 6 })).toBe('on-mains')
  })
})

describe('what each source means', () => {
  it.each([
    [1, 'on-mains'],
    [2, 'off'],
    [3, 'on-mains'],
    [4, 'bypass'],
    [6, 'on-mains'],
    [7, 'on-mains'],
    [8, 'unknown'],
    [0, 'unknown'],
    [null, 'on-mains'],
  ] as const)('%s is %s on an else quiet UPS', (source, word) => {
    expect(state({ source })).toBe(word)
  })
  it('an unlisted value is a fault, and an outage all the same when two signs say so', () => {
    expect(observed({ source: 9 }).flags).toEqual(['fault'])
    expect(observed({ source: 9 }).alarms).toEqual([textWith('upsOutputSource says 9')])
    expect(state({ source: 9, volts: 0, seconds: 5 })).toBe('on-battery')
  })
  it('boost and trim are said', () => {
    expect(observed({ source: 6 }).flags).toEqual(['boost'])
    expect(observed({ source: 7 }).flags).toEqual(['trim'])
  })
  it('P3 bypass without its alarm is economy mode, with it a lost protection', () => {
    expect(observed({ source: 4 }).flags).toEqual(['eco'])
    expect(observed({ source: 4, alarms: [9] }).flags).toEqual([])
  })
})

describe('flags and contact', () => {
  it('P3 a test is no outage, but a dead input during a test is', () => {
    expect(state({ source: 5, seconds: 4, test: 5 })).toBe('testing')
    expect(state({ source: 5, seconds: 4, alarms: [24] })).toBe('testing')
    expect(state({ source: 5, seconds: 4, test: 5, volts: 0 })).toBe('on-battery')
  })
  it('P7 a low battery is a flag; on mains it makes no outage', () => {
    expect(observed({ battery: 3 }).flags).toEqual(['low-battery'])
    expect(state({ battery: 4 })).toBe('on-mains')
    expect(state({ source: 5, seconds: 60, battery: 4 })).toBe('low-battery')
  })
  it('a running countdown is a shutdown pending; 0 and -1 are none', () => {
    expect(observed({ shutdown: 30 }).flags).toEqual(['shutdown-pending'])
    expect(observed({ shutdown: 0 }).flags).toEqual([])
  })
  it('the alarm of lost communication makes everything else stale', () => {
    expect(state({ source: 5, seconds: 10, alarms: [2, 20] })).toBe('no-contact')
  })
  it('says so when alarms stand that could not be read', () => {
    expect(observed({ alarms: 'unreadable' }).alarms).toEqual([textWith('could not be read')])
  })
  it('keeps what argued for the supply', () => {
    expect(observed({ source: 5, seconds: 7 }).evidence).toEqual(
      expect.arrayContaining(['upsOutputSource 5 (battery)', 'upsSecondsOnBattery 7', 'upsInputVoltage 230']),
    )
  })
})
