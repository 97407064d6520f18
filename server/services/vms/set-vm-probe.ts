import { z } from 'zod'
import { vmIdSchema } from '../../domain/ids'
import { probeWords, VM_PROBES, vmProbeSchema, vmProbesOf } from '../../domain/vm-probe'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { docOf } from '../latest-doc'
import { configChanged } from '../orders/place-order'
import { notFound } from '../service-error'
import { mutation } from '../verb'

/** Chooses how a VM's guest is asked after a move whether it is there; null: by its guest tools, as all others (S0-07). */
export const setVmProbe = mutation({
  name: 'vms.setProbe',
  needs: 'configure',
  input: z.object({ vmId: vmIdSchema, probe: vmProbeSchema.nullable(), reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const vm = docOf('vm', await tx.latest.get('vm', input.vmId))
    if (vm === null) throw notFound('This VM')
    const { [vm.id]: before, ...others } = vmProbesOf(await tx.settings.get(VM_PROBES))
    await tx.settings.set(VM_PROBES, input.probe === null ? others : { ...others, [vm.id]: input.probe })
    const words = input.probe === null ? 'its guest tools' : probeWords(input.probe)
    await tell(context, {
      kind: 'vm.probe-changed',
      object: { kind: 'vm', id: vm.id, name: vm.name },
      reason: input.reason,
      message: `${vm.name} is asked after a move by ${words}`,
      data: { before: before ?? null, after: input.probe },
    })
    await configChanged(context)
  },
})
