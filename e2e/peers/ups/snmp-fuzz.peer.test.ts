import { expect, it } from 'vitest'
import { fuzzSnmp } from '../../fuzz/snmp'

it('P4 damaged answers and traps crash nothing, and nothing they say is believed', { timeout: 180_000 }, async () => {
  const report = await fuzzSnmp({ datagrams: 20_000, traps: 2_000, seed: 4, log: () => undefined })
  expect(report.unhandled).toEqual([])
  expect([...report.polls.wrong, ...report.realPolls.wrong, ...report.traps.wrong]).toEqual([])
  expect(report.polls.delivered + report.realPolls.delivered).toBeGreaterThanOrEqual(20_000)
  expect(report.traps.delivered).toBe(2_000)
})
