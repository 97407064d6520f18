import { describe, expect, it } from 'vitest'
import { powerSensors, SENSOR_PROPERTY } from './power-sensors'
import { parseXml } from '../../protocols/xml/xml-parser'

interface Given {
  readonly name: string
  readonly key?: string
  readonly watts?: readonly [number, number]
  readonly stamp?: string
}

const sensor = ({ name, key = 'Green', watts, stamp }: Given): string =>
  `<HostNumericSensorInfo><name>${name}</name><healthState><label>x</label><summary>x</summary><key>${key}</key></healthState>` +
  (watts === undefined
    ? '<currentReading>0</currentReading><unitModifier>0</unitModifier><baseUnits>unspecified</baseUnits>'
    : `<currentReading>${watts[0]}</currentReading><unitModifier>${watts[1]}</unitModifier><baseUnits>Watts</baseUnits>`) +
  `<sensorType>power</sensorType>${stamp === undefined ? '' : `<timeStamp>${stamp}</timeStamp>`}</HostNumericSensorInfo>`

/** Handmade after the API reference and the names that hosts give their sensors: the vCenter simulator has none. */
const told = (...given: readonly Given[]) => {
  const element = parseXml(`<val xmlns:xsi="x" xsi:type="ArrayOfHostNumericSensorInfo">${given.map(sensor).join('')}</val>`)
  return powerSensors({
    ref: { type: 'HostSystem', id: 'host-1' },
    properties: new Map(element === null ? [] : [[SENSOR_PROPERTY, element]]),
  })
}

describe('what sensors of a host say of its power supplies', () => {
  it('is nothing where there are none', () => {
    expect(told()).toEqual({ supplies: null, hostWatts: null })
    expect(told({ name: 'System Board 1 Ambient Temp --- Normal' })).toEqual({ supplies: null, hostWatts: null })
  })

  it('is input on both, in the words of two generations', () => {
    expect(
      told({ name: 'Power Supply 1 PS1 Status 0: Presence detected' }, { name: 'Power Supply 2 PS2 Status 0: Presence detected' })
        .supplies,
    ).toEqual([
      { name: 'Power Supply 1', input: 'ok', inputWatts: null },
      { name: 'Power Supply 2', input: 'ok', inputWatts: null },
    ])
    expect(told({ name: 'Power Supply 1 PS 1 Output --- Normal', watts: [10_000, -2] }).supplies).toEqual([
      { name: 'Power Supply 1', input: 'ok', inputWatts: null },
    ])
  })

  it('P2 is a lost input where IPMI says so', () => {
    const { supplies } = told(
      { name: 'Power Supply 2 PS2 Status 0: Presence detected', key: 'Green' },
      { name: 'Power Supply 2 PS2 Status 3: Power Supply input lost (AC/DC)', key: 'Red' },
      { name: 'Power Supply 1 PS1 Status 0: Presence detected' },
    )
    expect(supplies?.map(({ name, input }) => [name, input])).toEqual([
      ['Power Supply 1', 'ok'],
      ['Power Supply 2', 'lost'],
    ])
    expect(told({ name: 'Power Supply 1 PS1 Status: Power Supply AC lost - Asserted', key: 'Red' }).supplies).toMatchObject([
      { input: 'lost' },
    ])
  })

  it('is unknown where one is unwell for another reason, or says nothing', () => {
    expect(told({ name: 'Power Supply 1 PS1 Status 1: Predictive Failure', key: 'Yellow' }).supplies).toMatchObject([
      { input: 'unknown' },
    ])
    expect(told({ name: 'Power Supply 1 PS1 Status 0: Presence detected', key: 'Unknown' }).supplies).toMatchObject([
      { input: 'unknown' },
    ])
  })

  it('an empty bay is no power supply', () => {
    expect(told({ name: 'Power Supply 2 PS2 Presence: Absent', key: 'Unknown' }).supplies).toBeNull()
  })

  it('reads watts with their exponent: input of a power supply, and the meter of the board', () => {
    const found = told(
      { name: 'Power Supply 1 PS1 Status 0: Presence detected' },
      { name: 'Power Supply 1 PS1 Input Power', watts: [1_850, -1] },
      { name: 'System Board 1 Pwr Consumption --- Normal', watts: [35_200, -2] },
    )
    expect(found).toEqual({ supplies: [{ name: 'Power Supply 1', input: 'ok', inputWatts: 185 }], hostWatts: 352 })
  })

  it('P4 is as old as the oldest sensor that it stands on, and of unknown age where one does not tell', () => {
    const at = (stamp: string) => Date.parse(stamp)
    const early = '2026-11-22T09:00:00Z'
    const late = '2026-11-22T09:01:30Z'
    const fine = (stamp?: string) => ({
      name: 'Power Supply 1 PS1 Status: Presence detected',
      ...(stamp === undefined ? {} : { stamp }),
    })
    expect(told(fine(late), fine(early)).supplies).toMatchObject([{ input: 'ok', readAtMs: at(early) }])
    expect(told(fine(late), fine()).supplies).toEqual([{ name: 'Power Supply 1', input: 'ok', inputWatts: null }])
    expect(told(fine(late), fine('not a time')).supplies).toEqual([{ name: 'Power Supply 1', input: 'ok', inputWatts: null }])
    const lost = { name: 'Power Supply 1 PS1 Status 3: Power Supply input lost (AC/DC)', key: 'Red', stamp: late }
    expect(told(fine(early), lost).supplies).toMatchObject([{ input: 'lost', readAtMs: at(late) }])
  })
})
