import { z } from 'zod'
import { hostIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { docOf } from '../latest-doc'
import { placeOrder } from '../orders/place-order'
import { notFound } from '../service-error'
import { mutation } from '../verb'

/** A person has looked after a host's cables: what was seen of them before holds no more, and is found out anew. */
export const clearCabling = mutation({
  name: 'topology.clearCabling',
  needs: 'configure',
  input: z.object({ hostId: hostIdSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const host = docOf('host', await tx.latest.get('host', input.hostId))
    if (host === null) throw notFound('This host')
    const before = docOf('cabling', await tx.latest.get('cabling', input.hostId))
    await placeOrder(context, { kind: 'host.cabling-checked', hostId: input.hostId })
    await tell(context, {
      kind: 'host.cabling-checked',
      object: { kind: 'host', id: host.id, name: host.name },
      reason: input.reason,
      message: `The cables of ${host.name} were checked by hand; what was seen of them before is forgotten`,
      data: { before: (before?.feeds ?? []).map((proof) => ({ ...proof })) },
    })
  },
})
