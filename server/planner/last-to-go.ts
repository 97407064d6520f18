import type { StageId, StepId, VmId } from '../domain/ids'
import type { Placement, PlanContent } from '../domain/plan'
import type { VirtualMachine } from '../domain/world'
import type { StepWriter } from './step-writer'
import { whyKeptAlive } from './vm-class'

/** A VM that the operation stands on, which the plan itself shuts down in its last stage: it goes after everything else (D5). */
export interface LastToGo {
  readonly vm: VirtualMachine
  readonly limitSeconds: number
}

const placedLast = ({ stages }: PlanContent, vm: VirtualMachine): Placement | undefined =>
  stages.at(-1)?.placements.find(({ vmId, action }) => vmId === vm.id && action === 'shutdown')

/** Null: it is an ordinary VM, or the plan leaves it alone. */
export const lastToGo = (content: PlanContent, vm: VirtualMachine): LastToGo | null => {
  const placement = whyKeptAlive(vm) === null ? undefined : placedLast(content, vm)
  return placement === undefined ? null : { vm, limitSeconds: placement.limitSeconds }
}

/** Said of one that no step of the run ends. */
export const leftAliveNote = (why: string): string =>
  `left alone: ${why}. It is only ended where the plan shuts it down in its last stage, and then after everything else`

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
