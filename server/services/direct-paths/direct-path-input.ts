import { z } from 'zod'
import { DIRECT_METHODS, type DirectAddress, directAddressSchema, directKindFor } from '../../domain/direct-path'
import { hostIdSchema } from '../../domain/ids'
import { managerSecretSchema } from '../../domain/manager'
import type { Host } from '../../domain/world'
import type { StoreReads } from '../../store/store'
import { knownHost } from '../known-host'
import { docOf } from '../latest-doc'
import { requireSafeAddress } from '../managers/safe-address'
import { usablePins } from '../managers/usable-pins'
import { notFound, refused } from '../service-error'

/** How a host is to be reached past its manager. `secret`: null keeps the one that is stored. */
export const directPathInputSchema = z.object({
  hostId: hostIdSchema,
  address: directAddressSchema,
  secret: managerSecretSchema.nullable(),
})
type Wanted = z.output<typeof directPathInputSchema>

/** A stored credential goes to no new place (K5). */
const requireCredential = async (read: Pick<StoreReads, 'directPaths'>, { hostId, address }: Wanted): Promise<void> => {
  const before = await read.directPaths.get(hostId)
  if (before === null) throw refused('No credential is given for this host', 'Enter user and password of the host itself.')
  if (before.address.kind !== address.kind || before.address.url !== address.url)
    throw refused('The stored credential is not sent to another address', 'Give the credential together with the address.')
}

/** The host, and the address as it is kept. What is entered must be a way to a host of that manager, and its address holds no secret (K5). */
export const hostForDirectPath = async (
  read: Pick<StoreReads, 'latest' | 'managers' | 'directPaths'>,
  wanted: Wanted,
): Promise<{ readonly host: Host; readonly address: DirectAddress }> => {
  const { hostId, address, secret } = wanted
  requireSafeAddress(address)
  const host = await knownHost(read, hostId)
  const manager = await read.managers.get(host.managerId)
  if (manager === null) throw notFound('This host’s manager')
  const kind = directKindFor(manager.address.kind)
  if (kind === null)
    throw refused(
      `Hosts of ${manager.name} have no way past it`,
      'libvirt and Hyper-V reach each host by itself; hosts of oVirt and machines of a runbook take orders from nobody else.',
    )
  const view = docOf('manager', await read.latest.get('manager', host.managerId))
  if (view?.isHost === true)
    throw refused(`${host.name} is its own manager`, 'There is nothing to go past: it is spoken to by itself already.')
  if (address.kind !== kind)
    throw refused(`Hosts of ${manager.name} are reached as ${kind}`, 'Choose that kind, and give the host’s own address.')
  const methods: readonly string[] = DIRECT_METHODS[kind]
  if (secret === null) await requireCredential(read, wanted)
  else if (!methods.includes(secret.kind))
    throw refused('A host of this kind is not signed in to so', `Give one of: ${methods.join(', ')}.`)
  if (address.url === manager.address.url)
    throw refused('This is the address of its manager', 'Give the host’s own address, at which it answers without the manager.')
  return { host, address: { ...address, pins: usablePins(address) } }
}
