/** What a simulated engine holds. Written over by tests; `settle` lets everything that is under way come to its end. */
export interface ModelHost {
  readonly id: string
  readonly name: string
  status: string
  powerManagement: boolean
  /** It manages the storage pool. Absent: it does not. */
  spm?: boolean
}

export interface ModelVm {
  readonly id: string
  readonly name: string
  status: string
  host: string | null
  affinity: 'migratable' | 'user_migratable' | 'pinned'
  origin: string
  readonly mac: string
  readonly disk: string
  hasHostDevice: boolean
  cd: string
  /** Beside the VM as it is now; absent: none. */
  snapshots?: readonly { readonly description: string; readonly status: 'ok' | 'locked' | 'in_preview' }[]
}

export interface ModelJob {
  readonly id: string
  readonly correlationId: string
  readonly description: string
  status: string
  /** What is done when it ends. */
  readonly finish: () => void
}

export interface EngineModel {
  readonly hosts: ModelHost[]
  readonly vms: ModelVm[]
  readonly jobs: ModelJob[]
  readonly events: ModelEvent[]
  /** The cluster's fencing policy; absent: an engine that does not tell it. */
  fencing?: { enabled: boolean; skipIfStorageActive: boolean; threshold: number }
}

export interface ModelEvent {
  readonly correlationId: string
  readonly severity: string
  readonly description: string
  readonly code?: number
  /** Absent: the one after that of the event before. */
  readonly index?: number
  readonly time?: string
  readonly vm?: string
  readonly host?: string
}

export const CLUSTER = '11111111-0000-4000-8000-00000000000c'
export const DATA_CENTER = '11111111-0000-4000-8000-0000000000dc'
export const STORAGE = '11111111-0000-4000-8000-000000000005'
export const NETWORK = '11111111-0000-4000-8000-00000000000e'
export const PROFILE = '11111111-0000-4000-8000-0000000000ee'

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0')
export const hostId = (number: number): string => `22222222-0000-4000-8000-${hex(number, 12)}`
export const vmId = (number: number): string => `33333333-0000-4000-8000-${hex(number, 12)}`

/** `vms` VMs that run on `hosts` hosts in turn; their names sort as their numbers do. */
export const engineModel = (hosts: number, vms: number): EngineModel => ({
  hosts: Array.from({ length: hosts }, (_, index) => ({
    id: hostId(index + 1),
    name: `node${index + 1}`,
    status: 'up',
    powerManagement: true,
  })),
  vms: Array.from({ length: vms }, (_, index) => ({
    id: vmId(index + 1),
    name: `vm${String(index + 1).padStart(6, '0')}`,
    status: 'up',
    host: hostId((index % hosts) + 1),
    affinity: 'migratable',
    origin: 'ovirt',
    mac: `56:6f:${hex((index + 1) >> 24, 2)}:${hex(((index + 1) >> 16) & 255, 2)}:${hex(((index + 1) >> 8) & 255, 2)}:${hex((index + 1) & 255, 2)}`,
    disk: `44444444-0000-4000-8000-${hex(index + 1, 12)}`,
    hasHostDevice: false,
    cd: '',
  })),
  jobs: [],
  events: [],
})

/** The engine writes into its audit log what became of something. */
export const happened = (model: EngineModel, event: Partial<ModelEvent>): void => {
  const index = (model.events.at(-1)?.index ?? model.events.length) + 1
  const time = new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString()
  model.events.push({ correlationId: '', severity: 'normal', description: 'Something happened.', index, time, ...event })
}

export const settle = (model: EngineModel): void => {
  for (const job of model.jobs.filter(({ status }) => status === 'started')) {
    job.status = 'finished'
    job.finish()
  }
}

/** Every job that is under way fails, with what the engine's events say of it. */
export const failJobs = (model: EngineModel, description: string): void => {
  for (const job of model.jobs.filter(({ status }) => status === 'started')) {
    job.status = 'failed'
    model.events.push({ correlationId: job.correlationId, severity: 'error', description })
  }
}
