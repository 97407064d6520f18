import { isEnded, type Run, type RunWithSteps } from '@/server/domain/run'
import type { VirtualMachine } from '@/server/domain/world'

/** What a run has moved away, verified, and not moved back: VM → the host that it came from. */
export interface Moving extends Pick<Run, 'id' | 'title'> {
  readonly moved: Readonly<Record<string, string>>
}

/** Nothing where the run has ended (what it left behind stays there), or touches nothing. */
export const movingOf = ({ id, title, phase, dryRun, steps }: RunWithSteps): Moving => {
  const moved: Record<string, string> = {}
  const done = isEnded(phase) || dryRun ? [] : steps.filter(({ object, state }) => object.kind === 'vm' && state === 'done')
  for (const { object, direction, action, before } of done.toSorted((one, other) => one.seq - other.seq))
    if (direction === 'down' && action === 'migrate' && before.hostId !== null) moved[object.id] = before.hostId
    else delete moved[object.id]
  return { id, title, moved }
}

interface Guest {
  readonly vm: Pick<VirtualMachine, 'id' | 'name'>
  readonly run: Pick<Run, 'id' | 'title'>
}

/** VMs that a run has brought here from elsewhere for a while: they belong to another plan, and nobody need place them in this one. */
export const guestsAmong = (
  vms: readonly Guest['vm'][],
  ownHostIds: ReadonlySet<string>,
  runs: readonly Moving[],
): readonly Guest[] =>
  vms.flatMap((vm) => {
    const run = runs.find(({ moved }) => {
      const cameFrom = moved[vm.id]
      return cameFrom !== undefined && !ownHostIds.has(cameFrom)
    })
    return run === undefined ? [] : [{ vm, run }]
  })
