import { describe, expect, it } from 'vitest'
import { readingsFrom, type PowerReadings, type ReadingName } from '../../../domain/power-reading'
import type { Supply } from '../../../domain/power-state'
import { crossChecked } from './cross-check'
import { reading } from './plausible'

const readings = (given: Partial<Record<ReadingName, number>>): PowerReadings =>
  readingsFrom(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, reading(name as ReadingName, value, 'x')])))
const doubts = (given: Partial<Record<ReadingName, number>>, supply: Supply = 'mains', batteryNormal = true): readonly string[] =>
  Object.entries(crossChecked(readings(given), { supply, batteryNormal }))
    .filter(([, { credible }]) => !credible)
    .map(([name]) => name)

describe('P4 values are checked against each other', () => {
  it('doubts a charge and a runtime of nothing while the battery is called normal', () => {
    expect(doubts({ chargePercent: 0, runtimeSeconds: 0 })).toEqual(['runtimeSeconds', 'chargePercent'])
  })
  it('believes them of a battery that is low, or on battery', () => {
    expect(doubts({ chargePercent: 0, runtimeSeconds: 0 }, 'mains', false)).toEqual([])
    expect(doubts({ chargePercent: 0, runtimeSeconds: 0 }, 'battery')).toEqual([])
  })
  it('P1 doubts seconds on battery while the UPS is not', () => {
    expect(doubts({ secondsOnBattery: 300 })).toEqual(['secondsOnBattery'])
    expect(doubts({ secondsOnBattery: 300 }, 'battery')).toEqual([])
  })
  it('doubts watts that contradict the load, and amperes that contradict the watts', () => {
    expect(doubts({ loadPercent: 27, outputWatts: 1, outputVolts: 230, outputAmperes: 7.2 })).toEqual(['outputWatts'])
    expect(doubts({ loadPercent: 25, outputWatts: 3_393, outputVolts: 230, outputAmperes: 162.9 })).toEqual(['outputAmperes'])
    expect(doubts({ loadPercent: 17, outputWatts: 0, outputAmperes: 0 })).toEqual(['outputWatts', 'outputAmperes'])
  })
  it('believes a UPS without load', () => {
    expect(doubts({ loadPercent: 0, outputWatts: 0, outputVolts: 230, outputAmperes: 0 })).toEqual([])
  })
})
