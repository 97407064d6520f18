import type { HostId } from '../domain/ids'
import type { VirtualMachine } from '../domain/world'
import { companionsOf } from './affinity'
import { commit, type Commitment, type Commitments } from './commitments'
import type { EvacuationContext } from './evacuation-context'

/** What is booked while one VM is decided: all that was, and where the others are to go, but not those that come along with it. */
export const bookedBeside = (context: EvacuationContext, vm: VirtualMachine): Commitments => {
  const { world, index, ledger, placed, companionOf } = context
  if (placed.size === 0) return ledger
  const along = new Set(companionsOf(world, vm, ledger, companionOf).map(({ id }) => id))
  const booked = new Map<HostId, Commitment>(ledger)
  for (const [id, hostId] of placed) {
    const other = index.vms.get(id)
    if (other !== undefined && id !== vm.id && !along.has(id)) commit(booked, hostId, other)
  }
  return booked
}
