import { z } from 'zod'
import { managerIdSchema } from '../../domain/ids'
import { runbookSchema, whyRunbookUnfit } from '../../domain/runbook'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { notFound, refused } from '../service-error'
import { mutation } from '../verb'
import { managerObject } from './manager-object'
import { requireNoRunWith } from './run-through'
import { toldRunbook, withIds } from './safe-address'

/** Changes the machines of a runbook; not while a run works with one of them. Machines keep their ids. */
export const setRunbook = mutation({
  name: 'managers.setRunbook',
  needs: 'configure',
  input: z.object({ managerId: managerIdSchema, runbook: runbookSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const manager = await tx.managers.get(input.managerId)
    if (manager === null) throw notFound('This manager')
    const before = manager.address.runbook
    if (before === undefined) throw refused(`${manager.name} is no runbook`, 'Its machines are what it tells itself.')
    const why = whyRunbookUnfit(manager.address.url, input.runbook)
    if (why !== null) throw refused(`The machines cannot be used: ${why}`, 'Correct them.')
    await requireNoRunWith(tx, manager)
    const address = withIds({ ...manager.address, runbook: input.runbook }, before)
    await tx.managers.put({ ...manager, address })
    await tell(context, {
      kind: 'manager.runbook-changed',
      object: managerObject(manager),
      reason: input.reason,
      message: `The machines of ${manager.name} were changed: ${input.runbook.machines.map(({ name }) => name).join(', ')}`,
      data: { before: toldRunbook(before), now: toldRunbook(address.runbook ?? input.runbook) },
    })
    await configChanged(context)
  },
})
