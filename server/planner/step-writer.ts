import type { HostId, RunId, SafeguardId, StageId, StepId, VmId } from '../domain/ids'
import type { VmFallback } from '../domain/plan'
import type { CarriedStorage } from '../domain/preflight'
import type { StartWave, Step, StepAction, StepDirection, StepSafeguard } from '../domain/run'
import type { Host, VirtualMachine } from '../domain/world'
import type { RejectedPart } from './rejected-part'

/** Ids and numbers are the caller's: planning makes none of its own (D1). */
export interface StepSource {
  readonly runId: RunId
  /** `seq` of the first new step. */
  readonly nextSeq: number
  readonly makeId: () => StepId
}

/** Something a person should know about a plan: what was not done, or done otherwise than asked. */
export interface PlanNote {
  readonly vmId: VmId | null
  readonly hostId: HostId | null
  readonly message: string
}

export interface PlannedSteps {
  readonly steps: readonly Step[]
  readonly notes: readonly PlanNote[]
  /** What was found on the way and not used, for its checker did not accept it. Absent: nothing. */
  readonly rejected?: readonly RejectedPart[]
}

interface StepWish {
  readonly direction: StepDirection
  readonly action: StepAction
  readonly limitSeconds: number
  readonly stageId?: StageId | null
  readonly targetHostId?: HostId | null
  readonly fallback?: VmFallback
  readonly after?: readonly StepId[]
  readonly before?: Step['before']
  readonly storage?: CarriedStorage
  readonly wave?: StartWave | undefined
}

/** How a VM is found now; what recovery will restore (R6). */
export const beforeOfVm = (vm: VirtualMachine): Step['before'] => ({
  power: vm.power,
  hostId: vm.hostId,
  inMaintenance: false,
  macs: vm.macs,
  uuid: vm.uuid,
  guestTools: vm.guestTools,
})

export const beforeOfHost = (host: Host): Step['before'] => ({
  power: host.connection === 'up' ? 'on' : host.connection === 'down' ? 'off' : 'unknown',
  hostId: host.id,
  inMaintenance: host.inMaintenance,
  macs: [],
})

/** A switch of the platform: what matters of it is in the step's `safeguard`. */
const BEFORE_OF_SAFEGUARD: Step['before'] = { power: 'unknown', hostId: null, inMaintenance: false, macs: [] }

/** Numbers steps in the order in which they are written, and keeps the notes beside them. */
export const createStepWriter = (source: StepSource) => {
  const steps: Step[] = []
  const notes: PlanNote[] = []
  const rejected: RejectedPart[] = []
  const write = (object: Step['object'], before: Step['before'], wish: StepWish, safeguard?: StepSafeguard): Step => {
    const step: Step = {
      id: source.makeId(),
      runId: source.runId,
      seq: source.nextSeq + steps.length,
      stageId: wish.stageId ?? null,
      direction: wish.direction,
      object,
      action: wish.action,
      targetHostId: wish.targetHostId ?? null,
      limitSeconds: wish.limitSeconds,
      fallback: wish.fallback ?? 'leave',
      after: wish.after ?? [],
      before: wish.before ?? before,
      state: 'pending',
      attempts: [],
      startedAtMs: null,
      endedAtMs: null,
      result: null,
      ...(wish.storage === undefined ? {} : { storage: wish.storage }),
      ...(wish.wave === undefined ? {} : { wave: wish.wave }),
      ...(safeguard === undefined ? {} : { safeguard }),
    }
    steps.push(step)
    return step
  }
  return {
    vm: (vm: VirtualMachine, wish: StepWish): Step => write({ kind: 'vm', id: vm.id, name: vm.name }, beforeOfVm(vm), wish),
    host: (host: Host, wish: StepWish): Step => write({ kind: 'host', id: host.id, name: host.name }, beforeOfHost(host), wish),
    safeguard: (object: { readonly id: SafeguardId; readonly name: string }, wish: StepWish, safeguard: StepSafeguard): Step =>
      write({ kind: 'safeguard', id: object.id, name: object.name }, BEFORE_OF_SAFEGUARD, wish, safeguard),
    noteVm: (vm: { id: VmId; name: string }, message: string): void => {
      notes.push({ vmId: vm.id, hostId: null, message: `${vm.name}: ${message}` })
    },
    noteHost: (host: { id: HostId; name: string }, message: string): void => {
      notes.push({ vmId: null, hostId: host.id, message: `${host.name}: ${message}` })
    },
    note: (message: string): void => {
      notes.push({ vmId: null, hostId: null, message })
    },
    reject: (part: RejectedPart): void => {
      rejected.push(part)
    },
    result: (): PlannedSteps => ({ steps, notes, ...(rejected.length === 0 ? {} : { rejected }) }),
  }
}
export type StepWriter = ReturnType<typeof createStepWriter>
