import type { CallOptions } from '../../ports'
import { eachBounded } from '../../protocols/bounded'
import { mapInTurns, Turns } from '../../protocols/turns'
import { agentEnabled, type GuestRef, type GuestStatus, nativeIdOf } from './guest'
import type { GuestCalls } from './guest-calls'
import type { PveClient } from './client'
import { guestPath } from './guest-calls'
import { notReadInTime, type PveFailure } from './failure'
import { snapshotCounts } from './snapshot-counts'
import { type GuestConfig, nothingSchema } from './wire'

const CONFIG_LIFE_MS = 5 * 60_000
/** A refresh re-reads at most this many that are merely old, so that it stays cheap. */
const OLD_PER_REFRESH = 32
const PINGS_PER_REFRESH = 8
const PING_LIFE_MS = 5 * 60_000
/** The node itself waits 3 s for the agent. */
const PING_DEADLINE_MS = 4_000
/** An account without the privilege is not asked for it all the time. */
const PING_PAUSE_MS = 60 * 60_000

interface Entry {
  readonly config: GuestConfig
  readonly sign: string
  readonly readAtMs: number
}

/**
 * Configurations of guests, which cost a call each. They are read when a guest is new or its overview line changed
 * (node, name, lock, tags, size), and else every few minutes.
 */
export interface ConfigCache {
  /** Brings the cache up to date; a failure is returned only where it concerns more than one guest. */
  refresh(
    guests: readonly GuestStatus[],
    onlineNodes: ReadonlySet<string>,
    limit: number,
    budget: () => CallOptions,
  ): Promise<PveFailure | null>
  config(guest: GuestStatus): GuestConfig | null
  put(guest: GuestStatus, config: GuestConfig): void
  /** It was changed: it is read again with the next refresh. */
  forget(ref: GuestRef): void
  /** Null: not asked lately. */
  agentAnswers(guest: GuestStatus): boolean | null
  /** Null: not known. */
  snapshotCount(guest: GuestStatus, config: GuestConfig | null): number | null
}

const signOf = (guest: GuestStatus): string =>
  JSON.stringify([guest.node, guest.name, guest.lock, guest.tags, guest.cpuThreads, guest.memoryBytes, guest.run])

export const configCache = (client: PveClient, calls: GuestCalls): ConfigCache => {
  const entries = new Map<string, Entry>()
  const pings = new Map<string, { readonly answers: boolean | null; readonly atMs: number }>()
  const snapshots = snapshotCounts(calls)
  let pingPausedUntilMs = 0

  const configOf = (guest: GuestStatus): GuestConfig | null => entries.get(nativeIdOf(guest.ref))?.config ?? null

  const put = (guest: GuestStatus, config: GuestConfig) =>
    entries.set(nativeIdOf(guest.ref), { config, sign: signOf(guest), readAtMs: performance.now() })

  /** Null: there was no time left. */
  const due = async (guests: readonly GuestStatus[], turns: Turns): Promise<readonly GuestStatus[] | null> => {
    const nowMs = performance.now()
    const changed: GuestStatus[] = []
    const old: GuestStatus[] = []
    const looked = await mapInTurns(guests, turns, (guest) => {
      const entry = entries.get(nativeIdOf(guest.ref))
      if (entry?.sign !== signOf(guest)) changed.push(guest)
      else if (nowMs - entry.readAtMs > CONFIG_LIFE_MS) old.push(guest)
    })
    return looked === null ? null : [...changed, ...old.slice(0, OLD_PER_REFRESH)]
  }

  const ping = async (guests: readonly GuestStatus[], limit: number, turns: Turns, budget: () => CallOptions) => {
    const nowMs = performance.now()
    if (nowMs < pingPausedUntilMs) return
    const isWanted = (guest: GuestStatus): boolean => {
      if (guest.ref.kind !== 'qemu' || guest.run !== 'running') return false
      const id = nativeIdOf(guest.ref)
      if (nowMs - (pings.get(id)?.atMs ?? -Infinity) <= PING_LIFE_MS) return false
      const config = entries.get(id)?.config
      return config !== undefined && agentEnabled(config)
    }
    const wanted: GuestStatus[] = []
    for (const guest of guests) {
      if (wanted.length === PINGS_PER_REFRESH || (turns.isOver && !(await turns.pass()))) break
      if (isWanted(guest)) wanted.push(guest)
    }
    await eachBounded(wanted, limit, async (guest) => {
      const options = { ...budget(), deadlineMs: Math.min(PING_DEADLINE_MS, budget().deadlineMs / 2) }
      const answer = await client.post(`${guestPath(guest.ref, guest.node)}/agent/ping`, {}, nothingSchema, options)
      if (answer.kind !== 'ok' && answer.why === 'permission') pingPausedUntilMs = performance.now() + PING_PAUSE_MS
      const answers = answer.kind === 'ok' ? true : answer.kind === 'refused' && answer.why !== 'permission' ? false : null
      pings.set(nativeIdOf(guest.ref), { answers, atMs: performance.now() })
      return answer.kind === 'ok' || answer.why !== 'permission'
    })
  }

  return {
    async refresh(guests, onlineNodes, limit, budget) {
      const turns = new Turns(budget())
      const ids = await mapInTurns(guests, turns, (guest) => nativeIdOf(guest.ref))
      if (ids === null) return notReadInTime()
      const present = new Set(ids)
      for (const id of [...entries.keys()]) if (!present.has(id)) entries.delete(id)
      for (const id of [...pings.keys()]) if (!present.has(id)) pings.delete(id)
      snapshots.forgetOthers(present)
      let failure: PveFailure | null = null
      const awayNodes = new Set<string>()
      const reachable = guests.filter((guest) => onlineNodes.has(guest.node))
      const wanted = await due(reachable, turns)
      if (wanted === null) return notReadInTime()
      await eachBounded(wanted, limit, async (guest) => {
        if (awayNodes.has(guest.node)) return true
        const config = await calls.config(guest.ref, guest.node, budget())
        if (config.kind === 'ok') put(guest, config.value)
        else if (config.why === 'node-unreachable') awayNodes.add(guest.node)
        else if (config.why === 'other') failure ??= config
        return failure === null
      })
      if (failure !== null) return failure
      await ping(reachable, limit, turns, budget)
      await snapshots.refresh(reachable, configOf, limit, turns, budget)
      return null
    },
    config: configOf,
    put,
    forget: (ref) => void entries.delete(nativeIdOf(ref)),
    agentAnswers: (guest) => pings.get(nativeIdOf(guest.ref))?.answers ?? null,
    snapshotCount: (guest, config) => snapshots.of(guest, config),
  }
}
