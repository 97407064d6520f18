import type { HostFacts, Inventory, VmFacts } from '../../server/domain/inventory'
import type { ManagerCapabilities } from '../../server/domain/manager'
import {
  type ActBegun,
  type CallOptions,
  type DriverResult,
  type HypervisorDriver,
  type ManagerAct,
  type ManagerSession,
  ok,
  refused,
  type TaskState,
  unknownOutcome,
  unreachable,
} from '../../server/drivers/ports'
import { answerAfter, type Line } from './line'
import type { ManagerCall, SimulatedWorld } from './simulated-world'
import { hostFactsOf, vmFactsOf } from './world-facts'

const QUICKLY_AFTER_MS = 40
/** Longer than the engine waits for some of its calls, and not for others. */
const SLOWLY_AFTER_MS = 6_000

const CAPABILITIES: ManagerCapabilities = {
  shutdownGuest: true,
  saveState: true,
  liveMigration: true,
  hostMaintenance: false,
  hostShutdown: true,
  hostPowerOn: true,
  migrationsPerHost: 2,
  powerOpsPerHost: 4,
  callsPerManager: 8,
}

const SILENCE = unreachable('The manager does not answer.', 'Check its network path.')
const LOST = unknownOutcome('The call was sent and no answer came.', 'It is looked at.')

/** The manager of the simulated hosts, over the product's own port to managers: what a real driver makes of a real API, without either. */
export const managerPort = (simulated: SimulatedWorld, line: Line): HypervisorDriver => {
  const { world, calls, moods } = simulated
  const isThere = (): boolean => moods.manager !== 'dead'
  const delay = (): number => (moods.manager === 'slow' ? SLOWLY_AFTER_MS : QUICKLY_AFTER_MS)
  const asked = <T>(work: () => DriverResult<T>, options: CallOptions): Promise<DriverResult<T>> =>
    isThere() ? answerAfter(line, delay(), work, options, SILENCE) : answerAfter(line, 1_000, () => SILENCE, options, SILENCE)

  const inventory = (): Inventory => ({
    clusters: [{ nativeId: 'cluster', name: 'cluster', maxCpuPercent: null, cpuBaseline: null }],
    hosts: [...world.state.hosts.values()].map((host) => hostFactsOf(world, host)),
    vms: [...world.state.vms.values()].map((vm) => vmFactsOf(world, vm)),
    datastores: [{ nativeId: 'san', name: 'san', kind: 'iscsi', shared: true, freeGibibytes: 10_000 }],
    networks: [{ nativeId: 'lan', name: 'lan', vlan: null }],
  })

  /** What reached the manager, and what it made of it. */
  const carryOut = (act: ManagerAct): DriverResult<ActBegun> => {
    const { why, task } = moods.manager === 'refuses' ? { why: 'permission denied', task: null } : simulated.act(act)
    const object = 'vmNativeId' in act ? simulated.vmNamed(act.vmNativeId) : act.hostNativeId
    const call: ManagerCall = { atMs: world.nowMs, act: act.act, object, why }
    calls.push(call)
    return why === null || task !== null ? ok({ task }) : refused(`The manager says: ${why}`, 'Look at it there.')
  }

  const act = async (given: ManagerAct, options: CallOptions): Promise<DriverResult<ActBegun>> => {
    if (!isThere()) return answerAfter(line, 1_000, () => SILENCE, options, SILENCE)
    if (line.isCut) return answerAfter(line, 0, () => SILENCE, options, SILENCE)
    // What was sent is done, whether its answer is heard or not.
    const wasLost = moods.manager === 'loses-answers'
    const result = carryOut(given)
    const lateMs = wasLost ? options.deadlineMs : delay()
    return answerAfter(line, lateMs, () => (wasLost && result.kind === 'ok' ? LOST : result), options, LOST)
  }

  const taskState = (id: string): TaskState => {
    const operation = world.state.operations.get(Number(id))
    if (operation === undefined) return { state: 'gone' }
    if (operation.endedMs === null) return { state: 'running', progressPercent: operation.progressPercent }
    return operation.error === null ? { state: 'succeeded' } : { state: 'failed', message: operation.error }
  }

  const session: ManagerSession = {
    identify: (options) =>
      asked(() => ok({ kind: 'proxmox', product: 'Simulated', version: '9.0', instanceUuid: null }), options),
    inventory: (options) => asked(() => ok(inventory()), options),
    observeVm: (nativeId, options) =>
      asked((): DriverResult<VmFacts | null> => {
        const vm = world.state.vms.get(Number(nativeId))
        return ok(vm === undefined ? null : vmFactsOf(world, vm))
      }, options),
    observeHost: (nativeId, options) =>
      asked((): DriverResult<HostFacts | null> => {
        const host = world.state.hosts.get(nativeId)
        return ok(host === undefined ? null : hostFactsOf(world, host))
      }, options),
    act,
    task: (id, options) => asked(() => ok(taskState(id)), options),
    close: () => Promise.resolve(),
  }
  return { kind: 'proxmox', label: 'Simulated', capabilities: CAPABILITIES, open: () => session }
}
