import type { Operation, OperationKind } from '../world/state'
import type { World } from '../world/world'

const TYPES: Record<OperationKind, string> = {
  start: 'qmstart',
  resume: 'qmstart',
  shutdown: 'qmshutdown',
  stop: 'qmstop',
  save: 'qmsuspend',
  migrate: 'qmigrate',
}

const hex = (value: number): string => Math.max(0, Math.floor(value)).toString(16).toUpperCase().padStart(8, '0')

export interface Task {
  readonly upid: string
  readonly user: string
  readonly operation: Operation
}

/** The world's operations as Proxmox tasks, each under its UPID. */
export class Tasks {
  private readonly byUpid = new Map<string, Task>()

  constructor(
    private readonly world: World,
    private readonly epochMs: number,
  ) {}

  epochSeconds(worldMs: number): number {
    return Math.floor((this.epochMs + worldMs) / 1_000)
  }

  register(operation: Operation, user: string): string {
    const upid = `UPID:${operation.hostName}:${hex(1_000 + operation.id)}:${hex(operation.startedMs / 10)}:${hex(this.epochSeconds(operation.startedMs))}:${TYPES[operation.kind]}:${operation.vmid}:${user}:`
    this.byUpid.set(upid, { upid, user, operation })
    return upid
  }

  find(upid: string): Task | null {
    return this.byUpid.get(upid) ?? null
  }

  /** Newest first. */
  list(): Task[] {
    return [...this.byUpid.values()].reverse()
  }

  identity({ upid, user, operation }: Task) {
    return {
      upid,
      node: operation.hostName,
      pid: 1_000 + operation.id,
      pstart: Math.max(0, Math.floor(operation.startedMs / 10)),
      starttime: this.epochSeconds(operation.startedMs),
      type: TYPES[operation.kind],
      id: String(operation.vmid),
      user,
    }
  }

  status(task: Task) {
    const { endedMs, error } = task.operation
    return endedMs === null
      ? { ...this.identity(task), status: 'running' }
      : { ...this.identity(task), status: 'stopped', exitstatus: error ?? 'OK' }
  }

  listed(task: Task) {
    const { endedMs, error } = task.operation
    return endedMs === null
      ? this.identity(task)
      : { ...this.identity(task), endtime: this.epochSeconds(endedMs), status: error ?? 'OK' }
  }

  log({ operation }: Task): { n: number; t: string }[] {
    const lines = [...operation.log]
    const vm = this.world.state.vms.get(operation.vmid)
    if (operation.kind === 'migrate' && vm !== undefined && operation.error === null) {
      const total = vm.config.memoryMiB / 1_024
      lines.push(
        `starting migration of VM ${operation.vmid}`,
        `migration active, transferred ${((total * operation.progressPercent) / 100).toFixed(1)} GiB of ${total.toFixed(1)} GiB VM-state`,
      )
    }
    if (operation.endedMs !== null) lines.push(operation.error === null ? 'TASK OK' : `TASK ERROR: ${operation.error}`)
    return (lines.length === 0 ? ['no content'] : lines).map((t, index) => ({ n: index + 1, t }))
  }
}
