import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import { plannedCommand, refusalOf, writesOf } from '../../../testing/planned-command'
import { COMMANDS } from './commands'
import { observe } from './observation'

const upsmg = '1.3.6.1.4.1.705.1'

const observed = (said: Record<string, number | null>) =>
  observe(
    new Map(
      Object.entries({
        '5.1.0': 1132,
        '5.2.0': 91,
        '5.5.0': 550,
        '5.14.0': 2,
        '5.16.0': 2,
        '6.1.0': 1,
        '6.2.1.2.1.0': 2290,
        '6.3.0': 2,
        '6.4.0': 1,
        '7.1.0': 1,
        '7.2.1.2.1': 2300,
        '7.2.1.4.1': 40,
        '7.3.0': 2,
        '7.4.0': 2,
        '7.7.0': 2,
        '7.9.0': 2,
        '12.13.0': 1,
        ...said,
      }).map(([place, value]) => [`${upsmg}.${place}`, value]),
    ),
  )
const state = (said: Record<string, number | null>) => {
  const { supply, upsContact, flags } = observed(said)
  return powerStateOf({ supply, contact: upsContact, flags })
}
const outage = { '7.3.0': 1, '7.7.0': 1, '6.3.0': 1, '6.4.0': 4, '6.2.1.2.1.0': 0 }

describe('the supply, put together from yes and no', () => {
  it('on battery when anything agrees', () => {
    expect(state(outage)).toBe('on-battery')
    expect(state({ '7.3.0': 1, '6.4.0': 2, '6.2.1.2.1.0': 1700 })).toBe('on-battery')
    expect(state({ '7.3.0': 1, '6.3.0': null, '6.4.0': null })).toBe('on-battery')
  })
  it('P3 a discharge that everything denies (a battery test) is no outage', () => {
    expect(state({ '7.3.0': 1 })).toBe('unknown')
  })
  it('overrules "not on battery" when two agree', () => {
    expect(state({ '6.2.1.2.1.0': 0, '6.3.0': 1 })).toBe('on-battery')
    expect(state({ '6.3.0': 1 })).toBe('on-mains')
  })
  it('the other states', () => {
    expect(state({})).toBe('on-mains')
    expect(state({ '7.4.0': 1 })).toBe('bypass')
    expect(state({ '7.9.0': 1, '7.2.1.2.1': 0 })).toBe('off')
    expect(state({ '7.9.0': 1 })).toBe('on-mains')
    expect(state({ '7.3.0': null })).toBe('unknown')
    expect(state({ ...outage, '5.14.0': 1 })).toBe('low-battery')
    expect(state({ '5.16.0': 1 })).toBe('on-mains')
    expect(state({ ...outage, '12.13.0': 2 })).toBe('no-contact')
  })
})

describe('flags, alarms, readings', () => {
  it.each([
    ['7.8.0', 'boost'],
    ['7.12.0', 'trim'],
    ['7.10.0', 'overload'],
    ['7.11.0', 'overheated'],
    ['5.9.0', 'replace-battery'],
    ['5.10.0', 'battery-missing'],
    ['5.11.0', 'replace-battery'],
    ['5.15.0', 'fault'],
  ] as const)('%s yes is %s', (place, flag) => {
    expect(observed({ [place]: 1 }).flags).toEqual([flag])
  })
  it('a value that is neither yes nor no is a fault and an alarm, never "no"', () => {
    expect(observed({ '7.3.0': 3 })).toMatchObject({
      supply: 'unknown',
      flags: ['fault'],
      alarms: [textWith('upsmgOutputOnBattery says 3')],
    })
  })
  it('reads one phase where a card fills three rows for it', () => {
    const { readings } = observed({ '7.2.1.2.2': 2300, '7.2.1.2.3': 2300, '7.2.1.4.2': 40, '7.2.1.4.3': 40, '7.2.1.5.1': 10 })
    expect(readings.loadPercent.value).toBe(40)
    expect(readings.loadPercentL1.value).toBeNull()
    expect(readings.outputAmperes.value).toBe(1)
  })
  it('three phases where there are three', () => {
    const { readings } = observed({ '7.1.0': null, '7.2.1.2.2': 2310, '7.2.1.2.3': 2320, '7.2.1.4.2': 20, '7.2.1.4.3': 30 })
    expect(readings.outputVolts.value).toBe(231)
    expect(readings.loadPercentL3.value).toBe(30)
    expect(readings.loadPercent.value).toBe(30)
  })
  it('receptacles are on or off in four words each', () => {
    const { outlets } = observed({ '3.2.1.5.1': 5, '3.2.1.5.2': 6, '3.2.1.5.3': 8, '3.2.1.5.4': 9 })
    expect(outlets.map((outlet) => outlet.state)).toEqual(['on', 'off', 'off', 'unknown'])
  })
})

describe('commands', () => {
  it('A11 the main output goes by RFC 1628, where 0 is now', () => {
    expect(writesOf(COMMANDS, { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' })).toContainEqual([
      'upsShutdownAfterDelay',
      0,
    ])
    expect(writesOf(COMMANDS, { kind: 'cancel-off' })).toEqual([['upsShutdownAfterDelay', -1]])
  })
  it('a receptacle gets its delay, then its start', () => {
    const off = plannedCommand(COMMANDS, { kind: 'outlet-off', outletId: '2', delaySeconds: 45 })
    expect(off.writes).toMatchObject([
      { oid: `${upsmg}.9.1.1.5.2`, value: 45 },
      { oid: `${upsmg}.9.1.1.6.2`, value: 2 },
    ])
    expect(off.confirms(new Map([[`${upsmg}.9.1.1.7.2`, 2]]))).toBe(true)
    expect(off.confirms(new Map([[`${upsmg}.3.2.1.5.2`, 6]]))).toBe(true)
    expect(off.confirms(new Map([[`${upsmg}.9.1.1.7.2`, 1]]))).toBeNull()
    expect(refusalOf(COMMANDS, { kind: 'outlet-on', outletId: '0', delaySeconds: 0 })).toContain('"0"')
  })
  it('starts a battery test, and cannot stop one', () => {
    const test = plannedCommand(COMMANDS, { kind: 'self-test' })
    expect(test.writes).toMatchObject([{ oid: `${upsmg}.10.4.0`, value: 2 }])
    expect(test.confirms(new Map([[`${upsmg}.7.3.0`, 1]]))).toBe(true)
    expect(refusalOf(COMMANDS, { kind: 'abort-test' })).not.toBeNull()
  })
})
