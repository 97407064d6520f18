import type { Inventory } from '../domain/inventory'
import type { ManagerIdentity } from '../domain/manager'
import { LOOK_DEADLINE_MS } from '../domain/order-patience'
import { hypervisorDrivers } from '../drivers/hypervisor/registry'
import { type DriverResult, type ManagerTarget, ok, unsupported } from '../drivers/ports'

export interface ManagerSeen {
  readonly identity: ManagerIdentity
  readonly inventory: Inventory
}

/** Signs in by a session of its own, which ends with it: who is there, and what it has. Nothing is switched. */
export const lookAtManager = async (target: ManagerTarget): Promise<DriverResult<ManagerSeen>> => {
  const driver = hypervisorDrivers.find(({ kind }) => kind === target.address.kind)
  if (driver === undefined) return unsupported(`No driver for ${target.address.kind}.`, 'Choose another kind.')
  const session = driver.open(target)
  try {
    const identity = await session.identify({ deadlineMs: LOOK_DEADLINE_MS })
    if (identity.kind !== 'ok') return identity
    const inventory = await session.inventory({ deadlineMs: LOOK_DEADLINE_MS })
    return inventory.kind === 'ok' ? ok({ identity: identity.value, inventory: inventory.value }) : inventory
  } finally {
    await session.close()
  }
}
