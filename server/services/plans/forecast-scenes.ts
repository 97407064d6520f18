import type { PowerGroupId } from '../../domain/ids'
import type { World } from '../../domain/world'
import { createPlanMemory, type PlanMemory } from '../../planner/plan-memory'
import type { StoreReads } from '../../store/store'
import type { WorldReads } from '../world-of'
import { LatestMirror } from './latest-mirror'

/** Groups whose plans are edited at the same time; beyond them the one that was looked at longest ago is let go. */
const MOST_SCENES = 4
/** Nobody edits a plan any more: nothing is kept for it. */
const REST_MS = 120_000

type SceneReads = Pick<StoreReads, 'latest' | 'feeds' | 'groups' | 'devices'>

interface Scene {
  readonly world: World
  readonly memory: PlanMemory
}

const isSameList = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((item, at) => item === other[at])

/** Documents that stayed are the same objects; what is declared is read anew each time, and is short. */
const isSameWorld = (one: World, other: World): boolean =>
  isSameList(one.vms, other.vms) &&
  isSameList(one.hosts, other.hosts) &&
  isSameList(one.managers, other.managers) &&
  one.isConsoleUnplaced === other.isConsoleUnplaced &&
  JSON.stringify([one.feeds, one.groups]) === JSON.stringify([other.feeds, other.groups])

/**
 * What forecasts of edited plans share from one edit to the next: the inventory, of which only what changed is read again, and what
 * was planned in it. Nothing of it outlives a change of the world it was planned in. One per store.
 */
export class ForecastScenes {
  #mirror = new LatestMirror()
  readonly #scenes = new Map<PowerGroupId, Scene>()
  #rest: NodeJS.Timeout | null = null

  /** Reads of the store as it is now, at least. */
  async readsOf(read: SceneReads): Promise<WorldReads> {
    this.#keepFor(REST_MS)
    const mirror = this.#mirror
    await mirror.catchUp(read.latest)
    return { latest: mirror, feeds: read.feeds, groups: read.groups, devices: read.devices }
  }

  /** The same world object, and what was planned in it, as long as nothing of it has changed. */
  sceneOf(groupId: PowerGroupId, world: World): Scene {
    const known = this.#scenes.get(groupId)
    const scene = known !== undefined && isSameWorld(known.world, world) ? known : { world, memory: createPlanMemory() }
    this.#scenes.delete(groupId)
    this.#scenes.set(groupId, scene)
    const oldest = [...this.#scenes.keys()][0]
    if (this.#scenes.size > MOST_SCENES && oldest !== undefined) this.#scenes.delete(oldest)
    return scene
  }

  #keepFor(ms: number): void {
    if (this.#rest !== null) clearTimeout(this.#rest)
    this.#rest = setTimeout(() => {
      this.#mirror = new LatestMirror()
      this.#scenes.clear()
    }, ms)
    this.#rest.unref()
  }
}

const known = new WeakMap<object, ForecastScenes>()

/** Those of a store, by its reads. */
export const scenesOf = (read: object): ForecastScenes => {
  const scenes = known.get(read) ?? new ForecastScenes()
  known.set(read, scenes)
  return scenes
}
