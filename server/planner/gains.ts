import type { VmId } from '../domain/ids'
import { type Bank, runtimeAt } from './battery-bank'
import type { LoadModel } from './load-model'

/** Runtime that a group gains, from now, by what each VM stops to draw: its load alone, each by itself. In seconds. */
export const gainOfEach = (bank: Bank, load: LoadModel): ReadonlyMap<VmId, number> => {
  const nowSeconds = runtimeAt(bank, load.totalWatts)
  return new Map([...load.vmWatts].map(([id, watts]) => [id, Math.max(0, runtimeAt(bank, load.totalWatts - watts) - nowSeconds)]))
}
