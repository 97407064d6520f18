interface HypervHost {
  state?: string
  mayManage?: boolean
  isAdministrator?: boolean
  /** Entries of the cluster's own list of who may do what; null: it does not tell. */
  access?: { own: boolean | null; Rights: string; Type: string }[] | null
  migrations?: number
  shutDown?: boolean
  rebooted?: boolean
  isOff?: boolean
}

/** What stands in for a site of Hyper-V hosts; see hyperv-machine.ts. */
export interface HypervWorld {
  clustered: boolean
  moreNodes?: string[]
  /** Owners of roles, as the cluster's classes associate them. */
  preferred?: { role: string; node: string }[] | null
  possible?: { role: string; node: string }[] | null
  /** What each node tells of its disks; absent: none has several paths. */
  paths?: Record<string, unknown>
  hosts: Record<string, HypervHost>
  vms: HypervVm[]
  jobs: Record<string, { vm: string; failed?: string }>
}

export interface HypervVm {
  id: string
  name: string
  host: string
  state: string
  clustered: boolean
  mac: string
  path: string
  locked?: boolean
  notes?: string
  heartbeat?: string
  /** Of a VM that is not clustered; absent: “StartIfRunning”. */
  startAction?: string
  /** Its replica elsewhere; absent: none. */
  replica?: { State: string; Health: string; LastReplicationTime: string | null }
  moving?: boolean
  /** What the service is about to make of it, and after how many looks. */
  next?: Partial<HypervVm>
  looks?: number
}

export interface ScvmmHost {
  id: string
  name: string
  communication?: string
  maintenance?: boolean
}

export interface ScvmmVm {
  id: string
  vmId: string
  name: string
  host: string
  state: string
  mac: string
  computer?: string
  moving?: boolean
  /** Absent: “NeverAutoTurnOnVM”. */
  startAction?: string
  /** Absent: it is. */
  isHighlyAvailable?: boolean
  /** Why a job that sets it fails; absent: it does not. */
  locked?: string
}

/** What stands in for an SCVMM server; see scvmm-machine.ts. */
export interface ScvmmWorld {
  hosts: ScvmmHost[]
  vms: ScvmmVm[]
  jobs: Record<string, { object: string; next: object; failed?: string; isAsked?: boolean; isDone?: boolean; cmdlet?: string }>
}

const id = (kind: string, index: number): string => `${kind}-0000-4000-8000-${String(index).padStart(12, '0')}`

export const HYPERV_VMS = [0, 1, 2].map((index) => id('7e57ab1e', index))

/** Two hosts; the third VM of a cluster is no role of it. */
export const hypervWorld = (clustered: boolean): HypervWorld => ({
  clustered,
  hosts: { 'HV-1': {}, 'HV-2': {} },
  vms: HYPERV_VMS.map((vm, index) => ({
    id: vm,
    name: ['mail', 'web', "o'brien ’); Stop-VM *"][index] ?? '',
    host: 'HV-1',
    state: 'Running',
    clustered: clustered && index < 2,
    mac: `00155D00000${index}`,
    path: clustered ? `C:\\ClusterStorage\\Volume1\\${index}.vhdx` : `\\\\files\\vms\\${index}.vhdx`,
  })),
  jobs: {},
})

export const SCVMM_HOSTS = [0, 1].map((index) => id('05705700', index))
export const SCVMM_VMS = [0, 1].map((index) => id('7e570000', index))

export const scvmmWorld = (): ScvmmWorld => ({
  hosts: SCVMM_HOSTS.map((host, index) => ({ id: host, name: `hv-${index + 1}` })),
  vms: SCVMM_VMS.map((vm, index) => ({
    id: vm,
    vmId: id('7e57ab1e', index),
    name: ['mail', 'vmm'][index] ?? '',
    host: SCVMM_HOSTS[0] ?? '',
    state: 'Running',
    mac: `00:15:5D:00:01:0${index}`,
    ...(index === 1 ? { computer: 'VMM.example' } : {}),
  })),
  jobs: {},
})
