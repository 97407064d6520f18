import type { Logger } from 'pino'
import type { VmId } from '../domain/ids'
import type { Host, VirtualMachine, World } from '../domain/world'
import { mapInTurns, Turns } from '../drivers/protocols/turns'
import { couldMoveTo, findTarget, hasTarget, isToHaveTarget, type NoTarget } from '../planner/no-target'
import { roomMiB } from '../planner/preflight'
import { clusterIdOf, indexOf } from '../planner/world-index'
import { type AlarmCondition, alarmCondition } from './alarm-condition'

/** A sweep begins so long after the last one ended, and later where that one took long: it never costs more than 1/50 of a core. */
const AGAIN_MS = 5_000
const SHARE = 50
/** Of VMs that need a new target, so many VM × host are judged in one sweep; the others keep what was found of them until the next. */
const MOST_SEARCHED = 20_000
const SHOWN = 5

interface Known {
  readonly vm: VirtualMachine
  readonly source: Host | undefined
  readonly found: Host | NoTarget
  /** Of the target, when it was found. */
  readonly roomMiB: number | null
  /** In which sweep it was last looked for among all hosts; 0: never. */
  readonly searchedIn: number
  /** What was found serves no more, or nothing was: all hosts are to be looked at. */
  readonly isOpen: boolean
}

interface Parts {
  readonly log: Logger
  readonly world: () => World
  /** Nothing is swept while an outage is dealt with: its decisions go first, and hosts come and go. */
  readonly isOutage: () => boolean
  readonly now: () => number
}

interface ClusterCount {
  readonly id: string
  readonly name: string
  count: number
  /** The first few by name. */
  shown: readonly NoTarget[]
}

const notLookedFor = ({ id, name }: VirtualMachine): NoTarget => ({ vmId: id, vmName: name, reason: '' })

/**
 * The five checks all the time (S1-09): whether each running VM could move to some other host now. What was found stands while the
 * VM, both hosts and the room there are the same; else the host that served last is judged first, and only then all.
 */
