import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { z } from 'zod'
import { hostIdSchema } from '../../domain/ids'
import { evacuationChoiceSchema } from '../../domain/order'
import { previewEvacuation } from '../../planner/evacuation'
import { choicesSavingAll } from '../../planner/save-all'
import { tell } from '../acting'
import { durationsOf } from '../durations-of'
import { reasonSchema } from '../inputs'
import { hostObject, knownHost } from '../known-host'
import { placeOrder } from '../orders/place-order'
import { conflict, refused } from '../service-error'
import { preparedMutation } from '../verb'
import { worldOf } from '../world-of'
import { powerNow } from './power-now'

/** Orders a host's maintenance, if the preview of this moment allows it. The engine looks again before it acts. */
export const enterMaintenance = preparedMutation({
  name: 'maintenance.enter',
  needs: 'operate',
  input: z.object({
    hostId: hostIdSchema,
    choices: z.array(evacuationChoiceSchema).default([]),
    /** Every VM that may be is saved instead of moved, but for those chosen otherwise. */
    saveAll: z.boolean().default(false),
    /** VMs of other hosts may leave them where VMs of this one find no place else. */
    makeRoom: z.boolean().default(false),
    reason: reasonSchema,
  }),
  async prepare({ input, read }) {
    const host = await knownHost(read, input.hostId)
    const world = await worldOf(read)
    const choices = input.saveAll ? choicesSavingAll(world, host.id, input.choices) : input.choices
    const [durations, power] = await Promise.all([durationsOf(read), powerNow(read, world)])
    const preview = previewEvacuation({ world, hostId: host.id, choices, makeRoom: input.makeRoom, durations, power })
    const hostOf = new Map(world.vms.map(({ id, hostId }) => [id, hostId]))
    const moves = preview.items.flatMap(({ vmId, action, targetHostId }) =>
      action === 'migrate' && targetHostId !== null ? [{ vmId, targetHostId, fromHostId: hostOf.get(vmId) ?? null }] : [],
    )
    return { host, choices, preview, moves }
  },
  async run(context) {
    const { input, tx, prepared } = context
    const { host, choices, preview, moves } = prepared
    if (preview.refusal !== null) throw refused(preview.refusal, R.lookAtPreview)
    if (preview.blockers > 0) {
      const names = preview.items.filter(({ action }) => action === 'blocked').map(({ vmName }) => vmName)
      throw refused(say(R.vmsBlock, { count: names.length, host: host.name, names: names.slice(0, 5).join(', ') }), R.decideEach)
    }
    const going = (await tx.runs.active()).find((run) => run.hostId === host.id)
    if (going !== undefined) throw conflict(say(R.alreadyInMaintenance, { host: host.name, run: going.title }), R.openThatRun)
    const orderId = await placeOrder(context, {
      kind: 'maintenance.enter',
      hostId: host.id,
      choices: [...choices],
      moves,
      reason: input.reason,
    })
    const copying = preview.items.filter(({ storage }) => storage !== undefined).length
    const withStorage = copying === 0 ? '' : ` (${copying} with storage)`
    const count = (action: string) => preview.items.filter((item) => item.action === action).length
    await tell(context, {
      kind: 'maintenance.enter-ordered',
      object: hostObject(host),
      reason: input.reason,
      message: `Maintenance of ${host.name} was ordered: ${count('migrate')} VM(s) to migrate${withStorage}, ${count('save-state')} to save, ${count('shutdown')} to shut down`,
      data: {
        orderId,
        choices,
        saveAll: input.saveAll,
        makeRoom: preview.placement?.makeRoom ?? 0,
        expectedSeconds: preview.expectedSeconds,
        worstSeconds: preview.worstSeconds,
      },
    })
    return { orderId }
  },
})
