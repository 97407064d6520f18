import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { credentialIdSchema, deviceIdSchema } from '../domain/ids'
import { answerMessage } from '../simulator/snmp/message'
import { ObjectTable } from '../simulator/snmp/object-table'
import { startUdpAgent, type UdpAgent } from '../simulator/snmp/udp-agent'
import { until } from '../testing/require-peer'
import { PowerWatch } from './power-watch'
import { steadyClock } from './steady-clock'

const upsMib = (source: number): Record<string, number> => ({
  '1.3.6.1.2.1.33.1.4.1.0': source,
  '1.3.6.1.2.1.33.1.2.1.0': 2,
  '1.3.6.1.2.1.33.1.2.2.0': source === 5 ? 9 : 0,
  '1.3.6.1.2.1.33.1.2.3.0': 18,
  '1.3.6.1.2.1.33.1.2.4.0': 91,
})
const cps: Record<string, number> = {
  '1.3.6.1.4.1.3808.1.1.1.4.1.1.0': 2,
  '1.3.6.1.4.1.3808.1.1.1.2.1.1.0': 2,
  '1.3.6.1.4.1.3808.1.1.1.2.2.4.0': 113_200,
}

const id = deviceIdSchema.parse('ups-1')
let served: Record<string, number> = {}
let agent: UdpAgent
let watch: PowerWatch

beforeEach(async () => {
  const table = () => new ObjectTable(Object.entries(served).map(([oid, value]) => ({ oid, value: { type: 'integer', value } })))
  agent = await startUdpAgent((request) => answerMessage({ table, set: () => 'not-writable' }, 'public', request))
  watch = new PowerWatch(steadyClock(), pino({ level: 'silent' }), () => undefined)
})
afterEach(async () => {
  watch.stopAll()
  await agent.close()
})

const start = () => {
  const address = { protocol: 'snmp' as const, host: agent.host, port: agent.port, family: 'auto' }
  watch.start(
    { id, name: 'UPS', address, credentialId: credentialIdSchema.parse('c'), identity: null, enabled: true, createdAtMs: 0 },
    { address, secret: { kind: 'snmp-community', version: '2c', community: 'public' } },
    null,
    0,
  )
}
const families = () => {
  const identity = watch.get(id)?.identity
  return [identity?.family, ...(identity?.also ?? [])]
}
const reading = (name: 'runtimeSeconds' | 'chargePercent') => watch.get(id)?.observation?.readings[name].value

it('goes on polling all families that were found, and sees an outage that only the poorer one tells of', async () => {
  served = { ...upsMib(3), ...cps }
  start()
  await until('both families', () => reading('runtimeSeconds') === 1_132 && reading('chargePercent') === 91)
  expect(families()).toEqual(['cps', 'rfc1628'])
  // CyberPower's status stays behind: RFC 1628 says battery, and counts.
  served = { ...upsMib(5), ...cps }
  await until('the outage', () => watch.get(id)?.track.supply === 'battery')
  expect(watch.get(id)?.observation?.evidence[0]).toContain('contradict each other')
})

it('finds out anew when the address answers as another device', async () => {
  served = upsMib(3)
  start()
  await until('the first', () => reading('chargePercent') === 91)
  expect(families()).toEqual(['rfc1628'])
  served = cps
  await until('the other', () => reading('runtimeSeconds') === 1_132, 15_000)
  expect(families()).toEqual(['cps'])
})
