import { describe, expect, it } from 'vitest'
import { weighSupply } from './weigh-supply'

const quiet = { discharging: false, counting: false, inputDead: false }
const silent = { discharging: null, counting: null, inputDead: null }

describe('the source never decides alone', () => {
  it('"battery" is settled by one that confirms it', () => {
    expect(weighSupply('battery', { ...quiet, discharging: true })).toBe('battery')
    expect(weighSupply('battery', { ...quiet, inputDead: true })).toBe('battery')
  })
  it('"battery" is doubtful when two deny it', () => {
    expect(weighSupply('battery', quiet)).toBe('unknown')
    expect(weighSupply('battery', { ...silent, inputDead: false, counting: false })).toBe('unknown')
  })
  it('"battery" is believed where next to nobody else speaks: a brownout leaves voltage on the input', () => {
    expect(weighSupply('battery', silent)).toBe('battery')
    expect(weighSupply('battery', { ...silent, inputDead: false })).toBe('battery')
  })
  it('"mains" is outvoted by two that agree, unless an input is alive', () => {
    expect(weighSupply('mains', { ...quiet, inputDead: true })).toBe('mains')
    expect(weighSupply('mains', { ...quiet, discharging: true, inputDead: true })).toBe('battery')
    expect(weighSupply('mains', { ...quiet, discharging: true, counting: true, inputDead: null })).toBe('battery')
    expect(weighSupply('mains', { discharging: true, counting: true, inputDead: false })).toBe('mains')
  })
  it('"other" is mains only when everything says so', () => {
    expect(weighSupply('other', quiet)).toBe('mains')
    expect(weighSupply('other', { ...silent, inputDead: false })).toBe('unknown')
    expect(weighSupply('other', { ...quiet, counting: true })).toBe('unknown')
  })
  it('an unlisted word is never mains, but may be outvoted', () => {
    expect(weighSupply('unlisted', quiet)).toBe('unknown')
    expect(weighSupply('unlisted', { ...quiet, counting: true, inputDead: true })).toBe('battery')
    expect(weighSupply('unknown', quiet)).toBe('unknown')
  })
  it('P3 bypass and off are what they are', () => {
    expect(weighSupply('bypass', { ...quiet, inputDead: true, counting: true })).toBe('bypass')
    expect(weighSupply('off', quiet)).toBe('off')
  })
})
