import { z } from 'zod'
import { managerIdSchema } from '../../domain/ids'
import { managerAddressSchema, managerSecretSchema } from '../../domain/manager'
import type { Order } from '../../domain/order'
import type { ManagerRow, StoreReads } from '../../store/store'
import { conflict, notFound, refused } from '../service-error'
import { runCountingOn } from './run-through'
import { requireSafeAddress } from './safe-address'
import { usablePins } from './usable-pins'

const MOST_PINS = 20

/** A manager's address, fingerprints and credential as they are to be. `secret`: null keeps the one that it has. */
export const managerChangeSchema = z.object({
  managerId: managerIdSchema,
  url: z.string().trim().min(1).max(1000),
  pins: z.array(z.string().max(200)).max(MOST_PINS),
  secret: managerSecretSchema.nullable(),
})
type Wanted = z.output<typeof managerChangeSchema>

/** What is wanted can be tried: nothing else is at that address, no run loses its manager, and no stored credential goes to a new place. */
export const tryableChange = async (
  tx: Pick<StoreReads, 'managers' | 'runs'>,
  wanted: Wanted,
): Promise<{
  readonly manager: ManagerRow
  readonly order: Pick<Extract<Order, { kind: 'manager.change' }>, 'url' | 'pins'>
}> => {
  const manager = await tx.managers.get(wanted.managerId)
  if (manager === null) throw notFound('This manager')
  const address = managerAddressSchema.safeParse({ ...manager.address, url: wanted.url, pins: usablePins(wanted) })
  if (!address.success)
    throw refused(`This address cannot be used: ${address.error.issues[0]?.message ?? 'it is not well formed'}`, 'Correct it.')
  const { url, pins } = address.data
  requireSafeAddress(address.data)
  if (url !== manager.address.url) {
    if (wanted.secret === null)
      throw refused('The stored credential is not sent to another address', 'Give the credential together with the address.')
    for (const other of await tx.managers.list())
      if (other.id !== manager.id && other.address.kind === manager.address.kind && other.address.url === url)
        throw conflict(`${other.name} is at this address already`, 'Give another address.')
    const run = await runCountingOn(tx, manager.id)
    if (run !== null)
      throw conflict(
        `The run “${run.title}” counts on ${manager.name}`,
        'Its fingerprints and credential may be changed now, its address only when the run has ended.',
      )
  }
  return { manager, order: { url, pins } }
}

/** In words: what would be otherwise. */
export const toldDifference = ({ address }: ManagerRow, wanted: Pick<Wanted, 'url' | 'pins' | 'secret'>): readonly string[] => [
  ...(wanted.url === address.url ? [] : ['address']),
  ...(JSON.stringify(wanted.pins) === JSON.stringify(address.pins) ? [] : ['fingerprints']),
  ...(wanted.secret === null ? [] : ['credential']),
]
