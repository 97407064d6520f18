import type { Inventory } from '../domain/inventory'

/** The engine's clock is set once, the time of day may be set again and again: they may differ by whole hours. */
const roundedToSeconds = (ms: number): number => Math.round(ms / 1_000) * 1_000

/** What hosts say of when they read their sensors, by the engine's clock, on which everything else is timed. */
export const onSteadyClock = (inventory: Inventory, aheadMs: number): Inventory => {
  const shiftMs = roundedToSeconds(aheadMs)
  if (shiftMs === 0) return inventory
  return {
    ...inventory,
    hosts: inventory.hosts.map((host) =>
      host.powerSupplies === null
        ? host
        : {
            ...host,
            powerSupplies: host.powerSupplies.map(({ readAtMs, askedAtMs, ...supply }) => ({
              ...supply,
              ...(askedAtMs === undefined ? {} : { askedAtMs: askedAtMs + shiftMs }),
              ...(readAtMs === undefined ? {} : { readAtMs: readAtMs + shiftMs }),
            })),
          },
    ),
  }
}
