import type {
  HardwareAct,
  HardwareAddress,
  HardwareCapabilities,
  HardwareIdentity,
  HardwareKind,
  HardwareReading,
  HardwareSecret,
  HostPower,
} from '../domain/hardware'
import type { Inventory, VmFacts, HostFacts } from '../domain/inventory'
import type { ManagerAddress, ManagerCapabilities, ManagerIdentity, ManagerKind, ManagerSecret } from '../domain/manager'
import type { SafeguardFacts, SafeguardSetting } from '../domain/safeguard'
import type { RefusalCause } from '../domain/refusal-cause'
import type { RecoveryPlan, RecoveryVerb } from '../domain/recovery'
import type { UpsAddress, UpsIdentity, UpsObservation, UpsSecret } from '../domain/ups'
import type { UpsCommand, UpsCommandKind } from '../domain/ups-command'

/**
 * What came of a call to a device or manager. The executor branches on `kind`, so drivers never throw for what the world does.
 * - `unreachable`: nothing (more) was heard; nothing is known to have happened. For an act: it was certainly not received.
 * - `refused`: it answered and said no (credentials, permission, bad state, untrusted certificate). `byStranger`: not the platform did,
 *   but what stands at its address, for now or always (a portal, a proxy's page): no "no" to an act, which was not sent (D3).
 * - `unsupported`: this platform or version cannot.
 * - `unknown`: an act was sent and no answer came: only observation can tell (A1).
 * `message` says what failed and why, `hint` what to do; neither ever holds a secret (K5).
 */
export type DriverFailure =
  | { readonly kind: 'unreachable'; readonly message: string; readonly hint: string }
  | {
      readonly kind: 'refused'
      readonly message: string
      readonly hint: string
      readonly cause?: RefusalCause
      readonly byStranger?: true
    }
  | { readonly kind: 'unsupported'; readonly message: string; readonly hint: string }
  | { readonly kind: 'unknown'; readonly message: string; readonly hint: string }
export type DriverResult<T> = { readonly kind: 'ok'; readonly value: T } | DriverFailure

/** `signal` aborts the call; a driver also keeps `deadlineMs` by itself and frees its sockets. */
export interface CallOptions {
  readonly deadlineMs: number
  readonly signal?: AbortSignal
}

/** `brief`: states, and what is decided by, are enough (`UpsObservation.isBrief`). A driver may read everything all the same. */
export interface PollOptions extends CallOptions {
  readonly brief?: boolean
}

export interface UpsTarget {
  readonly address: UpsAddress
  readonly secret: UpsSecret
}

/** One UPS family, e.g. RFC 1628. Detection finds those that a device serves; SNMP families are then read together. */
export interface UpsDriver {
  /** The folder's name. */
  readonly family: string
  readonly label: string
  readonly protocol: UpsAddress['protocol']
  /** Which wins when a device serves several families: higher is richer (enterprise MIB over RFC 1628). */
  readonly richness: number
  open(target: UpsTarget): UpsSession
}

/** `confirmed`: read back as it was told; false: it shows something else; null: it shows nothing that would tell. */
export interface CommandAnswer {
  readonly confirmed: boolean | null
  readonly said: string
}

export interface SelfTestState {
  /** `none`: it knows of no test. `unknown`: a word that is not in its MIB. */
  readonly state: 'running' | 'passed' | 'failed' | 'aborted' | 'none' | 'unknown'
  /** Its own word. */
  readonly said: string
}

export interface UpsSession {
  /** Proves that the device serves this family (`unsupported` where it answers but does not). */
  identify(options: CallOptions): Promise<DriverResult<UpsIdentity>>
  poll(options: PollOptions): Promise<DriverResult<UpsObservation>>
  /** What the device can be told. `refused`: nothing, with the account that it is asked with; why is in the message. */
  commandKinds(options: CallOptions): Promise<DriverResult<readonly UpsCommandKind[]>>
  /** Tells the device, then reads back whether it took it. `unknown`: it may or may not have heard (A1). */
  command(command: UpsCommand, options: CallOptions): Promise<DriverResult<CommandAnswer>>
  /** What the device says of its newest self-test. */
  selfTest(options: CallOptions): Promise<DriverResult<SelfTestState>>
  /** Seconds since the agent (not the UPS) was started; null: it does not say. */
  agentUptime(options: CallOptions): Promise<DriverResult<number | null>>
  close(): void
}

