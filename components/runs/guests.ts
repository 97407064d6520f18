import { isEnded, type Run, type RunWithSteps, type Step } from '@/server/domain/run'
import type { VirtualMachine } from '@/server/domain/world'

export interface Guest {
  readonly vm: Pick<VirtualMachine, 'id' | 'name'>
  readonly run: Pick<Run, 'id' | 'title'>
}

const lastDone = (steps: readonly Step[], vmId: string): Step | undefined =>
  steps
    .filter(({ object, state }) => object.kind === 'vm' && object.id === vmId && state === 'done')
    .toSorted((one, other) => one.seq - other.seq)
    .at(-1)

/**
 * VMs that a run which is still on has moved here from elsewhere, verified, and not moved back: they belong to another group's
 * plan and are here for a while, so nobody need place them in this one's.
 */
export const guestsAmong = (
  vms: readonly Guest['vm'][],
  ownHostIds: ReadonlySet<string>,
  runs: readonly RunWithSteps[],
): readonly Guest[] => {
  const acting = runs.filter(({ phase, dryRun }) => !isEnded(phase) && !dryRun)
  if (acting.length === 0) return []
  return vms.flatMap((vm) => {
    for (const run of acting) {
      const last = lastDone(run.steps, vm.id)
      const cameFrom = last?.direction === 'down' && last.action === 'migrate' ? last.before.hostId : null
      if (cameFrom !== null && !ownHostIds.has(cameFrom)) return [{ vm, run }]
    }
    return []
  })
}
