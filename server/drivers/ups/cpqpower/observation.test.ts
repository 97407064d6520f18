import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import { plannedCommand } from '../../../testing/planned-command'
import { xupsCommands } from '../../ups-protocols/xups/commands'
import { observeXups } from '../../ups-protocols/xups/observation'
import { namesOf } from './driver'
import { CPQ_POWER, IDENTITY } from './mib'

const cpqUps = '1.3.6.1.4.1.232.165.3'

const observed = (said: Record<string, number | null>) =>
  observeXups(
    CPQ_POWER,
    new Map(
      Object.entries({
        '2.1.0': 780,
        '2.2.0': 246,
        '2.4.0': 97,
        '2.5.0': 4,
        '3.1.0': 500,
        '3.3.0': 1,
        '3.4.1.2.1': 230,
        '3.5.0': 3,
        '4.1.0': 49,
        '4.3.0': 1,
        '4.4.1.2.1': 231,
        '4.5.0': 3,
        '7.2.0': 1,
        '8.1.0': 0,
        '8.6.0': 0,
        ...said,
      }).map(([place, value]) => [`${cpqUps}.${place}`, value]),
    ),
  )
const state = (said: Record<string, number | null>) => {
  const { supply, upsContact, flags } = observed(said)
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe("HPE's copy of Powerware's MIB", () => {
  it('keeps some groups in other places', () => {
    expect(observed({ '8.6.0': 20 }).flags).toEqual(['shutdown-pending'])
    expect(observed({ '9.3.0': 5000 }).readings.nominalWatts).toMatchObject({
      value: 5000,
      source: 'CPQPOWER upsConfigOutputWatts',
    })
    expect(observed({ '10.2.1.2.1': 1, '10.2.1.2.2': 2 }).outlets.map(({ state: word }) => word)).toEqual(['on', 'off'])
    expect(state({ '7.2.0': 4 })).toBe('testing')
  })
  it('reads seconds and whole volts', () => {
    const { readings } = observed({})
    expect(readings.runtimeSeconds.value).toBe(780)
    expect(readings.batteryVolts.value).toBe(246)
  })
  it('P4 a battery that is said to discharge on a healthy input is no outage', () => {
    expect(state({ '2.5.0': 2 })).toBe('on-mains')
  })
  it.each([
    [5, { '2.5.0': 2, '3.5.0': 2, '3.4.1.2.1': 0 }, 'on-battery'],
    [5, {}, 'unknown'],
    [2, {}, 'off'],
    [4, {}, 'bypass'],
    [10, {}, 'on-mains'],
    [11, {}, 'bypass'],
    [99, {}, 'unknown'],
  ] as const)('source %s', (source, said, word) => {
    expect(state({ '4.5.0': source, ...said })).toBe(word)
  })
  it('an unlisted source is a fault and an alarm', () => {
    expect(observed({ '4.5.0': 99 })).toMatchObject({ flags: ['fault'], alarms: [textWith('upsOutputSource says 99')] })
  })
  it('takes the one text of older modules apart', () => {
    const model = [CPQ_POWER.identity.model.oid, 'HP R5500 XR;204451-B21;B00123456W'] as const
    expect(namesOf(new Map([model]))).toMatchObject({ model: 'HP R5500 XR', serial: 'B00123456W' })
    expect(namesOf(new Map([model, [IDENTITY.serial.oid, '3C83435450']]))).toMatchObject({ serial: '3C83435450' })
    expect(namesOf(new Map([[IDENTITY.deviceModel.oid, 'UPS Network Module']]))).toMatchObject({
      model: 'UPS Network Module',
      serial: null,
      manufacturer: 'HPE',
    })
  })
  it('A11 commands go to its own places', () => {
    const off = plannedCommand(xupsCommands(CPQ_POWER), { kind: 'output-off', delaySeconds: 0, restart: 'with-mains' })
    expect(off.writes).toMatchObject([{ oid: `${cpqUps}.8.6.0`, value: 1 }])
    const outlet = plannedCommand(xupsCommands(CPQ_POWER), { kind: 'outlet-off', outletId: '1', delaySeconds: 0 })
    expect(outlet.writes).toMatchObject([{ oid: `${cpqUps}.10.2.1.3.1`, value: 0 }])
  })
})
