import { z } from 'zod'
import { DIRECT_METHODS, directAddressSchema, directKindFor } from '../../domain/direct-path'
import { hostIdSchema } from '../../domain/ids'
import { managerSecretSchema } from '../../domain/manager'
import type { Host } from '../../domain/world'
import type { StoreReads } from '../../store/store'
import { knownHost } from '../known-host'
import { docOf } from '../latest-doc'
import { requireSafeAddress } from '../managers/safe-address'
import { notFound, refused } from '../service-error'

export const directPathInputSchema = z.object({
  hostId: hostIdSchema,
  address: directAddressSchema,
  secret: managerSecretSchema,
})

/** What is entered must be a way to a host of that manager, and its address holds no secret (K5). */
export const hostForDirectPath = async (
  read: Pick<StoreReads, 'latest' | 'managers'>,
  { hostId, address, secret }: z.output<typeof directPathInputSchema>,
): Promise<Host> => {
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
  if (!methods.includes(secret.kind))
    throw refused('A host of this kind is not signed in to so', `Give one of: ${methods.join(', ')}.`)
  if (address.url === manager.address.url)
    throw refused('This is the address of its manager', 'Give the host’s own address, at which it answers without the manager.')
  return host
}
