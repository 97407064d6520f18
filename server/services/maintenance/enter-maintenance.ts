import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { z } from 'zod'
import { hostIdSchema } from '../../domain/ids'
import { evacuationChoiceSchema, type PlannedMove, type ShownItem, shownItemSchema } from '../../domain/order'
import { changesSinceShown } from '../../planner/as-shown'
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

/** What was shown, as moves and as what happens to all others. */
const movesShown = (shown: readonly ShownItem[]) => ({
  moves: shown.flatMap(({ vmId, action, targetHostId, fromHostId, datastoreNativeId }): PlannedMove[] =>
    action === 'migrate' && targetHostId !== null ? [{ vmId, targetHostId, fromHostId, datastoreNativeId }] : [],
  ),
  others: new Map(shown.flatMap(({ vmId, action }) => (action === 'migrate' ? [] : [[vmId, action] as const]))),
})

/**
 * Orders a host's maintenance as it was shown, where that is still possible; the engine looks again before it acts. What would be done
 * otherwise by now is refused, with what has changed (D1).
 */
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
    /** All lines of the preview that is ordered: they are checked and not planned anew. Absent: it is planned now. */
    shown: z.array(shownItemSchema).optional(),
    reason: reasonSchema,
  }),
  async prepare({ input, read }) {
    const host = await knownHost(read, input.hostId)
    const world = await worldOf(read)
    const choices = input.saveAll ? choicesSavingAll(world, host.id, input.choices) : input.choices
    const [durations, power] = await Promise.all([durationsOf(read), powerNow(read, world)])
    const shown = input.shown === undefined ? null : movesShown(input.shown)
    const question = { world, hostId: host.id, choices, makeRoom: input.makeRoom, durations, power }
    const preview = previewEvacuation(shown === null ? question : { ...question, moves: shown.moves })
    const changes = shown === null || preview.refusal !== null ? [] : changesSinceShown(world, preview, shown.moves, shown.others)
    const hostOf = new Map(world.vms.map(({ id, hostId }) => [id, hostId]))
    const moves = preview.items.flatMap(({ vmId, action, targetHostId, storage }): PlannedMove[] => {
      if (action !== 'migrate' || targetHostId === null) return []
      const datastoreNativeId = storage?.datastoreNativeId ?? null
      return [{ vmId, targetHostId, fromHostId: hostOf.get(vmId) ?? null, datastoreNativeId }]
    })
    return { host, choices, preview, moves, changes }
  },
  async run(context) {
    const { input, tx, prepared } = context
    const { host, choices, preview, moves, changes } = prepared
    if (preview.refusal !== null) throw refused(preview.refusal, R.lookAtPreview)
    if (changes.length > 0) throw refused(say(R.otherThanShown, { reasons: changes.join('; ') }), R.shownAnew)
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
