import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UpsCommand } from '../../../../server/domain/ups-command'
import { callMutation } from '../../../../server/services/call-verb'
import { commandDevice } from '../../../../server/services/power/command-device'
import { until } from '../../../../server/testing/require-peer'
import { type ChainedSite, startChainedSite } from './chained-site'

const outlet = (kind: 'outlet-off' | 'outlet-on' | 'outlet-cycle', outletId: string, delaySeconds = 0): UpsCommand => ({
  kind,
  outletId,
  delaySeconds,
})
const outputOff: UpsCommand = { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' }

/** host-ats hangs on an ATS on both UPSs, host-pdu on outlet 2 of a PDU of ups-1, host-two on its outlet 3 and on ups-2. */
describe('a person’s command, through service and engine, to a PDU that hosts hang on', () => {
  let chained: ChainedSite

  beforeAll(async () => {
    chained = await startChainedSite()
    await until('the PDU to be known as one', async () => {
      const rows = await chained.world.store.read.devices.list()
      return rows.some(({ name, identity }) => name === 'pdu-1' && identity?.kind === 'pdu')
    })
    await until('all alarms of the beginning to be over', async () => (await chained.alarms()).length === 0, 15_000)
  })
  afterAll(async () => {
    await chained?.close()
  })

  const tell = async (deviceId: string, command: UpsCommand) => {
    const { world } = chained
    const input = commandDevice.input.parse({ deviceId, command, reason: 'a test' })
    const { orderId } = await callMutation(world.host, commandDevice, world.caller('operator'), input)
    const { state, result } = await until('an answer', async () => {
      const row = await world.store.read.orders.get(orderId)
      return row !== null && (row.state === 'done' || row.state === 'failed') ? row : null
    })
    return { state, said: JSON.stringify(result) }
  }
  const outletsOn = () => chained.site.world.passing('pdu-1').outletsOn

  it('A5 the outlet that a running host hangs on stays on, and the host is named', async () => {
    const { state, said } = await tell('pdu-1', outlet('outlet-off', '2'))
    expect(state).toBe('failed')
    expect(said).toContain('Outlet 2 of pdu-1 feeds host-pdu')
    expect(outletsOn()).toEqual([true, true, true, true])
    const [refused] = await chained.world.store.read.journal.page({ kinds: ['device.command-refused'], limit: 1 })
    expect(refused).toMatchObject({ outcome: 'refused', object: { name: 'pdu-1' } })
  })

  it('A5 the UPS behind the PDU stays on for the same host; those with another way are not named', async () => {
    const { state, said } = await tell('ups-1', outputOff)
    expect(state).toBe('failed')
    expect(said).toContain('host-pdu')
    expect(said).not.toMatch(/host-ats|host-two/)
  })

  it('A11 a delay that the PDU would not keep is refused', async () => {
    const { state, said } = await tell('pdu-1', outlet('outlet-off', '4', 60))
    expect(state).toBe('failed')
    expect(said).toContain('no delay')
    expect(outletsOn()[3]).toBe(true)
  })

  it('A4 an outlet goes off and on where nothing depends on it, read back', async () => {
    expect(await tell('pdu-1', outlet('outlet-off', '4'))).toMatchObject({ state: 'done' })
    expect(outletsOn()).toEqual([true, true, true, false])
    const { state, said } = await tell('pdu-1', outlet('outlet-on', '4'))
    expect(state).toBe('done')
    expect(said).toContain('"confirmed":true')
    expect(outletsOn()).toEqual([true, true, true, true])
  })

  it('A5 where another UPS keeps the host up its outlet goes off; then that UPS has to stay on', async () => {
    expect(await tell('pdu-1', outlet('outlet-off', '3'))).toMatchObject({ state: 'done' })
    expect(outletsOn()[2]).toBe(false)
    await until('the dead feed to be an alarm', async () => (await chained.alarms()).some((alarm) => alarm.endsWith('host-two')))
    const { state, said } = await tell('ups-2', outputOff)
    expect(state).toBe('failed')
    expect(said).toContain('host-two')
    expect(said).not.toContain('host-ats')
    expect(await tell('pdu-1', outlet('outlet-on', '3'))).toMatchObject({ state: 'done' })
    await until('the alarm to be over', async () => (await chained.alarms()).length === 0)
    expect(chained.running()).toHaveLength(5)
  })
})
