import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeviceCare, NO_CARE } from '../../../server/domain/care'
import type { UpsCommand } from '../../../server/domain/ups-command'
import { callMutation } from '../../../server/services/call-verb'
import { renameDevice } from '../../../server/services/power/rename-device'
import type { Datacenter } from '../../../server/simulator/datacenter'
import { smallDatacenter } from '../../../server/simulator/small-datacenter'
import { until } from '../../../server/testing/require-peer'
import type { ServiceWorld } from '../../../server/testing/service-world'
import { deviceIdOf } from '../watched-simulator'
import { type CommandedSite, startCommandedSite } from './commanded-site'

describe('a person’s command, through service and engine, to a simulated UPS', () => {
  let commanded: CommandedSite
  let site: Datacenter
  let world: ServiceWorld

  beforeAll(async () => {
    commanded = await startCommandedSite(smallDatacenter)
    site = commanded.site
    world = commanded.world
  })
  afterAll(() => commanded.close())

  const tell: CommandedSite['tell'] = (...given) => commanded.tell(...given)
  const journalled: CommandedSite['journalled'] = (...given) => commanded.journalled(...given)
  const off: UpsCommand = { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' }

  it('A1 a self-test runs, with its intent in the journal before its result', async () => {
    expect(await tell('ups-single', { kind: 'self-test' }, null)).toMatchObject({ state: 'done', result: { confirmed: true } })
    expect(site.world.ups('ups-single').testEndsAtMs).not.toBeNull()
    const [intent, result] = [await journalled('device.command-intent'), await journalled('device.command-result')]
    expect(result).toMatchObject({ outcome: 'ok', actor: 'operator', object: { name: 'ups-single' } })
    expect(intent?.id ?? Infinity).toBeLessThan(result?.id ?? 0)
  })

  it('A4 its end is kept as the UPS tells it, once it was seen to run', async () => {
    const [row] = await until('the test to end', async () => {
      const rows = await world.store.read.care.tests(deviceIdOf('ups-single'), 5)
      return rows.length > 0 && rows.every(({ endedAtMs }) => endedAtMs !== null) ? rows : null
    })
    expect(row).toMatchObject({ outcome: 'passed', startedBy: 'operator', said: 'upsTestResultsSummary 1 (passed)' })
    expect(await journalled('device.self-test-ended')).toMatchObject({ outcome: 'ok' })
  })

  it('a maintenance window silences alarms, says so, and expires by itself', async () => {
    const id = deviceIdOf('ups-single')
    const nowMs = world.host.now()
    const window = { fromMs: nowMs, untilMs: nowMs + 3_000, by: 'anna', reason: 'new fan' }
    const alarmsOf = async () =>
      (await world.store.read.latest.all('alarm')).filter((row) => row.doc !== null && row.id.endsWith(`:${id}`)).length
    const overdue = { ...NO_CARE, batteryInstalledAtMs: Date.UTC(2010, 0, 1), batteryLifeYears: 4 }
    const setTo = async (care: DeviceCare) => {
      await world.store.write((tx) => tx.care.put(id, care))
      const input = { deviceId: id, name: `ups-single ${randomUUID().slice(0, 4)}` }
      await callMutation(world.host, renameDevice, world.caller('admin'), input)
    }
    await setTo(overdue)
    await until('the battery to be overdue', async () => (await alarmsOf()) === 1)
    await setTo({ ...overdue, window })
    await until('silence', async () => (await alarmsOf()) === 0)
    await until('the window to expire', async () => (await journalled('device.window-expired')) !== undefined)
    await until('the alarm to be back', async () => (await alarmsOf()) === 1)
    expect((await world.store.read.care.get(id))?.window).toBeNull()
  })

  it('A5 the output of the only UPS of a running host stays on, and the host is named', async () => {
    const answer = await tell('ups-single', off)
    expect(answer.state).toBe('failed')
    expect(JSON.stringify(answer.result)).toContain('host-3')
    expect(await journalled('device.command-refused')).toMatchObject({ outcome: 'refused', object: { id: 'ups-single' } })
    expect(site.world.ups('ups-single').output).not.toBe('off')
  })

  it('A5 where the other UPS keeps the hosts up, the output goes off; the last one then stays on', async () => {
    expect(await tell('ups-a', off)).toMatchObject({ state: 'done', result: { confirmed: true } })
    expect(site.world.ups('ups-a').output).toBe('off')
    expect(site.world.ups('ups-b').output).toBe('mains')
    // Now ups-b is all that these hosts have.
    await until('the off to be seen', async () => (await commanded.shown('ups-a')).includes('"supply":"off"'))
    expect(JSON.stringify((await tell('ups-b', off)).result)).toMatch(/host-1.*host-2/)
  })

  it('taking power away needs a reason', async () => {
    await expect(tell('ups-a', off, null)).rejects.toThrow('needs a reason')
  })
})
