import { z } from 'zod'
import { hostIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { docOf } from '../latest-doc'
import { configChanged } from '../orders/place-order'
import { notFound } from '../service-error'
import { mutation } from '../verb'

/** Forgets how a host is reached without its manager. */
export const removeDirectPath = mutation({
  name: 'directPaths.remove',
  needs: 'configure',
  input: z.object({ hostId: hostIdSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const row = await tx.directPaths.get(input.hostId)
    if (row === null) throw notFound('This host’s direct path')
    const name = docOf('host', await tx.latest.get('host', row.hostId))?.name ?? row.hostId
    await tx.directPaths.remove(row.hostId)
    await tx.credentials.remove(row.credentialId)
    await tell(context, {
      kind: 'host.direct-path-removed',
      object: { kind: 'host', id: row.hostId, name },
      reason: input.reason,
      message: `The direct path to ${name} was removed (${row.address.kind}, ${row.address.url})`,
    })
    await configChanged(context)
  },
})
