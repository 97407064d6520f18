import { describe, expect, it } from 'vitest'
import type { Inventory, PowerSupply } from '../domain/inventory'
import { host } from '../testing/world-samples'
import { onSteadyClock } from './sensor-times'

const inventory = (powerSupplies: readonly PowerSupply[] | null): Inventory => ({
  clusters: [],
  hosts: [host('h', { powerSupplies })],
  vms: [],
  datastores: [],
  networks: [],
})
const psu = (times: Pick<PowerSupply, 'readAtMs' | 'askedAtMs'>): PowerSupply => ({
  name: 'PSU 1',
  input: 'ok',
  inputWatts: null,
  ...times,
})

describe('when hosts read their sensors, by the clock of the engine', () => {
  it('P4 is moved as far as that clock is from the time of day', () => {
    const moved = onSteadyClock(inventory([psu({ readAtMs: 100_000, askedAtMs: 130_000 })]), -60_200)
    expect(moved.hosts[0]?.powerSupplies).toEqual([psu({ readAtMs: 40_000, askedAtMs: 70_000 })])
  })
  it('stays what it is while the two agree, and where a host tells none', () => {
    const same = inventory([psu({ readAtMs: 100_000 })])
    expect(onSteadyClock(same, 400)).toBe(same)
    expect(onSteadyClock(inventory([psu({})]), 5_000).hosts[0]?.powerSupplies).toEqual([psu({})])
    expect(onSteadyClock(inventory(null), 5_000).hosts[0]?.powerSupplies).toBeNull()
  })
})
