import type { HostId } from '../domain/ids'
import type { Step } from '../domain/run'
import type { SafeguardFacts } from '../domain/safeguard'
import type { VirtualMachine, World } from '../domain/world'
import { mustStartWithHost, writeDisarms } from './safeguard-steps'
import { createStepWriter, type StepSource } from './step-writer'

/** What waits for it is a host that is empty already: it has no longer than that. */
const LIMIT_SECONDS = 20

export interface LateAutostartQuestion extends StepSource {
  readonly world: World
  /** Of its run. */
  readonly steps: readonly Step[]
  /** It is about to be shut down. */
  readonly hostId: HostId
  /** Its autostart, seen just now. */
  readonly seen: SafeguardFacts
  /** Whether recovery starts what was shut down. */
  readonly startVms: boolean
}

/** VMs, by their manager's ids, whose autostart this run has set aside, tried to, or left, since it was last put back. */
const dealtWith = (steps: readonly Step[], managerId: string, nativeId: string): ReadonlySet<string> => {
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
  const { world, steps, hostId, seen, startVms } = question
  const host = world.hosts.find(({ id }) => id === hostId)
  if (host === undefined || seen.setting.kind !== 'autostart') return null
  const known = dealtWith(steps, host.managerId, seen.nativeId)
  const isSpared = (vm: VirtualMachine | undefined): boolean => vm !== undefined && mustStartWithHost(vm)
  const ofManager = new Map(world.vms.flatMap((vm) => (vm.managerId === host.managerId ? [[vm.nativeId, vm] as const] : [])))
  const isNew = seen.setting.vms.some(({ nativeId }) => !known.has(nativeId) && !isSpared(ofManager.get(nativeId)))
  if (!isNew) return null
  const managers = world.managers.map((manager) => (manager.id === host.managerId ? { ...manager, safeguards: [seen] } : manager))
  const writer = createStepWriter(question)
  writeDisarms(writer, {
    world: { ...world, managers },
    existingSteps: steps,
    going: new Set([hostId]),
    vmSteps: new Map(),
    limitSeconds: LIMIT_SECONDS,
    startVms,
  })
  return writer.result().steps.find(({ safeguard }) => safeguard?.nativeId === seen.nativeId) ?? null
}
