import { describe, expect, it } from 'vitest'
import type { RuntimeBand } from '../domain/battery'
import { containing } from '../testing/containing'
import { decidingRuntime, type KnownValue } from './deciding-runtime'

const T0 = 1_700_000_000_000
const at = (seconds: number) => T0 + seconds * 1000
const told = (value: number, credible = true): KnownValue => ({
  value,
  atMs: T0,
  credible,
  reason: credible ? null : '65535 means that it does not know',
})
const learned: RuntimeBand = {
  lowSeconds: 900,
  expectedSeconds: 1_000,
  highSeconds: 1_100,
  learned: true,
  basis: 'learned from what it said at 3 loads',
}
const untaught: RuntimeBand = { ...learned, lowSeconds: 300, learned: false, basis: 'from what batteries of its rating last' }
const decide = (known: Partial<Parameters<typeof decidingRuntime>[0]>) =>
  decidingRuntime({
    runtime: told(1_200),
    charge: told(100),
    discharge: null,
    loadPercent: 40,
    contactLost: false,
    modelled: learned,
    nowMs: T0,
    ...known,
  })

describe('the runtime that decisions stand on', () => {
  it('is the credible figure of the device, whatever the model says', () => {
    expect(decide({})).toEqual({ seconds: 1_200, reason: 'device' })
  })

  it('P4 is the lower bound of the model where the device is not credible, with both numbers and the reason', () => {
    const { seconds, reason } = decide({ runtime: told(65_535, false) })
    expect(seconds).toBe(900)
    expect(reason).toContain('at least 900 s learned from what it said at 3 loads')
    expect(reason).toContain("the device's 65535 s is not credible: 65535 means that it does not know")
  })

  it('P4 falls back on what batteries of its kind last where nothing is learned', () => {
    expect(decide({ runtime: told(65_535, false), modelled: untaught }).seconds).toBe(300)
  })

  it('P4 makes up no runtime for a device that never gave one and of which nothing is learned', () => {
    expect(decide({ runtime: null, modelled: untaught }).seconds).toBeNull()
    expect(decide({ runtime: null }).seconds).toBe(900)
  })

  it('P4 takes the lower one of the fall of charge and the model', () => {
    const falling = { runtime: told(65_535, false), charge: told(80), discharge: { atMs: at(-60), chargePercent: 100 } }
    expect(decide(falling)).toMatchObject({ seconds: 240, reason: containing('from the fall of charge') })
    const slow = { ...falling, discharge: { atMs: at(-600), chargePercent: 100 } }
    expect(decide(slow)).toMatchObject({ seconds: 900, reason: containing('at least 900 s') })
  })

  it('P4 at a load too light to measure takes what was learned for hours that the device claims', () => {
    const light = { runtime: told(80_000), loadPercent: 5 }
    expect(decide(light).seconds).toBe(900)
    expect(decide({ ...light, modelled: untaught }).seconds).toBe(14_400)
  })

  it('P2 contact lost on battery counts down from the worst case of the model', () => {
    const { seconds, reason } = decide({
      contactLost: true,
      discharge: { atMs: T0, chargePercent: 100 },
      nowMs: at(100),
    })
    expect(seconds).toBe(800)
    expect(reason).toContain('device said 1200 s')
    expect(reason).toContain('contact lost')
  })

  it('P2 contact lost on mains counts nothing down', () => {
    expect(decide({ contactLost: true, nowMs: at(100) }).seconds).toBe(1_200)
  })
})
