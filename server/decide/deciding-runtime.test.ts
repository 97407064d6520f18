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

  it('P4 when load is shed, the fall of charge under the heavier load does not count as it was', () => {
    // 20 % gone in 400 s at a mean of 45 %: 1,600 s at that load.
    const drained = {
      charge: told(80),
      discharge: { atMs: at(-400), chargePercent: 100, drawn: { percentSeconds: 18_000, seconds: 400 } },
    }
    const device = (seconds: number, loadPercent: number) => decide({ ...drained, runtime: told(seconds), loadPercent })
    expect(device(6_000, 45)).toMatchObject({ seconds: 1_600, reason: containing('the charge falls as if 1600 s were left') })
    expect(device(6_000, 20)).toEqual({ seconds: 6_000, reason: 'device' })
    expect(device(9_000, 20).seconds).toBe(3_200)
  })

  it('P4 a load that rose shortens it by more than in proportion', () => {
    const drawn = { percentSeconds: 6_000, seconds: 400 }
    const found = decide({
      runtime: told(65_535, false),
      charge: told(80),
      discharge: { atMs: at(-400), chargePercent: 100, drawn },
      loadPercent: 35,
      modelled: null,
    })
    expect(found.seconds).toBeCloseTo(1_600 * 0.5 ** 1.25)
  })

  it('P4 a load that was hardly ever told scales nothing', () => {
    const drawn = { percentSeconds: 900, seconds: 10 }
    const discharge = { atMs: at(-400), chargePercent: 100, drawn }
    expect(decide({ runtime: told(65_535, false), charge: told(80), discharge, modelled: null, loadPercent: 5 }).seconds).toBe(
      1_600,
    )
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
