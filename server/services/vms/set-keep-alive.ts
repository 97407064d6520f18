import { z } from 'zod'
import { isSure } from '../../decide/find-keep-alive'
import { vmIdSchema } from '../../domain/ids'
import { KEEP_ALIVE_MARKS, keepAliveMarksOf, keepAliveMarkSchema, keepAliveWords } from '../../domain/keep-alive'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { docOf } from '../latest-doc'
import { configChanged } from '../orders/place-order'
import { notFound, refused } from '../service-error'
import { mutation } from '../verb'

const WORDS = {
  kept: 'is marked: the operation stands on it',
  ordinary: 'is said to be an ordinary VM, whatever its name or address',
} as const

/**
 * Says of a VM that the operation stands on it (D5), or that it only has such a name or address, as a clone has; null takes
 * back what was said. A sign that only that machine itself shows cannot be talked away.
 */
export const setKeepAlive = mutation({
  name: 'vms.setKeepAlive',
  needs: 'configure',
  input: z.object({ vmId: vmIdSchema, mark: keepAliveMarkSchema.nullable(), reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const vm = docOf('vm', await tx.latest.get('vm', input.vmId))
    if (vm === null) throw notFound('This VM')
    const sure = vm.keepAlive?.find(({ sign }) => isSure(sign))
    if (input.mark === 'ordinary' && sure !== undefined)
      throw refused(
        `${vm.name} is no ordinary VM: ${keepAliveWords(sure)}`,
        'Only a likeness of names or addresses can be set aside.',
      )
    const { [vm.id]: before, ...others } = keepAliveMarksOf(await tx.settings.get(KEEP_ALIVE_MARKS))
    await tx.settings.set(KEEP_ALIVE_MARKS, input.mark === null ? others : { ...others, [vm.id]: input.mark })
    await tell(context, {
      kind: 'vm.keep-alive-marked',
      object: { kind: 'vm', id: vm.id, name: vm.name },
      reason: input.reason,
      message: `${vm.name} ${input.mark === null ? 'is not marked any more' : WORDS[input.mark]}`,
      data: { before: before ?? null, after: input.mark },
    })
    await configChanged(context)
  },
})
