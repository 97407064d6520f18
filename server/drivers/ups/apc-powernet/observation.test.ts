import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { STATE, STATE_FLAG, type StateFlag } from './mib'
import { observe } from './observation'

const powerNet = '1.3.6.1.4.1.318.1.1.1'

const flagText = (flags: readonly StateFlag[]): string =>
  Array.from({ length: 64 }, (_, index) => (flags.some((flag) => STATE_FLAG[flag] === index + 1) ? '1' : '0')).join('')

interface Said {
  readonly status?: number | null
  readonly battery?: number
  readonly ticks?: number
  readonly cause?: number
  readonly volts?: number
  readonly comm?: number
  readonly calibration?: number
  readonly flags?: readonly StateFlag[] | 'UNKNOWN'
}

const observed = ({
  status = 2,
  battery = 2,
  ticks = 0,
  cause = 1,
  volts = 230,
  comm = 1,
  calibration = 1,
  flags = ['onLine'],
}: Said) =>
  observe(
    new Map<string, number | string | null>([
      [STATE.outputStatus.oid, status],
      [STATE.batteryStatus.oid, battery],
      [STATE.timeOnBattery.oid, ticks],
      [STATE.inputFailCause.oid, cause],
      [STATE.commStatus.oid, comm],
      [STATE.calibration.oid, calibration],
      [STATE.stateFlags.oid, flags === 'UNKNOWN' ? flags : flagText(flags)],
      [`${powerNet}.3.3.1.0`, volts * 10],
    ]),
  )

const state = (said: Said) => {
  const { supply, upsContact, flags } = observed(said)
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('the outlet groups of an APC UPS', () => {
  it('are told with name and state, and a state that is not listed is unknown', () => {
    const answers = new Map<string, number | string | null>([
      [STATE.outputStatus.oid, 2],
      [`${powerNet}.12.1.2.1.2.1`, 'UPS Outlets'],
      [`${powerNet}.12.1.2.1.3.1`, 1],
      [`${powerNet}.12.1.2.1.2.2`, 'Outlet Group 1'],
      [`${powerNet}.12.1.2.1.3.2`, 2],
      [`${powerNet}.12.1.2.1.3.3`, 3],
      [`${powerNet}.12.1.2.1.3.4`, null],
    ])
    expect(observe(answers).outlets).toEqual([
      { id: '1', name: 'UPS Outlets', state: 'on' },
      { id: '2', name: 'Outlet Group 1', state: 'off' },
      { id: '3', name: null, state: 'unknown' },
    ])
  })
})

describe('the state of an APC UPS', () => {
  it.each([
    [2, 'on-mains'],
    [4, 'on-mains'],
    [5, 'off'],
    [6, 'bypass'],
    [7, 'off'],
    [8, 'off'],
    [9, 'bypass'],
    [10, 'bypass'],
    [11, 'off'],
    [12, 'on-mains'],
    [13, 'on-mains'],
    [15, 'testing'],
    [16, 'bypass'],
    [23, 'on-mains'],
    [26, 'unknown'],
    [28, 'testing'],
    [29, 'unknown'],
    [null, 'unknown'],
  ] as const)('output status %s is %s', (status, word) => {
    expect(state({ status, flags: [] })).toBe(word)
  })

  it('on battery, and then low', () => {
    expect(state({ status: 3, ticks: 1_200, cause: 4, volts: 0, flags: ['onBattery'] })).toBe('on-battery')
    expect(state({ status: 3, ticks: 1_200, cause: 4, volts: 0, battery: 3, flags: ['onBattery', 'lowBattery'] })).toBe(
      'low-battery',
    )
  })
  it('on battery is not concluded where every other object denies it', () => {
    expect(state({ status: 3 })).toBe('unknown')
  })
  it('a status that the MIB does not list is a fault, and still an outage when the flags say so', () => {
    expect(observed({ status: 31, flags: [] }).flags).toEqual(['fault'])
    expect(state({ status: 31, flags: ['onBattery'] })).toBe('on-battery')
  })
  it('P3 a self-test is told by its cause, which lingers after it without meaning', () => {
    expect(state({ status: 3, ticks: 500, cause: 9, flags: ['onBattery'] })).toBe('testing')
    expect(state({ status: 2, cause: 9 })).toBe('on-mains')
    expect(state({ status: 3, ticks: 500, cause: 9, volts: 0, flags: ['onBattery'] })).toBe('on-battery')
  })
  it('P3 a calibration is no outage', () => {
    expect(observed({ status: 3, ticks: 500, calibration: 3, flags: ['onBattery'] }).flags).toEqual(['calibrating'])
    expect(state({ status: 3, ticks: 500, flags: ['onBattery', 'calibration'] })).toBe('testing')
  })
  it('P7 a low battery on mains is a flag and no outage', () => {
    expect(observed({ battery: 3 }).flags).toEqual(['low-battery'])
    expect(state({ battery: 3 })).toBe('on-mains')
  })
  it('a card that has lost its UPS says so in either of two ways', () => {
    expect(state({ comm: 2 })).toBe('no-contact')
    expect(state({ flags: 'UNKNOWN' })).toBe('no-contact')
  })
  it('turns TimeTicks into seconds and doubts them on mains', () => {
    expect(observed({ status: 3, ticks: 4_250, flags: ['onBattery'] }).readings.secondsOnBattery).toMatchObject({
      value: 42.5,
      credible: true,
    })
    expect(observed({ ticks: 4_250 }).readings.secondsOnBattery).toMatchObject({ value: 42.5, credible: false })
  })
})

describe('three phases', () => {
  const table = (column: number, values: readonly number[]) =>
    values.map((value, index): [string, number] => [`${powerNet}.9.3.3.1.${column}.1.1.${index + 1}`, value])

  it('are totalled or averaged, with each phase beside', () => {
    const { readings } = observe(
      new Map([
        [STATE.outputStatus.oid, 2],
        ...table(3, [230, 231, 229]),
        ...table(4, [100, 200, 150]),
        ...table(10, [30, 60, 45]),
        ...table(13, [2_200, 4_400, 3_300]),
      ]),
    )
    expect(readings.outputWatts.value).toBe(9_900)
    expect(readings.outputWattsL2.value).toBe(4_400)
    expect(readings.loadPercent.value).toBe(45)
    expect(readings.outputVoltsL3.value).toBe(229)
    expect(readings.outputAmperes.value).toBe(45)
  })
  it('of a single-phase UPS are not told', () => {
    const { readings } = observe(
      new Map([[STATE.outputStatus.oid, 2], [`${powerNet}.4.3.1.0`, 2_304], ...table(3, [230, -1, -1])]),
    )
    expect(readings.outputVolts.value).toBe(230.4)
    expect(readings.outputVoltsL1.value).toBeNull()
  })
})