export interface ManagerTarget {
  readonly address: ManagerAddress
  readonly secret: ManagerSecret
  /** One host is to be reached past its manager: others of its cluster are not missed. Absent: a whole site. */
  readonly isDirect?: true
}

/** A host by its own word. */
export interface HostItself {
  /** As this session's inventory names it. */
  readonly nativeId: string
  /** By itself, never from the address; null: it has none that says anything. */
  readonly name: string | null
  /** Of its hardware; null: it does not tell. */
  readonly uuid: string | null
}

/** One hypervisor platform. `open` does no I/O; sessions sign in when first used and again when thrown out. */
export interface HypervisorDriver {
  readonly kind: ManagerKind
  readonly label: string
  readonly capabilities: ManagerCapabilities
  open(target: ManagerTarget): ManagerSession
}

export type ManagerAct =
  | { readonly act: 'shutdown-guest'; readonly vmNativeId: string }
  | { readonly act: 'power-off'; readonly vmNativeId: string }
  | { readonly act: 'save-state'; readonly vmNativeId: string }
  /** Starts a stopped VM; resumes a saved one. `hostNativeId`: where, if the platform lets one choose. */
  | { readonly act: 'start'; readonly vmNativeId: string; readonly hostNativeId: string | null }
  | {
      readonly act: 'migrate'
      readonly vmNativeId: string
      readonly toHostNativeId: string
      /** Where the disks that the target does not reach are copied. Absent: no disk is copied, whatever comes of it. */
      readonly toDatastoreNativeId?: string
    }
  | { readonly act: 'cancel-migration'; readonly vmNativeId: string }
  | { readonly act: 'enter-maintenance'; readonly hostNativeId: string }
  | { readonly act: 'exit-maintenance'; readonly hostNativeId: string }
  | { readonly act: 'shutdown-host'; readonly hostNativeId: string }
  | { readonly act: 'power-on-host'; readonly hostNativeId: string }
  /** An empty host only: one on which something runs is refused, also where its platform would end it. */
  | { readonly act: 'reboot-host'; readonly hostNativeId: string }

/** `running` with progress 0–100 where told; `gone`: the manager no longer knows it. */
export type TaskState =
  | { readonly state: 'running'; readonly progressPercent: number | null }
  | { readonly state: 'succeeded' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'gone' }

/**
 * Sets a safeguard aside, or puts back exactly what was found before (D10, R8). A VM that its host started is put back on the host
 * where it is now, and never where only a definition of it was left (A5).
 */
export interface SafeguardOrder {
  readonly do: 'disarm' | 'restore'
  readonly nativeId: string
  readonly found: SafeguardSetting
}

/** By the manager's own ids. Null in their place: something, or too much to be named. */
export interface ChangedObjects {
  readonly vmNativeIds: readonly string[]
  readonly hostNativeIds: readonly string[]
}

/** `isPart`: what was begun is only what has to come first; the same act is to be called again until it is so. Absent: it is all. */
export interface ActBegun {
  readonly task: string | null
  readonly isPart?: boolean
}

/** A live move that has been verified. `task`: as `act` returned it. */
export interface EndedMove {
  readonly vmNativeId: string
  readonly toHostNativeId: string
  readonly task: string | null
}

export interface RecoveryAct {
  readonly verb: RecoveryVerb
  readonly planNativeId: string
}

/** Recovery plans of a site recovery platform. */
export interface RecoverySession {
  /** Fresh; null: it is not there (any more). */
  plan(planNativeId: string, options: CallOptions): Promise<DriverResult<RecoveryPlan | null>>
  /** Returns as soon as it was accepted; what came of it is read from the plan (A4). */
  run(act: RecoveryAct, options: CallOptions): Promise<DriverResult<{ readonly task: string | null }>>
}

