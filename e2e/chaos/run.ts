import pino, { type Logger } from 'pino'
import type { ChainVerdict, JournalEntry } from '../../server/domain/journal'
import type { RunWithSteps } from '../../server/domain/run'
import { Engine } from '../../server/engine/engine'
import type { HistoryEntry } from '../../server/simulator/world/state'
import { World } from '../../server/simulator/world/world'
import type { Store } from '../../server/store/store'
import { randomFrom } from '../fuzz/random'
import { type CrashPoint, crashingStore, type Killable, type StoreTrouble } from './crashing-store'
import type { Line } from './line'
import { managerPort } from './manager-port'
import { type Scene, sceneFrom } from './scene'
import { type ManagerCall, SimulatedWorld } from './simulated-world'
import { configure, type StoreMould } from './site-store'
import { courseFrom, type Happening } from './troubles'
import { upsCards } from './ups-card'
import { VirtualTime } from './virtual-time'
import { WORLD_BEGINS_MS } from './world-facts'

/** World time at which the engine is begun. */
const ENGINE_BEGINS_MS = 2_000
const TURN_MS = 100
/** Of an engine that ended by itself, as the start script does. */
const RESTARTED_AFTER_MS = 2_000
const LOOK_AT_RUNS_EVERY_MS = 5_000
/** After everything is over, a world that is to be at rest must stay so. */
const REST_MS = 20_000
const LONGEST_AFTER_MS = 45 * 60_000

/** What was running or shown of a guest and a host at the end. */
export interface Ending {
  readonly vms: readonly { readonly name: string; readonly power: string; readonly hostName: string }[]
  readonly hosts: readonly { readonly name: string; readonly phase: string }[]
}

/** Everything that is known of a run: the world's own history, and what the product wrote down. Times are world time. */
export interface Evidence {
  readonly scene: Scene
  readonly history: readonly HistoryEntry[]
  readonly calls: readonly ManagerCall[]
  /** Most memory that the VMs on each host, and those on their way to it, had together. */
  readonly mostMemoryMiB: ReadonlyMap<string, number>
  readonly happenings: readonly Happening[]
  readonly engines: readonly { readonly atMs: number; readonly what: string }[]
  readonly ending: Ending
  readonly endedAtMs: number
  readonly journal: readonly JournalEntry[]
  readonly chain: ChainVerdict
  readonly runs: readonly RunWithSteps[]
  /** What an engine called an error of its own. */
  readonly errors: readonly string[]
  /** Every write by its number, with the kinds of the journal that it wrote; empty: the record was not touched. */
  readonly writes: ReadonlyMap<number, readonly string[]>
}

const errorLog = (errors: string[]): Logger =>
  pino(
    { level: 'error' },
    {
      write: (line: string) => {
        const { msg, err } = JSON.parse(line) as { msg: string; err?: { message?: string; stack?: string } }
        errors.push(`${msg}${err === undefined ? '' : `: ${err.stack ?? err.message ?? ''}`}`)
      },
    },
  )

const wholeJournal = async (store: Store): Promise<readonly JournalEntry[]> => {
  const entries: JournalEntry[] = []
  for (;;) {
    const page = await store.read.journal.since(entries.at(-1)?.id ?? 0, 500)
    if (page.length === 0) return entries
    entries.push(...page)
  }
}

