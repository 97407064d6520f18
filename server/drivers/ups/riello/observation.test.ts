import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { observeUpsMib } from '../../ups-protocols/upsmib/observation'
import { upsMibTraps } from '../../ups-protocols/upsmib/traps'
import { RUPS } from './mib'

const rups = '1.3.6.1.4.1.5491.10.1'

const observed = (said: Record<string, number>, alarms: readonly number[] = []) =>
  observeUpsMib(
    RUPS,
    new Map(
      Object.entries({
        '2.1.0': 2,
        '2.2.0': 0,
        '2.3.0': 30,
        '2.4.0': 100,
        '2.5.0': 2730,
        '3.3.1.3.1': 2310,
        '4.1.0': 3,
        '4.4.1.2.1': 230,
        '4.4.1.5.1': 40,
        '6.1.0': alarms.length,
        ...said,
      }).map(([place, value]) => [`${rups}.${place}`, value]),
    ),
    new Map(alarms.map((number, row) => [`${rups}.6.2.1.2.${row + 1}`, `${rups}.6.3.${number}`])),
  )

const state = (...given: Parameters<typeof observed>) => {
  const { supply, upsContact, flags } = observed(...given)
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('RUPS, the copy of RFC 1628', () => {
  it('is read under its own number', () => {
    const { readings } = observed({})
    expect(readings.runtimeSeconds).toMatchObject({ value: 1800, source: 'Riello RUPS rupsEstimatedMinutesRemaining' })
    expect(readings.batteryVolts.value).toBe(273)
    expect(readings.loadPercent.value).toBe(40)
  })
  it('P4 volts in tenths are read as tenths, and it says so', () => {
    const { inputVolts } = observed({}).readings
    expect(inputVolts).toMatchObject({ value: 231, credible: true })
    expect(inputVolts.reason).not.toBeNull()
  })
  it('has the states of RFC 1628', () => {
    expect(state({})).toBe('on-mains')
    expect(state({ '4.1.0': 5, '2.2.0': 4 })).toBe('on-battery')
    expect(state({ '4.1.0': 5, '2.2.0': 90, '2.1.0': 3 })).toBe('low-battery')
    expect(state({ '4.1.0': 4 }, [9])).toBe('bypass')
    expect(state({ '4.1.0': 2 })).toBe('off')
    expect(state({ '4.1.0': 5, '2.2.0': 4, '7.3.0': 5 })).toBe('testing')
    expect(state({}, [20])).toBe('no-contact')
  })
  it('names its traps under its own number', () => {
    expect(upsMibTraps(RUPS, 'rups').find(({ meaning }) => meaning === 'on-battery')?.oids).toContain('1.3.6.1.4.1.5491.10.2.0.1')
  })
})
