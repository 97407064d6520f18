import {
  BAR_KEYS,
  BEFORE_KEYS,
  CAPABILITY_KEYS,
  type CheckedContent,
  type CheckedDevice,
  type CheckedForecast,
  type CheckedGroup,
  type CheckedManager,
  type CheckedStep,
  type CheckedVm,
  type CheckedWorld,
  CLUSTER_KEYS,
  DATASTORE_KEYS,
  DEVICE_KEYS,
  DISK_KEYS,
  FORECAST_KEYS,
  GROUP_KEYS,
  HOST_KEYS,
  MANAGER_KEYS,
  READING_KEYS,
  SAFEGUARD_KEYS,
  STEP_KEYS,
  STEP_SAFEGUARD_KEYS,
  STORAGE_KEYS,
  VM_KEYS,
} from '../checked-world'
import type { HostId, VmId } from '../ids'
import type { PlanQuestion } from './plan-file'

/**
 * Questions and answers as plan files hold them: no more than the checkers read. Thousands of VMs are copied in pieces, between which
 * other work may go on.
 */
export type QuestionPieces = Generator<void, PlanQuestion, void>

/** So many objects are copied at a stretch: well below a millisecond. */
const AT_A_STRETCH = 200

const pick = <T extends object, Key extends keyof T>(from: T, keys: readonly Key[]): Pick<T, Key> => {
  const picked: Partial<T> = {}
  for (const key of keys) if (from[key] !== undefined) picked[key] = from[key]
  return picked as Pick<T, Key>
}

function* mapped<T, R>(items: readonly T[], of: (item: T) => R): Generator<void, R[], void> {
  const results: R[] = []
  for (const item of items) {
    if (results.length % AT_A_STRETCH === AT_A_STRETCH - 1) yield
    results.push(of(item))
  }
  return results
}

const managerOf = (manager: CheckedManager): CheckedManager => ({
  ...pick(manager, MANAGER_KEYS),
  capabilities: pick(manager.capabilities, CAPABILITY_KEYS),
  clusters: manager.clusters.map((cluster) => pick(cluster, CLUSTER_KEYS)),
  datastores: manager.datastores.map((store) => pick(store, DATASTORE_KEYS)),
  ...(manager.safeguards === undefined
    ? {}
    : { safeguards: manager.safeguards.map((safeguard) => pick(safeguard, SAFEGUARD_KEYS)) }),
})

const vmOf = (vm: CheckedVm): CheckedVm => ({
  ...pick(vm, VM_KEYS),
  disks: vm.disks.map((disk) => pick(disk, DISK_KEYS)),
  ...(vm.keepAlive === undefined ? {} : { keepAlive: vm.keepAlive.map(({ role }) => ({ role })) }),
})

const stepOf = (step: CheckedStep): CheckedStep => ({
  ...pick(step, STEP_KEYS),
  object: pick(step.object, ['kind', 'id', 'name']) as CheckedStep['object'],
  ...(step.safeguard === undefined ? {} : { safeguard: pick(step.safeguard, STEP_SAFEGUARD_KEYS) }),
  before: pick(step.before, BEFORE_KEYS),
  attempts: step.attempts.map(({ outcome }) => ({ outcome })),
  ...(step.storage === undefined ? {} : { storage: pick(step.storage, STORAGE_KEYS) }),
  ...(step.moved === undefined ? {} : { moved: { guest: step.moved.guest } }),
})

function* worldOf(world: CheckedWorld): Generator<void, CheckedWorld, void> {
  return {
    managers: world.managers.map(managerOf),
    hosts: yield* mapped(world.hosts, (host) => pick(host, HOST_KEYS)),
    vms: yield* mapped(world.vms, vmOf),
  }
}

/** Problems without a datacenter stand in plan files as they are. */
export function* asItIs(question: PlanQuestion): QuestionPieces {
  yield
  return question
}

/** What `checkRun` is asked: `steps` are new, `earlier` ones stand in the run already. */
export interface RunQuestion {
  readonly world: CheckedWorld
  readonly earlier: readonly CheckedStep[]
  readonly steps: readonly CheckedStep[]
  readonly hostsInTrouble: ReadonlySet<HostId>
  readonly elsewhere: readonly CheckedStep[]
  readonly chosenVmIds?: ReadonlySet<VmId>
}

export function* runQuestion({ world, earlier, steps, hostsInTrouble, elsewhere, chosenVmIds }: RunQuestion): QuestionPieces {
  return {
    kind: 'run',
    question: {
      world: yield* worldOf(world),
      earlier: yield* mapped(earlier, stepOf),
      hostsInTrouble: [...hostsInTrouble],
      elsewhere: yield* mapped(elsewhere, stepOf),
      ...(chosenVmIds === undefined ? {} : { chosenVmIds: [...chosenVmIds] }),
    },
    answer: { steps: yield* mapped(steps, stepOf) },
  }
}

/** What `checkForecast` is asked. */
export interface ForecastCheck {
  readonly content: CheckedContent
  readonly world: CheckedWorld
  readonly group: CheckedGroup
  readonly devices: readonly CheckedDevice[]
  readonly fromSeconds: number
  readonly totalWatts: number
  readonly watts: ReadonlyMap<string, number>
  readonly forecast: CheckedForecast
}

export function* forecastQuestion({ content, world, group, devices, forecast, ...load }: ForecastCheck): QuestionPieces {
  return {
    kind: 'forecast',
    question: {
      content: {
        reserveSeconds: content.reserveSeconds,
        stages: content.stages.map(({ id, placements }) => ({
          id,
          placements: placements.map(({ vmId, after }) => ({ vmId, after })),
        })),
      },
      world: yield* worldOf(world),
      group: pick(group, GROUP_KEYS),
      devices: devices.map((device) => ({
        ...pick(device, DEVICE_KEYS),
        readings: {
          loadPercent: pick(device.readings.loadPercent, READING_KEYS),
          outputWatts: pick(device.readings.outputWatts, READING_KEYS),
          nominalWatts: pick(device.readings.nominalWatts, READING_KEYS),
        },
        ...(device.expectedLoad === undefined ? {} : { expectedLoad: pick(device.expectedLoad, ['watts', 'percent']) }),
      })),
      fromSeconds: load.fromSeconds,
      totalWatts: load.totalWatts,
      watts: Object.fromEntries(load.watts),
    },
    answer: {
      ...pick(forecast, FORECAST_KEYS),
      stages: forecast.stages.map((stage) => pick(stage, ['stageId', 'name', 'firesAtSeconds'])),
      bars: yield* mapped(forecast.bars, (bar) => pick(bar, BAR_KEYS)),
    },
  }
}
