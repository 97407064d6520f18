import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { z } from 'zod'
import { rebootInTheWay } from '../../decide/decide-reboot'
import { hostIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { hostObject, knownHost } from '../known-host'
import { placeOrder } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'
import { maintenanceRunOf } from './maintenance-run'

export const exitMaintenance = mutation({
  name: 'maintenance.exit',
  needs: 'operate',
  input: z.object({ hostId: hostIdSchema, bringBack: z.boolean(), reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const host = await knownHost(tx, input.hostId)
    const run = await maintenanceRunOf(tx, host.id)
    if (run === null && !host.inMaintenance) throw conflict(say(R.notInMaintenance, { host: host.name }), R.reloadPage)
    if (run?.phase === 'entering') throw conflict(say(R.stillEntering, { host: host.name }), R.waitOrAbort)
    if (run !== null && rebootInTheWay(run.steps, host, context.nowMs) !== null)
      throw conflict(say(R.beingRebooted, { host: host.name }), R.waitUntilBack)
    const orderId = await placeOrder(context, {
      kind: 'maintenance.exit',
      runId: run?.id ?? null,
      hostId: host.id,
      bringBack: input.bringBack,
      reason: input.reason,
    })
    await tell(context, {
      kind: 'maintenance.exit-ordered',
      object: hostObject(host),
      runId: run?.id ?? null,
      reason: input.reason,
      message: `The end of maintenance of ${host.name} was ordered${input.bringBack ? ', with its VMs brought back' : ''}`,
      data: { orderId, bringBack: input.bringBack },
    })
    return { orderId }
  },
})
