import { describe, expect, it } from 'vitest'
import { deviceIdSchema } from '../domain/ids'
import type { Supply } from '../domain/power-state'
import { observation } from '../testing/power-samples'
import { deviceView } from './device-view'
import { newTrack } from './power-track'

const device = { id: deviceIdSchema.parse('ups-a'), name: 'ups-a' }
const kept = (supply: Supply) => ({
  ...newTrack(),
  supply,
  contact: 'ok' as const,
  answeredAtMs: 1_000,
  onBatterySinceMs: supply === 'battery' ? 500 : null,
})

describe('a UPS of which an engine that has just started knows what the one before it kept', () => {
  it.each(['mains', 'bypass'] as const)('P9 R1 is not believed to be on %s until it has answered', (supply) => {
    expect(deviceView(device, kept(supply), null, null, 2_000).supply).toBe('unknown')
    expect(deviceView(device, kept(supply), observation({ supply }), null, 2_000).supply).toBe(supply)
  })

  it('P9 goes on counting on battery', () => {
    expect(deviceView(device, kept('battery'), null, null, 2_000)).toMatchObject({ supply: 'battery', secondsOnBattery: 1.5 })
  })

  it('P2 is presumed on battery where another mains feed failed and it is silent', () => {
    expect(deviceView(device, kept('mains'), null, 1_000, 2_000).supply).toBe('battery')
  })
})
