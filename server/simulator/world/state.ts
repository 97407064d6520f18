import type { HostConfig, PassingConfig, UpsConfig, VmConfig, WorldConfig } from './config'

/** What in truth happened: tests hold the product's journal against it. `atMs` is world time. */
export interface HistoryEntry {
  readonly atMs: number
  readonly kind: 'ups' | 'passing' | 'host' | 'vm' | 'manager' | 'scenario'
  readonly object: string
  readonly event: string
  readonly detail: string | null
}

export type OperationKind = 'start' | 'resume' | 'shutdown' | 'stop' | 'save' | 'migrate'

/** A long-running order to a guest; the manager shows it as a task. */
export interface Operation {
  readonly id: number
  readonly kind: OperationKind
  readonly vmid: number
  readonly hostName: string
  readonly startedMs: number
  endedMs: number | null
  /** Null while running and after success. */
  error: string | null
  progressPercent: number
  readonly log: string[]
}

/** An outlet that switches apart from the rest. */
export interface OutletState {
  on: boolean
  /** Its orders, the earliest first. */
  orders: readonly { readonly on: boolean; readonly atMs: number }[]
  /** Delays that the card keeps for it. */
  offSeconds: number
  onSeconds: number
}

export interface UpsState {
  readonly config: UpsConfig
  input: boolean
  output: 'mains' | 'battery' | 'off'
  chargeFraction: number
  loadWatts: number
  onBatterySinceMs: number | null
  lowBattery: boolean
  lineBads: number
  testEndsAtMs: number | null
  testResult: 'none' | 'passed' | 'aborted' | 'failed'
  /** Output is switched off at that moment by order. */
  shutdownAtMs: number | null
  /** And on at that one. */
  startupAtMs: number | null
  /** Switched off by an order that does not bring it back with the mains. */
  stayOff: boolean
  /** Delays that the card keeps as its configuration. */
  offSeconds: number
  onSeconds: number
  readonly outlets: Map<number, OutletState>
  /** Output was switched off or ran empty at that moment. */
  offSinceMs: number | null
  overloadSinceMs: number | null
  /** What was plugged in besides. */
  extraWatts: number
  /** The room is cooled; without, it grows warm. */
  cooled: boolean
  celsius: number
  autoRestart: boolean
  /** The agent does not answer. */
  commsLost: boolean
  suppliedJoules: number
}

export interface PassingState {
  readonly config: PassingConfig
  /** A PDU has only input A. */
  selected: 'A' | 'B'
  preferred: 'A' | 'B'
  preferredSinceMs: number | null
  readonly outletsOn: boolean[]
  watts: number
  commsLost: boolean
}

export interface HostState {
  readonly config: HostConfig
  phase: 'off' | 'booting' | 'up' | 'shutting-down'
  phaseEndsAtMs: number | null
  bootedAtMs: number | null
  watts: number
  consumedJoules: number
  /** Had power in the tick before: tells AC restored from AC never lost. */
  hadPower: boolean
  /** It is shutting down to boot again. */
  bootsAgain: boolean
}

export type VmActivity =
  | { readonly kind: 'starting'; readonly operation: Operation; readonly endsAtMs: number }
  | { readonly kind: 'resuming'; readonly operation: Operation; remainingMiB: number }
  | { readonly kind: 'shutdown'; readonly operation: Operation; readonly timeoutAtMs: number; readonly forceStop: boolean }
  | { readonly kind: 'stopping'; readonly operation: Operation; readonly endsAtMs: number }
  | { readonly kind: 'saving'; readonly operation: Operation; remainingMiB: number }
  | {
      readonly kind: 'migrating'
      readonly operation: Operation
      readonly targetName: string
      remainingMiB: number
      waiting: boolean
      elapsedMs: number
    }

export interface VmState {
  readonly config: VmConfig
  hostName: string
  power: 'on' | 'off' | 'saved'
  activity: VmActivity | null
  startedAtMs: number | null
  /** The guest obeys its shutdown request and is off then; null: no request, or it ignores it. */
  guestStopsAtMs: number | null
  hung: boolean
  stopSeconds: number
  /** Started by its host's boot, as somebody may have set it since. */
  startsWithHost: boolean
}

/** A guest that lost its power while running. */
export interface Kill {
  readonly atMs: number
  readonly vm: string
  readonly host: string
  readonly cause: 'power-cut' | 'host-shutdown'
}

export interface WorldState {
  readonly config: WorldConfig
  nowMs: number
  readonly upses: ReadonlyMap<string, UpsState>
  readonly passing: ReadonlyMap<string, PassingState>
  readonly hosts: ReadonlyMap<string, HostState>
  readonly vms: ReadonlyMap<number, VmState>
  readonly operations: Map<number, Operation>
  /** Hard stops that wait for a guest's lock. */
  waitingForLock: { readonly operation: Operation; readonly untilMs: number }[]
  readonly history: HistoryEntry[]
  readonly kills: Kill[]
  managerDown: 'no' | 'refuses' | 'hangs'
}

/** Where cooling keeps a UPS. */
export const COOL_CELSIUS = 24

const upsState = (config: UpsConfig): UpsState => ({
  config,
  input: true,
  output: 'mains',
  chargeFraction: config.startChargePercent / 100,
  loadWatts: 0,
  onBatterySinceMs: null,
  lowBattery: false,
  lineBads: 0,
  testEndsAtMs: null,
  testResult: 'none',
  shutdownAtMs: null,
  startupAtMs: null,
  stayOff: false,
  offSeconds: 20,
  onSeconds: 10,
  outlets: new Map(),
  offSinceMs: null,
  overloadSinceMs: null,
  extraWatts: 0,
  cooled: true,
  celsius: COOL_CELSIUS,
  autoRestart: true,
  commsLost: false,
  suppliedJoules: 0,
})

const passingState = (config: PassingConfig): PassingState => ({
  config,
  selected: 'A',
  preferred: 'A',
  preferredSinceMs: null,
  outletsOn: Array.from({ length: config.outlets }, () => true),
  watts: 0,
  commsLost: false,
})

const hostState = (config: HostConfig): HostState => ({
  config,
  phase: 'up',
  phaseEndsAtMs: null,
  bootedAtMs: -86_400_000,
  watts: 0,
  consumedJoules: 0,
  hadPower: true,
  bootsAgain: false,
})

const vmState = (config: VmConfig): VmState => ({
  config,
  hostName: config.hostName,
  power: config.runsAtStart ? 'on' : 'off',
  activity: null,
  startedAtMs: config.runsAtStart ? -43_200_000 : null,
  guestStopsAtMs: null,
  hung: false,
  stopSeconds: config.stopSeconds,
  startsWithHost: config.startsWithHost,
})

export const createState = (config: WorldConfig): WorldState => ({
  config,
  nowMs: 0,
  upses: new Map(config.upses.map((ups) => [ups.name, upsState(ups)])),
  passing: new Map((config.passing ?? []).map((passing) => [passing.name, passingState(passing)])),
  hosts: new Map(config.hosts.map((host) => [host.name, hostState(host)])),
  vms: new Map(config.vms.map((vm) => [vm.vmid, vmState(vm)])),
  operations: new Map(),
  waitingForLock: [],
  history: [],
  kills: [],
  managerDown: 'no',
})

export const note = (
  state: WorldState,
  kind: HistoryEntry['kind'],
  object: string,
  event: string,
  detail: string | null = null,
): void => {
  state.history.push({ atMs: state.nowMs, kind, object, event, detail })
}

export const vmsOn = (state: WorldState, hostName: string): VmState[] =>
  [...state.vms.values()].filter((vm) => vm.hostName === hostName)
