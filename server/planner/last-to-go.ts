import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { StageId, StepId, VmId } from '../domain/ids'
import type { Placement, PlanContent } from '../domain/plan'
import type { VirtualMachine } from '../domain/world'
import type { StepWriter } from './step-writer'
import { whyKeptAlive } from './vm-class'

/** A VM that the operation stands on, which goes after everything else (D5). */
export interface LastToGo {
  readonly vm: VirtualMachine
  readonly limitSeconds: number
}

const placementIn = (stages: PlanContent['stages'], vm: VirtualMachine): Placement | undefined =>
  stages.flatMap(({ placements }) => placements).find(({ vmId }) => vmId === vm.id)

/**
 * Where hosts are shut down it ends with them, wherever the plan names it, if at all: left on, it would be cut off with its host. Where
 * hosts stay on, only the last stage ends it. Null: it is an ordinary VM, or the plan leaves it alone.
 */
export const lastToGo = ({ stages, hosts, unplaced }: PlanContent, vm: VirtualMachine): LastToGo | null => {
  if (whyKeptAlive(vm) === null) return null
  if (hosts.action === 'shutdown') return { vm, limitSeconds: placementIn(stages, vm)?.limitSeconds ?? unplaced.limitSeconds }
  const placement = placementIn(stages.slice(-1), vm)
  return placement?.action === 'shutdown' ? { vm, limitSeconds: placement.limitSeconds } : null
}

/** Said of one that no step of the run ends. */
export const leftAliveNote = (why: string): string => say(P.leftAliveInPlan, { why })

const carriesConsole = ({ vm }: LastToGo): boolean => vm.keepAlive?.some(({ role }) => role === 'console') === true

/** Guest shutdowns after all that is given, this console's own VM after the others: a fallback that forces would be another end. */
export const writeLastToGo = (
  writer: StepWriter,
  last: readonly LastToGo[],
  given: { readonly after: readonly StepId[]; readonly stageId: StageId | null },
): ReadonlyMap<VmId, StepId> => {
  const written = new Map<VmId, StepId>()
  for (const { vm, limitSeconds } of [...last.filter((one) => !carriesConsole(one)), ...last.filter(carriesConsole)]) {
    const after = [...given.after, ...written.values()]
    const wish = {
      direction: 'down',
      action: 'shutdown',
      stageId: given.stageId,
      fallback: 'leave',
      limitSeconds,
      after,
    } as const
    written.set(vm.id, writer.vm(vm, wish).id)
  }
  return written
}
