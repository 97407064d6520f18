import type { HostId } from '../domain/ids'
import type { KeepAlive } from '../domain/keep-alive'
import type { PlanContent } from '../domain/plan'
import { PLAN_SENTENCES } from '../domain/plan-sentences'
import { say } from '../domain/sentence'
import type { VirtualMachine, World } from '../domain/world'
import { lastToGo } from './last-to-go'
import { byName, holdsMemory, indexOf } from './world-index'

/** Without it no run goes on: whatever else keeps the operation alive is started by the run itself (R3). */
const startsNothing = ({ role }: KeepAlive): boolean => role === 'console' || role === 'database'

/** A VM that is seen through two managers is one VM, and one of them may tell what the other does not (D11). */
const comesBackByItself = (vm: VirtualMachine, vms: readonly VirtualMachine[]): boolean =>
  vm.startsWithHost === true ||
  (vm.uuid !== null && vms.some((other) => other.uuid === vm.uuid && holdsMemory(other) && other.startsWithHost === true))

/**
 * This console's own VM, and its database's, cannot be started by a run that goes on inside of them: those that a plan shuts down and
 * that their platform is not known to start with their host, each with what follows, in words (D5, R1).
 */
export const consoleReturnWarnings = (content: PlanContent, world: World, hostIds: ReadonlySet<HostId>): readonly string[] => {
  const { vmsOnHost } = indexOf(world)
  const vms = [...hostIds].flatMap((hostId) => vmsOnHost.get(hostId) ?? [])
  const needed = vms.filter(({ keepAlive }) => keepAlive?.some(startsNothing) === true).sort(byName)
  const mayReturnAlone = content.hosts.action === 'shutdown' && vms.some((vm) => vm.startsWithHost === true)
  return [
    ...(world.isConsoleUnplaced === true && mayReturnAlone ? [PLAN_SENTENCES.consoleUnplaced] : []),
    ...needed.flatMap((vm) => {
      const kept = vm.keepAlive?.find(startsNothing)
      if (kept === undefined || !holdsMemory(vm) || lastToGo(content, vm) === null) return []
      if (comesBackByItself(vm, world.vms)) return []
      return kept.role === 'console'
        ? say(PLAN_SENTENCES.consoleStaysOff, { vm: vm.name })
        : say(PLAN_SENTENCES.databaseStaysOff, { vm: vm.name, database: kept.of ?? '' })
    }),
  ]
}
