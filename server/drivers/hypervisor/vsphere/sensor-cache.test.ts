import { describe, expect, it } from 'vitest'
import { CallFailed } from './failures'
import { SENSOR_PROPERTY } from './power-sensors'
import type { ObjectProperties } from './property-collector'
import { SensorCache } from './sensor-cache'
import { parseXml } from './xml-parser'

const host = (): ObjectProperties => {
  const element = parseXml(
    '<val><HostNumericSensorInfo><name>Power Supply 1 PS1 Status 0: Presence detected</name>' +
      '<healthState><key>green</key></healthState></HostNumericSensorInfo></val>',
  )
  return { ref: { type: 'HostSystem', id: 'host-1' }, properties: new Map(element === null ? [] : [[SENSOR_PROPERTY, element]]) }
}

const SUPPLIES = [{ name: 'Power Supply 1', input: 'ok', inputWatts: null }]

describe('sensors of hosts', () => {
  it('are asked for once a minute, however often the inventory is read', async () => {
    let nowMs = 0
    let asked = 0
    const cache = new SensorCache(() => nowMs)
    const read = async () => {
      asked += 1
      return [host()]
    }
    for (nowMs = 0; nowMs <= 120_000; nowMs += 10_000) await cache.refresh(read)
    expect(asked).toBe(3)
    expect(cache.of('host-1').supplies).toEqual(SUPPLIES)
    expect(cache.of('host-2')).toEqual({ supplies: null, hostWatts: null })
  })

  it('are believed for minutes where they cannot be read any more, and then not', async () => {
    let nowMs = 0
    const cache = new SensorCache(() => nowMs)
    await cache.refresh(async () => [host()])
    const failing = () => Promise.reject(new CallFailed({ kind: 'unreachable', message: 'no answer', hint: '' }))
    nowMs = 100_000
    await cache.refresh(failing)
    expect(cache.of('host-1').supplies).toEqual(SUPPLIES)
    nowMs = 400_000
    await cache.refresh(failing)
    expect(cache.of('host-1').supplies).toBeNull()
  })
})
