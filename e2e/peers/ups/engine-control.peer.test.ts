import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeviceCare, NO_CARE } from '../../../server/domain/care'
import { credentialIdSchema, type DeviceId, deviceIdSchema, hostIdOf, managerIdSchema } from '../../../server/domain/ids'
import type { UpsCommand } from '../../../server/domain/ups-command'
import { Engine } from '../../../server/engine/engine'
import { steadyClock } from '../../../server/engine/steady-clock'
import { callMutation } from '../../../server/services/call-verb'
import { commandDevice } from '../../../server/services/power/command-device'
import { renameDevice } from '../../../server/services/power/rename-device'
import { type Datacenter, startDatacenter } from '../../../server/simulator/datacenter'
import { smallDatacenter } from '../../../server/simulator/small-datacenter'
import { until } from '../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../server/testing/service-world'

const MANAGER = managerIdSchema.parse('pve')
const deviceId = (name: string): DeviceId => deviceIdSchema.parse(name)

describe('a person’s command, through service and engine, to a simulated UPS', () => {
  let site: Datacenter
  let world: ServiceWorld
  let engine: Engine

  beforeAll(async () => {
    site = await startDatacenter({ config: smallDatacenter, scenarios: [], plans: [], speed: 1 })
    const clock = steadyClock()
    world = await openServiceWorld({ now: () => clock.now() })
    const { upses, manager, hosts } = site.description
    await world.store.write(async (tx) => {
      const snmp = credentialIdSchema.parse('snmp')
      const token = credentialIdSchema.parse('token')
      await tx.credentials.put({ id: token, name: 'pve', secret: { kind: 'api-token', ...manager.apiToken } })
      for (const { name, host, port, community } of upses) {
        await tx.credentials.put({ id: snmp, name: 'snmp', secret: { kind: 'snmp-community', version: '2c', community } })
        await tx.devices.put({
          id: deviceId(name),
          name,
          address: { protocol: 'snmp', host, port, family: 'auto' },
          credentialId: snmp,
          enabled: true,
          identity: null,
          createdAtMs: 0,
        })
      }
      await tx.managers.put({
        id: MANAGER,
        name: 'pve',
        address: { kind: 'proxmox', url: manager.url, pins: [manager.fingerprint] },
        credentialId: token,
        enabled: true,
        createdAtMs: 0,
      })
      for (const { name, feeds } of hosts) {
        const hostId = hostIdOf(MANAGER, { uuid: null, nativeId: name })
        await tx.feeds.setForHost(
          hostId,
          feeds.map(({ upsName, label }) => ({ deviceId: deviceId(upsName), hostId, label, outletId: null })),
        )
      }
    })
    engine = new Engine({
      trapPort: null,
      store: world.store,
      clock,
      log: pino({ level: 'silent' }),
      version: 'peer-test',
      probe: () => Promise.reject(new Error('nothing is probed here')),
      demo: null,
      onLeaseLost: () => undefined,
    })
    await engine.start()
    await until('all UPSs and hosts to be seen', async () => {
      const docs = await world.store.read.latest.all('device')
      const seen = docs.filter(({ doc }) => JSON.stringify(doc).includes('"commands":{"kinds":["self-test"'))
      return seen.length === upses.length && (await world.store.read.latest.all('host')).length === hosts.length
    })
  })
  afterAll(async () => {
    await engine.stop()
    await world.close()
    await site.close()
  })

  /** The engine's answer. */
  const tell = async (name: string, command: UpsCommand, reason: string | null = 'a test') => {
    const input = commandDevice.input.parse({ deviceId: name, command, reason })
    const { orderId } = await callMutation(world.host, commandDevice, world.caller('operator'), input)
    return until('an answer', async () => {
      const row = await world.store.read.orders.get(orderId)
      return row !== null && (row.state === 'done' || row.state === 'failed') ? row : null
    })
  }
  const journalled = async (kind: string) => (await world.store.read.journal.page({ kinds: [kind], limit: 5 })).at(0)
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
      const rows = await world.store.read.care.tests(deviceId('ups-single'), 5)
      return rows.length > 0 && rows.every(({ endedAtMs }) => endedAtMs !== null) ? rows : null
    })
    expect(row).toMatchObject({ outcome: 'passed', startedBy: 'operator', said: 'upsTestResultsSummary 1 (passed)' })
    expect(await journalled('device.self-test-ended')).toMatchObject({ outcome: 'ok' })
  })

  it('a maintenance window silences alarms, says so, and expires by itself', async () => {
    const id = deviceId('ups-single')
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
    await until('the off to be seen', async () =>
      JSON.stringify((await world.store.read.latest.get('device', 'ups-a'))?.doc).includes('"supply":"off"'),
    )
    expect(JSON.stringify((await tell('ups-b', off)).result)).toMatch(/host-1.*host-2/)
  })

  it('taking power away needs a reason', async () => {
    await expect(tell('ups-a', off, null)).rejects.toThrow('needs a reason')
  })
})
