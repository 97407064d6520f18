import type { RunWithSteps, StepAction } from '@/server/domain/run'

const ENDS: readonly StepAction[] = ['shutdown', 'power-off', 'save-state', 'shutdown-host']

/**
 * The run that ended this VM or switched this host off, as verified, and has not brought it back, with what did it in the end.
 * Null: none. A manager says "unknown" of VMs on a host that is off.
 */
export const endedByRun = (
  runs: readonly RunWithSteps[],
  objectId: string,
): { readonly run: RunWithSteps; readonly action: StepAction } | null => {
  for (const run of runs) {
    if (run.kind !== 'outage' || run.dryRun) continue
    const own = run.steps.filter(({ object, state }) => object.id === objectId && state === 'done')
    const last = own.toSorted((one, other) => one.seq - other.seq).at(-1)
    const action = last?.attempts.at(-1)?.action ?? last?.action
    if (last?.direction === 'down' && action !== undefined && ENDS.includes(action)) return { run, action }
  }
  return null
}