/** One outage with all that happens in it. `crashes`: by the number of the write, over all engines. */
export const playRun = async (mould: StoreMould, seed: number, crashes: readonly CrashPoint[]): Promise<Evidence> => {
  const scene = sceneFrom(seed)
  const world = new World(scene.config)
  const simulated = new SimulatedWorld(world)
  const trouble: StoreTrouble = { stalledUntilMs: 0, failsUntilMs: 0 }
  const course = courseFrom(seed, scene, simulated, trouble)
  const { store, drop } = await mould.open()
  const time = new VirtualTime(WORLD_BEGINS_MS)
  const errors: string[] = []
  const engines: { atMs: number; what: string }[] = []
  const writes = new Map<number, readonly string[]>()
  const counter = { writes: 0 }
  const random = randomFrom(seed ^ 0xc4a5)
  const log = errorLog(errors)
  const nowMs = () => world.nowMs
  const onUnhandled = (error: unknown) => void errors.push(`unhandled: ${error instanceof Error ? error.stack : String(error)}`)
  let restartAtMs: number | null = ENGINE_BEGINS_MS
  let endEngine = (): void => undefined
  let journalHead = 0

  const beginEngine = (): void => {
    restartAtMs = null
    const state = { isDead: false, isCut: false }
    const end = (what: string, restartAfterMs: number): void => {
      if (state.isDead) return
      state.isDead = true
      state.isCut = true
      time.dropAll()
      engines.push({ atMs: world.nowMs, what })
      restartAtMs = world.nowMs + restartAfterMs
    }
    const engine: Killable = {
      get isDead() {
        return state.isDead
      },
      kill: () => end(`the engine is killed at write ${counter.writes}`, 1_000 + random.below(15_000)),
    }
    endEngine = () => {
      state.isDead = true
      state.isCut = true
    }
    const line: Line = state
    const guarded = crashingStore({
      store,
      time,
      engine,
      trouble,
      nowMs,
      counter,
      crashes,
      onWrite: (number, done) => {
        const kinds = done.then(
          async () => {
            const written = await store.read.journal.since(journalHead, 500)
            journalHead = written.at(-1)?.id ?? journalHead
            writes.set(
              number,
              written.map(({ kind }) => kind),
            )
          },
          () => undefined,
        )
        void time.working(() => kinds)
      },
    })
    engines.push({ atMs: world.nowMs, what: 'an engine begins' })
    const started = new Engine({
      trapPort: null,
      store: guarded,
      clock: { now: () => time.nowMs },
      log,
      version: 'chaos',
      probe: () => Promise.reject(new Error('nothing is probed here')),
      demo: null,
      surroundings: {
        machine: () => Promise.resolve({ uuid: null, macs: [] }),
        resolve: () => Promise.resolve(null),
        neighbours: () => Promise.resolve(new Map()),
      },
      databaseHost: null,
      onLeaseLost: () => void errors.push('it believes that its lease is lost'),
      drivers: { ups: [upsCards(world, line, (name) => simulated.cardOf(name))], hypervisor: [managerPort(simulated, line)] },
    })
    // Its process ends with it, and is started again.
    started.start().catch((error: unknown) => {
      if (nowMs() > trouble.failsUntilMs) errors.push(`an engine could not start: ${String(error)}`)
      end('the engine could not start, and ends', RESTARTED_AFTER_MS)
    })
  }

  const mostMemoryMiB = new Map<string, number>()
  const weigh = (): void => {
    for (const host of world.state.hosts.keys()) {
      const mib = [...world.state.vms.values()]
        .filter(({ hostName, power, activity }) => {
          if (activity?.kind === 'migrating' && activity.targetName === host) return true
          return hostName === host && (power === 'on' || activity?.kind === 'starting' || activity?.kind === 'resuming')
        })
        .reduce((sum, vm) => sum + vm.config.memoryMiB, 0)
      mostMemoryMiB.set(host, Math.max(mib, mostMemoryMiB.get(host) ?? 0))
    }
  }

  try {
    await configure(store, scene)
    journalHead = (await store.read.journal.head()).id
    time.install(seed)
    process.on('unhandledRejection', onUnhandled)
    const pending = [...course.happenings]
    let atRestSinceMs: number | null = null
    while (world.nowMs < course.overAtMs + LONGEST_AFTER_MS) {
      for (let next = pending[0]; next !== undefined && next.atMs <= world.nowMs; next = pending[0]) {
        next.happen()
        pending.shift()
      }
      if (restartAtMs !== null && world.nowMs >= restartAtMs) beginEngine()
      world.advance(TURN_MS)
      weigh()
      await time.pass(TURN_MS)
      if (world.nowMs % LOOK_AT_RUNS_EVERY_MS !== 0 || pending.length > 0) continue
      const atRest = restartAtMs === null && (await time.working(() => store.read.runs.active())).length === 0
      atRestSinceMs = atRest ? (atRestSinceMs ?? world.nowMs) : null
      if (atRestSinceMs !== null && world.nowMs - atRestSinceMs >= REST_MS) break
    }
    // Nothing of it reaches the run that comes after.
    endEngine()
    time.dropAll()
    await time.pass(TURN_MS)
    time.uninstall()
    const runs = await Promise.all((await store.read.runs.list({ limit: 50 })).map(({ id }) => store.read.runs.get(id)))
    return {
      scene,
      history: world.state.history,
      calls: simulated.calls,
      mostMemoryMiB,
      happenings: course.happenings,
      engines,
      ending: {
        vms: [...world.state.vms.values()].map(({ config, power, hostName }) => ({ name: config.name, power, hostName })),
        hosts: [...world.state.hosts.values()].map(({ config, phase }) => ({ name: config.name, phase })),
      },
      endedAtMs: world.nowMs,
      journal: await wholeJournal(store),
      chain: await store.read.journal.verify(),
      runs: runs.filter((run) => run !== null),
      errors,
      writes,
    }
  } finally {
    time.uninstall()
    process.off('unhandledRejection', onUnhandled)
    await drop()
  }
}
