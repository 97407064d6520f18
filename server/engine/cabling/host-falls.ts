import type { StepTimes } from '../../decide/cabling/load-step'
import type { HostId, VmId } from '../../domain/ids'
import type { World } from '../../domain/world'

/** So many VMs that stop or leave elsewhere are taken for noise. */
const MOST_VMS_ELSEWHERE = 3

/** A host that its manager told to be gone: its draw ended between these moments. */
export interface HostFall {
  readonly hostId: HostId
  readonly hostName: string
  readonly hostWatts: number | null
  readonly fromMs: number
  readonly toMs: number
}

interface Seen {
  readonly connection: 'up' | 'down' | 'unknown'
  readonly upAtMs: number | null
  readonly watts: number | null
}

/** Something that may lower the load of a UPS: a host that went, or a VM that stopped on a host or left it. */
interface Change {
  readonly hostId: HostId
  readonly what: 'host' | 'vm'
  readonly fromMs: number
  readonly toMs: number
}

type Sight = Pick<World, 'hosts' | 'vms' | 'managers'>

/** Watches hosts go off, and what else happens meanwhile. */
export class HostFalls {
  readonly #times: StepTimes
  #hosts: World['hosts'] = []
  readonly #seen = new Map<HostId, Seen>()
  #vmHosts = new Map<VmId, HostId>()
  #readAtMs = new Map<string, number>()
  #changes: Change[] = []
  #pending: HostFall[] = []
  #quietSinceMs: number

  constructor(times: StepTimes, nowMs: number) {
    this.#times = times
    this.#quietSinceMs = nowMs
  }

  /** No host went or came since. */
  get quietSinceMs(): number {
    return this.#quietSinceMs
  }

  /** Loads moved between UPSs: nothing that spans this moment says anything. */
  feedsChanged(nowMs: number): void {
    this.#quietSinceMs = nowMs
    this.#pending = []
  }

  see({ hosts, vms, managers }: Sight, nowMs: number): void {
    if (hosts === this.#hosts) return
    this.#hosts = hosts
    const readAtMs = new Map(managers.map(({ id, refreshedAtMs }) => [String(id), refreshedAtMs ?? 0]))
    const spanOf = (managerId: string) => ({
      fromMs: this.#readAtMs.get(managerId) ?? nowMs,
      toMs: readAtMs.get(managerId) ?? nowMs,
    })
    const on = new Map(vms.flatMap((vm) => (vm.power === 'on' && vm.hostId !== null ? [[vm.id, vm.hostId] as const] : [])))
    const managerOf = new Map(hosts.map(({ id, managerId }) => [id, String(managerId)]))
    for (const [vmId, hostId] of this.#vmHosts)
      if (on.get(vmId) !== hostId) this.#changes.push({ hostId, what: 'vm', ...spanOf(managerOf.get(hostId) ?? '') })
    for (const host of hosts) if (!host.stale) this.#seeHost(host, spanOf(String(host.managerId)))
    this.#vmHosts = on
    this.#readAtMs = readAtMs
    const { windowMs, longestGapMs } = this.#times
    this.#changes = this.#changes.filter(({ toMs }) => nowMs - toMs < 4 * (windowMs + longestGapMs))
  }

  #seeHost(host: World['hosts'][number], span: { readonly fromMs: number; readonly toMs: number }): void {
    const before = this.#seen.get(host.id)
    const isUp = host.connection === 'up'
    this.#seen.set(host.id, {
      connection: host.connection,
      upAtMs: isUp ? span.toMs : (before?.upAtMs ?? null),
      watts: isUp ? host.powerWatts : (before?.watts ?? null),
    })
    if (before === undefined || before.connection === host.connection) return
    this.#quietSinceMs = Math.max(this.#quietSinceMs, span.toMs)
    if (host.connection !== 'down') return
    const fromMs = before.upAtMs ?? span.fromMs
    this.#changes.push({ hostId: host.id, what: 'host', fromMs, toMs: span.toMs })
    const toMs = span.toMs + this.#times.settleMs
    if (before.upAtMs === null || toMs - fromMs > this.#times.longestGapMs) return
    this.#pending.push({ hostId: host.id, hostName: host.name, hostWatts: before.watts, fromMs, toMs })
  }

  /** Falls whose time after has passed, and during which nothing else happened that could be mistaken for them. */
  due(nowMs: number): readonly HostFall[] {
    const { windowMs } = this.#times
    const due = this.#pending.filter(({ toMs }) => nowMs >= toMs + windowMs)
    this.#pending = this.#pending.filter((fall) => !due.includes(fall))
    return due.filter((fall) => {
      const meanwhile = this.#changes.filter(
        ({ hostId, fromMs, toMs }) => hostId !== fall.hostId && toMs >= fall.fromMs - windowMs && fromMs <= fall.toMs + windowMs,
      )
      const isBack = this.#seen.get(fall.hostId)?.connection !== 'down'
      return !isBack && !meanwhile.some(({ what }) => what === 'host') && meanwhile.length <= MOST_VMS_ELSEWHERE
    })
  }
}
