import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { z } from 'zod'
import { hostIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { hostObject, knownHost } from '../known-host'
import { placeOrder } from '../orders/place-order'
import { refused } from '../service-error'
import { preparedMutation } from '../verb'
import { rebootOutlook } from './preview-reboot'

/**
 * Orders a reboot of a host that is held in maintenance here and empty, with a reason and the host's name typed. The engine looks
 * again before it acts.
 */
export const rebootHost = preparedMutation({
  name: 'maintenance.reboot',
  needs: 'operate',
  input: z.object({
    hostId: hostIdSchema,
    confirmation: z.string().max(500),
    reason: z.string().trim().min(1).max(500),
  }),
  async prepare({ input, read }) {
    const host = await knownHost(read, input.hostId)
    return { host, ...(await rebootOutlook(read, host.id)) }
  },
  async run(context) {
    const { input, prepared } = context
    const { host, run, refusal } = prepared
    if (refusal !== null) throw refused(refusal.message, refusal.hint)
    if (input.confirmation !== host.name) throw refused(say(R.typedOther, { host: host.name }), R.typeExactly)
    const { confirmation, reason } = input
    const orderId = await placeOrder(context, { kind: 'maintenance.reboot', hostId: host.id, confirmation, reason })
    await tell(context, {
      kind: 'maintenance.reboot-ordered',
      object: hostObject(host),
      runId: run?.id ?? null,
      reason,
      message: `A reboot of ${host.name} was ordered; it stays in maintenance`,
      data: { orderId, bootedAtMs: host.bootedAtMs },
    })
    return { orderId }
  },
})
