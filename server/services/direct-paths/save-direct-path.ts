import { randomUUID } from 'node:crypto'
import { credentialIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { hostObject } from '../known-host'
import { configChanged } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'
import { directPathInputSchema, hostForDirectPath } from './direct-path-input'

/** Gives a host a way past its manager, or another one. The credential is given each time, so that none is sent to a new address. */
export const saveDirectPath = mutation({
  name: 'directPaths.save',
  needs: 'configure',
  input: directPathInputSchema.extend({ reason: reasonSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    const { address } = input
    const host = await hostForDirectPath(tx, input)
    for (const other of await tx.directPaths.list())
      if (other.hostId !== host.id && other.address.kind === address.kind && other.address.url === address.url)
        throw conflict(`${address.url} is another host’s direct path already`, 'It leads to one host: check the address.')
    const before = await tx.directPaths.get(host.id)
    if (before !== null) await tx.credentials.remove(before.credentialId)
    const credentialId = credentialIdSchema.parse(randomUUID())
    await tx.credentials.put({ id: credentialId, name: `Direct path to ${host.name}`, secret: input.secret })
    await tx.directPaths.put({ hostId: host.id, address, credentialId, createdAtMs: before?.createdAtMs ?? nowMs })
    await tell(context, {
      kind: before === null ? 'host.direct-path-added' : 'host.direct-path-changed',
      object: hostObject(host),
      reason: input.reason,
      message: `The direct path to ${host.name} ${before === null ? 'was added' : 'was changed'} (${address.kind}, ${address.url})`,
      data: {
        address: { ...address },
        before: before === null ? null : { ...before.address },
        secretKind: input.secret.kind,
      },
    })
    await configChanged(context)
  },
})
