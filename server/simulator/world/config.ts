/** What a simulated datacenter is made of. Plain data; `world/state.ts` brings it to life. */

export interface BatteryConfig {
  /** Runtime of a full battery at the UPS's rated load. */
  readonly fullLoadRuntimeSeconds: number
  /** How much longer than proportional a smaller load lasts; 1 is proportional, lead-acid is about 1.2. */
  readonly peukertExponent: number
  /** From empty to full on mains. */
  readonly rechargeSeconds: number
  /** The low-battery flag is set at this estimated runtime. */
  readonly lowRuntimeSeconds: number
}

export type UpsFamily = 'rfc1628' | 'apc-powernet' | 'xups' | 'mge'

export interface UpsConfig {
  readonly name: string
  readonly label: 'A' | 'B'
  readonly groupName: string
  readonly model: string
  /** The MIB that its network card speaks. */
  readonly family: UpsFamily
  readonly ratedWatts: number
  readonly battery: BatteryConfig
  /** What hangs on it besides hosts: switches, storage. */
  readonly baseWatts: number
  readonly startChargePercent: number
}

export interface GroupConfig {
  readonly name: string
  readonly requiredDevices: number
}

/** Where something is plugged in: at a UPS, PDU or ATS, or at the mains before a UPS. */
export type PlugConfig = { readonly from: string; readonly outlet?: number } | { readonly mainsOf: string }

/** A PDU or an ATS: it passes power on. */
export interface PassingConfig {
  readonly name: string
  readonly kind: 'pdu' | 'ats'
  readonly model: string
  /** Input A, then B. */
  readonly inputs: readonly PlugConfig[]
  /** How many switch apart from each other. */
  readonly outlets: number
}

export interface HostConfig {
  readonly name: string
  /** Names of the UPSs, PDUs and ATSs that feed it; a host without feeds is never without power. */
  readonly feeds: readonly string[]
  /** By their names, the outlet that it hangs on; absent: one that goes off with the output only. */
  readonly outlets?: Readonly<Record<string, number>>
  readonly idleWatts: number
  readonly memoryMiB: number
  readonly cpuThreads: number
  readonly bootSeconds: number
  readonly shutdownSeconds: number
  /** BIOS setting "power on after AC restored". */
  readonly bootsWhenPowered: boolean
}

export interface VmConfig {
  readonly vmid: number
  readonly name: string
  readonly uuid: string
  readonly hostName: string
  readonly memoryMiB: number
  readonly cpuThreads: number
  readonly watts: number
  readonly stopSeconds: number
  readonly startSeconds: number
  /** From start until the guest agent answers; null: no agent installed. */
  readonly agentSeconds: number | null
  readonly dirtyMiBPerSecond: number
  readonly tags: readonly string[]
  readonly disk: 'shared' | 'local'
  readonly hasLocalCdrom: boolean
  readonly diskGibibytes: number
  readonly bridge: string
  readonly mac: string
  /** Started by its host's boot. */
  readonly startsWithHost: boolean
  readonly runsAtStart: boolean
}

export interface LimitsConfig {
  /** Live migrations at once per host; more wait in line. */
  readonly migrationsPerHost: number
  /** Migration network of each host, shared by its migrations. */
  readonly migrationMiBPerSecond: number
  /** Storage throughput of each host for saving and resuming memory. */
  readonly saveMiBPerSecond: number
}

export interface WorldConfig {
  readonly groups: readonly GroupConfig[]
  readonly upses: readonly UpsConfig[]
  readonly passing?: readonly PassingConfig[]
  readonly hosts: readonly HostConfig[]
  readonly vms: readonly VmConfig[]
  readonly limits: LimitsConfig
  /** How far guests' power draw swings around its mean, as a fraction; 0: steady. */
  readonly loadSwing: number
}
