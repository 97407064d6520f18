import { VM_PROBES, vmProbesOf } from '../../domain/vm-probe'
import { noInput } from '../inputs'
import { query } from '../verb'

/** Which VMs are asked by a probe of their own after a move, by VM id. */
export const listVmProbes = query({
  name: 'vms.probes',
  needs: 'view',
  input: noInput,
  run: async ({ read }) => vmProbesOf(await read.settings.get(VM_PROBES)),
})
