import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { z } from 'zod'
import { rebootInTheWay } from '../../decide/decide-reboot'
import { hostIdSchema } from '../../domain/ids'
import { ANY_POWER, hasLastingPower, whyNoLastingPower } from '../../planner/target-power'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { hostObject, knownHost } from '../known-host'
import { placeOrder } from '../orders/place-order'
import { conflict, refused } from '../service-error'
import { preparedMutation } from '../verb'
import { worldOf } from '../world-of'
import { maintenanceRunOf } from './maintenance-run'
import { powerOfReturn } from './power-now'

export const exitMaintenance = preparedMutation({
  name: 'maintenance.exit',
  needs: 'operate',
  input: z.object({
    hostId: hostIdSchema,
    bringBack: z.boolean(),
    vouchesForMains: z.literal(true).optional(),
    reason: reasonSchema,
  }),
  async prepare({ input, read }) {
    if (!input.bringBack) return { power: ANY_POWER, mayVouch: false, isVouched: false }
    const { power, ifVouched } = await powerOfReturn(read, await worldOf(read), input.hostId)
    const vouched = input.vouchesForMains === true ? ifVouched : null
    return { power: vouched ?? power, mayVouch: ifVouched !== null, isVouched: vouched !== null }
  },
  async run(context) {
    const { input, tx, prepared } = context
    const { power, mayVouch, isVouched } = prepared
    const host = await knownHost(tx, input.hostId)
    const run = await maintenanceRunOf(tx, host.id)
    if (run === null && !host.inMaintenance) throw conflict(say(R.notInMaintenance, { host: host.name }), R.reloadPage)
    if (run?.phase === 'entering') throw conflict(say(R.stillEntering, { host: host.name }), R.waitOrAbort)
    if (run !== null && rebootInTheWay(run.steps, host, context.nowMs) !== null)
      throw conflict(say(R.beingRebooted, { host: host.name }), R.waitUntilBack)
    if (!hasLastingPower(power, host.id)) {
      const reasons = whyNoLastingPower(power, host.id)
      throw refused(say(R.homeWithoutMains, { host: host.name, reasons }), mayVouch ? R.vouchForMains : R.bringBackWithMains)
    }
    const orderId = await placeOrder(context, {
      kind: 'maintenance.exit',
      runId: run?.id ?? null,
      hostId: host.id,
      bringBack: input.bringBack,
      ...(isVouched ? { vouchesForMains: true as const } : {}),
      reason: input.reason,
    })
    await tell(context, {
      kind: 'maintenance.exit-ordered',
      object: hostObject(host),
      runId: run?.id ?? null,
      reason: input.reason,
      message: `The end of maintenance of ${host.name} was ordered${input.bringBack ? ', with its VMs brought back' : ''}${isVouched ? ', on a person’s word that its mains are there' : ''}`,
      data: { orderId, bringBack: input.bringBack, vouchesForMains: isVouched },
    })
    return { orderId }
  },
})
