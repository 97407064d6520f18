import type { HostId, ManagerId } from '../domain/ids'
import type { Step } from '../domain/run'
import { type SafeguardFacts, startingVms, toSetAside } from '../domain/safeguard'
import type { World } from '../domain/world'
import type { MayEnd } from './pool-autostart'
import { writeDisarms } from './safeguard-steps'
import { createStepWriter, type StepSource } from './step-writer'

/** What waits for it is a host that is empty already: it has no longer than that. */
const LIMIT_SECONDS = 20

export interface LateAutostartQuestion extends StepSource {
  readonly world: World
  /** Of its run. */
  readonly steps: readonly Step[]
  readonly managerId: ManagerId
  /** Hosts that are about to be shut down, or were, by whatever run. */
  readonly going: ReadonlySet<HostId>
  /** Autostart of one of them, or of their pool, seen just now. */
  readonly seen: SafeguardFacts
  /** Whether recovery starts what was shut down. */
  readonly startVms: boolean
  readonly mayEnd?: MayEnd
  /** It is VMs that are about to be ended, while hosts of their pool are away. Absent: a host is about to be shut down. */
  readonly forVms?: true
}

/** VMs, by their manager's ids, whose autostart this run has set aside, tried to, or left, since it was last put back. */
export const dealtWith = (steps: readonly Step[], managerId: string, nativeId: string): ReadonlySet<string> => {
  const named = new Set<string>()
  for (const { action, safeguard } of steps.toSorted((one, other) => one.seq - other.seq)) {
    if (safeguard?.managerId !== managerId || safeguard.nativeId !== nativeId) continue
    if (action === 'restore' && safeguard.early !== true) named.clear()
    if (action === 'disarm' && safeguard.found.kind === 'autostart') for (const vm of safeguard.found.vms) named.add(vm.nativeId)
  }
  return named
}

/**
 * Sets aside what a host has come to start since that was set aside, or since it was planned that there is nothing: a VM that was moved
 * to it brings its own along (D10, R8). Null: there is nothing new. What was tried already is not tried again: its host goes (A3).
 */
export const planLateAutostart = (question: LateAutostartQuestion): Step | null => {
  const { world, steps, managerId, seen } = question
  const managers = world.managers.flatMap((manager) => (manager.id === managerId ? [{ ...manager, safeguards: [seen] }] : []))
  const writer = createStepWriter(question)
  writeDisarms(writer, {
    ...question,
    world: { ...world, managers },
    existingSteps: steps,
    vmSteps: new Map(),
    limitSeconds: LIMIT_SECONDS,
  })
  const [step] = writer.result().steps
  if (step?.safeguard === undefined) return null
  const known = dealtWith(steps, managerId, seen.nativeId)
  return [...startingVms(toSetAside(step.safeguard))].some((nativeId) => !known.has(nativeId)) ? step : null
}
