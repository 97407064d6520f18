import { expect, it } from 'vitest'
import type { HostPower } from '../../domain/hardware'
import type { Host } from '../../domain/world'
import { host, hostId, onVm, step } from '../../testing/world-samples'
import { whyNotElsewhere } from './elsewhere-gate'

const before = { power: 'on', hostId: hostId('a'), inMaintenance: false, macs: [] } as const
const refusal = async (target: string | null, home: Partial<Host> | null, bmc?: HostPower) => {
  const hosts = [...(home === null ? [] : [host('a', home)]), host('b')]
  const given = step(1, { object: onVm('web'), action: 'start', before, targetHostId: target === null ? null : hostId(target) })
  return (await whyNotElsewhere({ hosts }, given, 'start', () => Promise.resolve(bmc)))?.message ?? null
}
const doubt = 'Whether a, where it ran, is off is not verified: it might run twice.'

it('A4 A5 elsewhere a VM starts only where its own host is seen, or its controller says off at that moment', async () => {
  const down = { connection: 'down' } as const
  expect(await refusal('b', down, 'off')).toBeNull()
  expect(await refusal('b', {})).toBeNull()
  for (const bmc of ['on', 'unknown', undefined] as const) expect(await refusal('b', down, bmc)).toBe(doubt)
  expect(await refusal('b', { connection: 'unknown' })).toBe(doubt)
  // What was seen long ago, or what contradicts itself, proves nothing.
  expect(await refusal('b', { stale: true })).toBe(doubt)
  expect(await refusal('b', { stale: true }, 'off')).toBe(doubt)
  expect(await refusal('b', null, 'off')).toMatch(/not verified/)
})

it('where it ran it starts as ever', async () => {
  expect([await refusal('a', { connection: 'down' }), await refusal(null, { connection: 'down' })]).toEqual([null, null])
})
