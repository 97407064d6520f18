import { z } from 'zod'
import { hostIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { hostObject, knownHost } from '../known-host'
import { configChanged } from '../orders/place-order'
import { mutation } from '../verb'
import { putSpare } from './membership'

/** Marks a host as spare (S3-05), or as an ordinary one again: moves take a spare host only where no other fits. */
export const setSpare = mutation({
  name: 'clusters.setSpare',
  needs: 'configure',
  input: z.object({ hostId: hostIdSchema, isSpare: z.boolean(), reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const host = await knownHost(tx, input.hostId)
    const known = await tx.clusters.hosts()
    await putSpare(tx, known, host.id, input.isSpare)
    await tell(context, {
      kind: 'host.spare-changed',
      object: hostObject(host),
      reason: input.reason,
      message: input.isSpare ? `${host.name} is kept spare` : `${host.name} is an ordinary host again`,
      data: { before: known.some(({ hostId, isSpare }) => hostId === host.id && isSpare), after: input.isSpare },
    })
    await configChanged(context)
  },
})
