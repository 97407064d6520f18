import type { ManagerKind } from '../domain/manager'
import type { Placement, PlanContent, Stage } from '../domain/plan'

/** Plans of the demo name VMs and hosts; whoever seeds them puts the product's own ids in. */
export type NamedPlacement = Omit<Placement, 'vmId' | 'targetHostId' | 'after'> & {
  readonly targetHostName: string | null
  /** Names of VMs. */
  readonly after: readonly string[]
}
export type NamedStage = Omit<Stage, 'id' | 'placements'> & {
  readonly id: string
  readonly placements: readonly NamedPlacement[]
}
export type NamedPlanContent = Omit<PlanContent, 'stages' | 'shedding' | 'moveTo' | 'longOutage'> &
  Partial<Pick<PlanContent, 'shedding' | 'moveTo' | 'longOutage'>> & { readonly stages: readonly NamedStage[] }

export interface DescribedPlan {
  readonly name: string
  readonly groupName: string
  readonly content: NamedPlanContent
}

/** `from`: the name of a UPS, PDU or ATS. */
export interface DescribedPlug {
  readonly label: 'A' | 'B'
  readonly from: string
  readonly outletId: string | null
}

/** `GET /description` of the control API: all that is needed to attach the simulated datacenter to the product. */
export interface DatacenterDescription {
  readonly upses: readonly {
    readonly name: string
    readonly host: string
    readonly port: number
    readonly community: string
    readonly groupName: string
    readonly label: 'A' | 'B'
  }[]
  readonly groups: readonly { readonly name: string; readonly upsNames: readonly string[]; readonly requiredDevices: number }[]
  readonly manager: {
    readonly name: string
    readonly kind: ManagerKind
    readonly url: string
    readonly user: string
    readonly password: string
    readonly apiToken: { readonly tokenId: string; readonly token: string }
    /** SHA-256 of the certificate, "AA:BB:…". */
    readonly fingerprint: string
  }
  /** PDUs and ATSs. A source that is the mains themselves is left out: nobody watches those. */
  readonly passing: readonly {
    readonly name: string
    readonly kind: 'pdu' | 'ats'
    readonly host: string
    readonly port: number
    readonly community: string
    readonly sources: readonly DescribedPlug[]
  }[]
  /** `name` is the manager's native id of the host. */
  readonly hosts: readonly { readonly name: string; readonly feeds: readonly DescribedPlug[] }[]
  readonly vms: readonly { readonly vmid: number; readonly name: string; readonly uuid: string }[]
  readonly plans: readonly DescribedPlan[]
  /** UPSs that feed nothing, for load tests (`--farm N`); same community. */
  readonly farm: readonly { readonly name: string; readonly host: string; readonly port: number }[]
}

/** `GET /state`: the truth, which the product has to find out for itself. */
export interface DatacenterState {
  /** Epoch milliseconds of world time 0; with a speed other than 1 world time runs away from it. */
  readonly startedAtEpochMs: number
  readonly nowMs: number
  readonly speed: number
  readonly managerDown: 'no' | 'refuses' | 'hangs'
  readonly scenario: string | null
  readonly upses: readonly {
    readonly name: string
    readonly mains: boolean
    readonly output: 'mains' | 'battery' | 'off'
    readonly testing: boolean
    readonly chargePercent: number
    readonly runtimeSeconds: number
    readonly loadWatts: number
    readonly lowBattery: boolean
    readonly commsLost: boolean
  }[]
  readonly passing: readonly {
    readonly name: string
    readonly selected: 'A' | 'B'
    readonly outletsOn: readonly boolean[]
    readonly watts: number
    readonly commsLost: boolean
  }[]
  readonly hosts: readonly { readonly name: string; readonly phase: string; readonly watts: number }[]
  readonly vms: readonly {
    readonly vmid: number
    readonly name: string
    readonly host: string
    readonly power: 'on' | 'off' | 'saved'
    readonly activity: string | null
    readonly hung: boolean
    readonly stopSeconds: number
  }[]
  readonly kills: readonly {
    readonly atMs: number
    readonly vm: string
    readonly host: string
    readonly cause: 'power-cut' | 'host-shutdown'
  }[]
  readonly history: readonly {
    readonly atMs: number
    readonly kind: string
    readonly object: string
    readonly event: string
    readonly detail: string | null
  }[]
}

/** `GET /scenarios`. */
export interface DescribedScenario {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly seconds: number
}
