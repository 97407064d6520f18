import { z } from 'zod'
import { hardwareEndpoint } from '../../domain/hardware'
import { hostIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { docOf } from '../latest-doc'
import { configChanged } from '../orders/place-order'
import { conflict, notFound } from '../service-error'
import { mutation } from '../verb'

/** Forgets a host's BMC; not while a run counts on it. */
export const removeHardware = mutation({
  name: 'hardware.remove',
  needs: 'configure',
  input: z.object({ hostId: hostIdSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    const row = await tx.hardware.get(input.hostId)
    if (row === null) throw notFound('This host’s BMC')
    const run = (await tx.runs.active()).find(({ steps }) =>
      steps.some(({ object, before }) => object.id === row.hostId || before.hostId === row.hostId),
    )
    if (run !== undefined) throw conflict(`The run “${run.title}” works with this host`, 'Let the run end, or abort it first.')
    const name = docOf('host', await tx.latest.get('host', row.hostId))?.name ?? row.hostId
    await tx.hardware.remove(row.hostId)
    await tx.credentials.remove(row.credentialId)
    await tx.latest.remove('hardware', [row.hostId], nowMs)
    await tell(context, {
      kind: 'hardware.removed',
      object: { kind: 'host', id: row.hostId, name },
      reason: input.reason,
      message: `The BMC of ${name} was removed (${row.address.kind}, ${hardwareEndpoint(row.address)})`,
    })
    await configChanged(context)
  },
})
