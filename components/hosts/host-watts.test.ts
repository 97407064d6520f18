import { expect, it } from 'vitest'
import type { HardwareReading } from '@/server/domain/hardware'
import { hostIdSchema } from '@/server/domain/ids'
import { hostWatts } from './host-watts'

const id = hostIdSchema.parse('vc:host-1')
const host = { id, powerWatts: 210, stale: false }
const reading: HardwareReading = { health: 'ok', power: 'on', powerWatts: 230, sensors: [], powerSupplies: null }
const bmc = { hostId: id, contact: 'ok' as const, doubt: null, reading }

it('a host’s draw is told by its BMC, else by its manager', () => {
  expect(hostWatts(host, [bmc])).toBe(230)
  expect(hostWatts(host, [{ ...bmc, hostId: hostIdSchema.parse('vc:host-2') }])).toBe(210)
  expect(hostWatts(host, [{ ...bmc, reading: { ...reading, powerWatts: null } }])).toBe(210)
})

it('what a BMC said before it fell silent, or of another machine, is not shown as what is', () => {
  expect(hostWatts(host, [{ ...bmc, contact: 'lost' }])).toBe(210)
  expect(hostWatts({ ...host, powerWatts: null }, [{ ...bmc, doubt: 'it says off' }])).toBeNull()
  expect(hostWatts({ ...host, stale: true }, [])).toBeNull()
})
