import { describe, expect, it } from 'vitest'
import { CallFailed } from './failures'
import { SENSOR_PROPERTY } from './power-sensors'
import type { ObjectProperties } from './property-collector'
import { SensorCache, sensorsOf } from './sensor-cache'
import { parseXml } from '../../protocols/xml/xml-parser'

const EPOCH = Date.UTC(2026, 0, 1)

const host = (stampMs: number | null = null): ObjectProperties => {
  const element = parseXml(
    '<val><HostNumericSensorInfo><name>Power Supply 1 PS1 Status 0: Presence detected</name>' +
      `<healthState><key>green</key></healthState>${stampMs === null ? '' : `<timeStamp>${new Date(stampMs).toISOString()}</timeStamp>`}</HostNumericSensorInfo></val>`,
  )
  return { ref: { type: 'HostSystem', id: 'host-1' }, properties: new Map(element === null ? [] : [[SENSOR_PROPERTY, element]]) }
}

const suppliesAt = (askedAtMs: number) => [
  { name: 'Power Supply 1', input: 'ok', inputWatts: null, askedAtMs: EPOCH + askedAtMs },
]

describe('sensors of hosts', () => {
  it('are asked for once a minute, however often the inventory is read', async () => {
    let nowMs = 0
    let asked = 0
    const cache = new SensorCache(
      () => nowMs,
      () => EPOCH + nowMs,
    )
    const read = async () => {
      asked += 1
      return [sensorsOf(host())]
    }
    for (nowMs = 0; nowMs <= 120_000; nowMs += 10_000) await cache.refresh(read)
    expect(asked).toBe(3)
    expect(cache.of('host-1').supplies).toEqual(suppliesAt(120_000))
    expect(cache.of('host-2')).toEqual({ supplies: null, hostWatts: null })
  })

  it('are believed for minutes where they cannot be read any more, and then not', async () => {
    let nowMs = 0
    const cache = new SensorCache(
      () => nowMs,
      () => EPOCH + nowMs,
    )
    await cache.refresh(async () => [sensorsOf(host())])
    const failing = () => Promise.reject(new CallFailed({ kind: 'unreachable', message: 'no answer', hint: '' }))
    nowMs = 100_000
    await cache.refresh(failing)
    expect(cache.of('host-1').supplies).toEqual(suppliesAt(0))
    nowMs = 400_000
    await cache.refresh(failing)
    expect(cache.of('host-1').supplies).toBeNull()
  })

  it('P4 keep when the host read them, unless its clock is ahead of ours', async () => {
    const stampOf = async (stampMs: number) => {
      const cache = new SensorCache(
        () => 0,
        () => EPOCH,
      )
      await cache.refresh(async () => [sensorsOf(host(stampMs))])
      return cache.of('host-1').supplies?.[0]
    }
    expect(await stampOf(EPOCH - 45_000)).toMatchObject({ readAtMs: EPOCH - 45_000, askedAtMs: EPOCH })
    expect(await stampOf(EPOCH + 120_000)).toEqual(suppliesAt(0)[0])
  })
})
