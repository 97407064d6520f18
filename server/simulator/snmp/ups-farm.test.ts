import snmp from 'net-snmp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startUpsFarm, type UpsFarm } from './ups-farm'

const OUTPUT_SOURCE = '1.3.6.1.2.1.33.1.4.1.0'
const LOAD_WATTS = '1.3.6.1.2.1.33.1.4.4.1.4.1'
const MISSING = '1.3.6.1.2.1.33.1.99.0'

const get = (ups: { host: string; port: number }, oids: string[], community = 'public', timeout = 2_000): Promise<unknown[]> =>
  new Promise((done, fail) => {
    const session = snmp.createSession(ups.host, community, { port: ups.port, version: snmp.Version2c, timeout, retries: 0 })
    session.get(oids, (error, varbinds) => {
      session.close()
      if (error !== null && error !== undefined) fail(error)
      else done((varbinds ?? []).map((varbind) => (snmp.isVarbindError(varbind) ? null : varbind.value)))
    })
  })

describe('a farm of UPSs', () => {
  let farm: UpsFarm
  beforeAll(async () => {
    farm = await startUpsFarm(1_000)
  })
  afterAll(() => farm.close())

  const at = (index: number) => {
    const ups = farm.upses[index]
    if (ups === undefined) throw new Error(`no UPS ${index}`)
    return ups
  }

  it('has a thousand that all answer, each with its own load', async () => {
    expect(new Set(farm.upses.map(({ port }) => port)).size).toBe(1_000)
    const loads = new Set<unknown>()
    for (let from = 0; from < 1_000; from += 50) {
      const answers = await Promise.all(farm.upses.slice(from, from + 50).map((ups) => get(ups, [OUTPUT_SOURCE, LOAD_WATTS])))
      for (const [source, watts] of answers) {
        expect(source).toBe(3)
        loads.add(watts)
      }
    }
    expect(loads.size).toBeGreaterThan(500)
    expect(farm.answers()).toBeGreaterThanOrEqual(1_000)
  })

  it('shows one of them on battery at once, and only that one', async () => {
    farm.setMains(7, false)
    expect(await get(at(7), [OUTPUT_SOURCE])).toEqual([5])
    expect(await get(at(8), [OUTPUT_SOURCE])).toEqual([3])
    farm.setMains(7, true)
    expect(await get(at(7), [OUTPUT_SOURCE])).toEqual([3])
  })

  it('says what it does not have, and is silent to a wrong community and when told so', async () => {
    expect(await get(at(0), [OUTPUT_SOURCE, MISSING])).toEqual([3, null])
    await expect(get(at(0), [OUTPUT_SOURCE], 'wrong', 300)).rejects.toThrow('timed out')
    farm.setSilent(0, true)
    await expect(get(at(0), [OUTPUT_SOURCE], 'public', 300)).rejects.toThrow('timed out')
  })
})
