import { describe, expect, it, vi } from 'vitest'
import type { AlarmDoc } from '@/server/domain/view'
import type { LiveRow } from './live-rows'
import { LiveStore } from './live-store'

const alarm = (id: string, message: string): AlarmDoc => ({
  id,
  code: 'on-battery',
  severity: 'warning',
  object: { kind: 'device', id, name: id },
  sinceMs: 0,
  message,
  hint: null,
})
const row = (id: string, revision: number, message: string | null): LiveRow<'alarm'> => ({
  kind: 'alarm',
  id,
  revision,
  atMs: revision,
  doc: message === null ? null : alarm(id, message),
})
const entry = (id: number) => ({
  id,
  atMs: id,
  kind: 'power.supply-changed',
  actor: 'engine',
  channel: 'engine' as const,
  object: { kind: 'device' as const, id: 'd', name: 'd' },
  runId: null,
  reason: null,
  outcome: null,
  message: `entry ${id}`,
  data: null,
  previousHash: '',
  hash: '',
})

describe('the live store', () => {
  it('starts with the snapshot and then takes changes, newest revision winning', () => {
    const store = new LiveStore()
    store.receive({ type: 'snapshot', nowMs: 1, rows: [row('a', 1, 'one'), row('b', 2, 'two')], journalId: 0 }, 1)
    store.receive({ type: 'latest', nowMs: 2, rows: [row('a', 5, 'newer')] }, 2)
    store.receive({ type: 'latest', nowMs: 3, rows: [row('a', 4, 'late arrival')] }, 3)
    expect(store.list('alarm').map(({ message }) => message)).toEqual(['newer', 'two'])
    expect(store.get('alarm', 'a')?.message).toBe('newer')
  })

  it('forgets what a snapshot after a reconnect no longer holds', () => {
    const store = new LiveStore()
    store.receive({ type: 'snapshot', nowMs: 1, rows: [row('a', 1, 'one')], journalId: 0 }, 1)
    store.receive({ type: 'snapshot', nowMs: 2, rows: [row('b', 2, 'two')], journalId: 0 }, 2)
    expect(store.list('alarm').map(({ id }) => id)).toEqual(['b'])
  })

  it('is not live before the first snapshot: an absence proves nothing until then', () => {
    const store = new LiveStore()
    store.receive({ type: 'beat', nowMs: 1 }, 1)
    store.receive({ type: 'latest', nowMs: 2, rows: [row('a', 1, 'one')] }, 2)
    expect(store.status()).toMatchObject({ phase: 'connecting', lastMessageAtMs: null })
    store.receive({ type: 'snapshot', nowMs: 3, rows: [row('a', 1, 'one'), row('b', 2, 'two')], journalId: 0 }, 3)
    expect(store.status().phase).toBe('live')
    expect(store.list('alarm')).toHaveLength(2)
  })

  it('removes on a tombstone', () => {
    const store = new LiveStore()
    store.receive({ type: 'latest', nowMs: 1, rows: [row('a', 1, 'one')] }, 1)
    store.receive({ type: 'latest', nowMs: 1, rows: [row('a', 2, null)] }, 1)
    expect(store.get('alarm', 'a')).toBeNull()
    expect(store.list('alarm')).toEqual([])
  })

  it('tells only those who watch the kind, and keeps the list’s identity until it changes', () => {
    const store = new LiveStore()
    const alarms = vi.fn()
    const hosts = vi.fn()
    store.subscribe('alarm', alarms)
    store.subscribe('host', hosts)
    store.receive({ type: 'latest', nowMs: 1, rows: [row('a', 1, 'one')] }, 1)
    const first = store.list('alarm')
    store.receive({ type: 'beat', nowMs: 2 }, 2)
    store.receive({ type: 'latest', nowMs: 2, rows: [row('a', 1, 'one')] }, 2)
    expect(alarms).toHaveBeenCalledTimes(1)
    expect(hosts).not.toHaveBeenCalled()
    expect(store.list('alarm')).toBe(first)
  })

  it('keeps the last values when the stream is lost, and says so', () => {
    const store = new LiveStore()
    store.lost()
    expect(store.status().phase).toBe('connecting')
    store.receive({ type: 'snapshot', nowMs: 5_000, rows: [row('a', 1, 'one')], journalId: 0 }, 1_000)
    store.lost()
    expect(store.status()).toEqual({ phase: 'reconnecting', clockOffsetMs: 4_000, lastMessageAtMs: 1_000 })
    expect(store.list('alarm')).toHaveLength(1)
    store.receive({ type: 'beat', nowMs: 6_000 }, 2_000)
    expect(store.status().phase).toBe('live')
  })

  it('takes each journal entry once, however often a resume repeats it', () => {
    const store = new LiveStore()
    store.receive({ type: 'journal', nowMs: 1, entries: [entry(1), entry(2)] }, 1)
    store.receive({ type: 'journal', nowMs: 2, entries: [entry(2), entry(3)] }, 2)
    expect(store.journal().map(({ id }) => id)).toEqual([3, 2, 1])
  })

  it('hands everything on to a tab that joins', () => {
    const leader = new LiveStore()
    const joined = new LiveStore()
    leader.receive({ type: 'snapshot', nowMs: 1, rows: [row('a', 1, 'one')], journalId: 0 }, 1)
    joined.receive(leader.snapshot(9), 4)
    expect(joined.get('alarm', 'a')?.message).toBe('one')
    expect(joined.status().clockOffsetMs).toBe(5)
  })
})