export class TargetSweep {
  readonly #parts: Parts
  readonly #stop = new AbortController()
  #known: ReadonlyMap<VmId, Known> = new Map()
  #swept: World | null = null
  #sweep: Promise<void> | null = null
  #number = 0
  #dueAtMs = 0
  #alarms: readonly AlarmCondition[] = []

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Begins a sweep where one is due and something has changed; at most one is under way. */
  tick(): void {
    const { world, isOutage, now } = this.#parts
    if (this.#sweep !== null || now() < this.#dueAtMs || isOutage() || this.#stop.signal.aborted) return
    const seen = world()
    if (seen === this.#swept) return
    const beganAtMs = now()
    this.#sweep = this.#over(seen)
      .catch((error: unknown) => this.#parts.log.error({ err: error }, 'looking for targets of VMs failed; it is done again'))
      .finally(() => {
        this.#sweep = null
        this.#dueAtMs = now() + Math.max(AGAIN_MS, SHARE * (now() - beganAtMs))
      })
  }

  /** One per cluster, of VMs that could go nowhere. */
  alarms(): readonly AlarmCondition[] {
    return this.#alarms
  }

  /** When the sweep under way, if any, has ended. */
  async settled(): Promise<void> {
    await this.#sweep
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#sweep
  }

  async #over(world: World): Promise<void> {
    const turns = new Turns({ deadlineMs: Number.POSITIVE_INFINITY, signal: this.#stop.signal })
    this.#number += 1
    const looked = await mapInTurns(world.vms, turns, (vm) => (isToHaveTarget(world, vm) ? this.#look(world, vm) : null))
    if (looked === null) return
    const asked = looked.filter((one) => one !== null)
    const open = asked.filter(({ isOpen }) => isOpen)
    const searched = await this.#search(world, open, turns)
    if (searched === null) return
    const known = asked.map((one) => searched.get(one.vm.id) ?? one)
    this.#known = new Map(known.map((one) => [one.vm.id, one]))
    // What was left for the next sweep is looked for although nothing else changes.
    this.#swept = searched.size < open.length ? null : world
    this.#alarms = alarmsOf(world, known)
  }

  /** What is known still stands, or the host that served last does so again. */
  #look(world: World, vm: VirtualMachine): Known {
    const index = indexOf(world)
    const source = vm.hostId === null ? undefined : index.hosts.get(vm.hostId)
    const before = this.#known.get(vm.id)
    const target = before !== undefined && hasTarget(before.found) ? index.hosts.get(before.found.id) : undefined
    if (before === undefined || target === undefined)
      return {
        vm,
        source,
        found: before === undefined || hasTarget(before.found) ? notLookedFor(vm) : before.found,
        roomMiB: null,
        searchedIn: before === undefined || hasTarget(before.found) ? 0 : before.searchedIn,
        isOpen: true,
      }
    const room = roomMiB(index, target, new Map())
    const isSame =
      !before.isOpen && before.vm === vm && before.source === source && before.found === target && before.roomMiB === room
    const isOpen = !isSame && !couldMoveTo(world, vm, target)
    return { vm, source, found: target, roomMiB: room, searchedIn: before.searchedIn, isOpen }
  }

  /** Those that have waited longest first, as far as a sweep goes. Null: it was stopped. */
  async #search(world: World, open: readonly Known[], turns: Turns): Promise<ReadonlyMap<VmId, Known> | null> {
    const index = indexOf(world)
    let judged = 0
    const results = await mapInTurns(
      open.toSorted((left, right) => left.searchedIn - right.searchedIn),
      turns,
      (known): Known | null => {
        if (judged >= MOST_SEARCHED) return null
        const { found, judged: more } = findTarget(world, known.vm)
        judged += more
        const room = hasTarget(found) ? roomMiB(index, found, new Map()) : null
        return { ...known, found, roomMiB: room, searchedIn: this.#number, isOpen: false }
      },
    )
    return results === null ? null : new Map(results.flatMap((one) => (one === null ? [] : [[one.vm.id, one] as const])))
  }
}

/** What was never looked for is not known to be without. */
const alarmsOf = (world: World, known: readonly Known[]): readonly AlarmCondition[] => {
  const index = indexOf(world)
  const clusters = new Map<string, ClusterCount>()
  for (const { vm, found, searchedIn } of known) {
    if (hasTarget(found) || searchedIn === 0) continue
    const nativeId = clusterIdOf(index, vm)
    const manager = index.managers.get(vm.managerId)
    const id = `${vm.managerId}:${nativeId ?? ''}`
    const name = manager?.clusters.find((one) => one.nativeId === nativeId)?.name ?? manager?.name ?? id
    const cluster = clusters.get(id) ?? { id, name, count: 0, shown: [] }
    cluster.count += 1
    cluster.shown = withFirst(cluster.shown, found)
    clusters.set(id, cluster)
  }
  return [...clusters.values()].map(({ id, name, count, shown }) =>
    alarmCondition(
      'vms-without-target',
      'advisory',
      { kind: 'cluster', id, name },
      'Running VMs that can move live to no other host now',
      hintOf(count, shown),
    ),
  )
}

const byName = (left: NoTarget, right: NoTarget): number =>
  left.vmName < right.vmName ? -1 : left.vmName > right.vmName ? 1 : left.vmId < right.vmId ? -1 : 1

/** There may be thousands, and only the first few are named. */
const withFirst = (shown: readonly NoTarget[], next: NoTarget): readonly NoTarget[] => {
  const last = shown[SHOWN - 1]
  return last !== undefined && byName(last, next) < 0 ? shown : [...shown, next].sort(byName).slice(0, SHOWN)
}

const hintOf = (count: number, shown: readonly NoTarget[]): string => {
  const more = count > shown.length ? [`and ${count - shown.length} more`] : []
  return [...shown.map(({ vmName, reason }) => `${vmName}: ${reason}`), ...more].join(' · ')
}