export interface ManagerSession {
  /** Who answers, where the address is a host's own; `refused` where it is none. Absent: this platform has no way to a single host. */
  itself?(options: CallOptions): Promise<DriverResult<HostItself>>
  /** Absent: this platform knows no recovery plans. */
  readonly recovery?: RecoverySession
  identify(options: CallOptions): Promise<DriverResult<ManagerIdentity>>
  inventory(options: CallOptions): Promise<DriverResult<Inventory>>
  /** Fresh from the manager, never from a cache: what verification stands on (A4). Null: the manager does not know it (any more). */
  observeVm(vmNativeId: string, options: CallOptions): Promise<DriverResult<VmFacts | null>>
  observeHost(hostNativeId: string, options: CallOptions): Promise<DriverResult<HostFacts | null>>
  /** Returns as soon as the manager has accepted; never waits for the end. `task` can be asked about with `task()`, null where there is none. */
  act(act: ManagerAct, options: CallOptions): Promise<DriverResult<ActBegun>>
  task(id: string, options: CallOptions): Promise<DriverResult<TaskState>>
  /**
   * For how long the VM stood still in the move that has just ended, in milliseconds as the platform itself measured it; null: it
   * does not tell. Absent: this platform never does.
   */
  downtimeOfMove?(move: EndedMove, options: CallOptions): Promise<DriverResult<number | null>>
  /**
   * Tells of what changes until `signal` ends it or it cannot go on: then it returns why. It is a hint to look at once, never a
   * state; the inventory is polled all the same. Absent: this platform has no events that are followed.
   */
  watchChanges?(tell: (changed: ChangedObjects | null) => void, signal: AbortSignal): Promise<DriverFailure>
  /**
   * Fresh; null: the manager does not know it (any more). Absent, as `setSafeguard`: this platform has none that we know.
   * `found`: what the run has set aside of it. Of autostart, no other VMs need be read then, and one of these that is on another host
   * now is named too where it starts with that one. Absent: all that the host itself starts.
   */
  observeSafeguard?(
    nativeId: string,
    options: CallOptions,
    found?: SafeguardSetting,
  ): Promise<DriverResult<SafeguardFacts | null>>
  /** Returns as soon as the manager has accepted, as `act` does. */
  setSafeguard?(order: SafeguardOrder, options: CallOptions): Promise<DriverResult<{ readonly task: string | null }>>
  close(): Promise<void>
}

export interface HardwareTarget {
  readonly address: HardwareAddress
  readonly secret: HardwareSecret
}

/** One way to a host's own management controller. `open` does no I/O; sessions sign in when first used and again when thrown out. */
export interface HardwareDriver {
  readonly kind: HardwareKind
  readonly label: string
  readonly capabilities: HardwareCapabilities
  open(target: HardwareTarget): HardwareSession
}

export interface HardwareSession {
  identify(options: CallOptions): Promise<DriverResult<HardwareIdentity>>
  /** Everything at once, fresh. What a single sensor does not tell is null or unknown, never a failure of the whole. */
  sensors(options: CallOptions): Promise<DriverResult<HardwareReading>>
  /** Fresh: what verification stands on (A4, A5). Silence is `unreachable`, never a state. */
  powerState(options: CallOptions): Promise<DriverResult<HostPower>>
  /**
   * Returns once the BMC has accepted; never waits for the end. Already so → ok, and nothing is sent (A2). An act that would do
   * harm twice leaves this machine once; without an answer its outcome is `unknown` (A1).
   */
  act(act: HardwareAct, options: CallOptions): Promise<DriverResult<null>>
  close(): Promise<void>
}

export const ok = <T>(value: T): DriverResult<T> => ({ kind: 'ok', value })
export const unreachable = (message: string, hint: string): DriverFailure => ({ kind: 'unreachable', message, hint })
/** `cause`: where the refusal is about trust, credentials or rights. */
export const refused = (message: string, hint: string, cause?: RefusalCause): DriverFailure => ({
  kind: 'refused',
  message,
  hint,
  ...(cause === undefined ? {} : { cause }),
})
export const refusedByStranger = (message: string, hint: string): DriverFailure => ({
  kind: 'refused',
  message,
  hint,
  byStranger: true,
})
export const unsupported = (message: string, hint: string): DriverFailure => ({ kind: 'unsupported', message, hint })
export const unknownOutcome = (message: string, hint: string): DriverFailure => ({ kind: 'unknown', message, hint })
