'use client'

import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import type { JournalEntry } from '@/server/domain/journal'
import type { LatestDocs, LatestKind } from '@/server/domain/view'
import type { LivePhase, LiveStore } from './live-store'

export const LiveContext = createContext<LiveStore | null>(null)

export const useLiveStore = (): LiveStore => {
  const store = useContext(LiveContext)
  if (!store) throw new Error('Live values were asked for outside of LiveProvider. Wrap the page in the console shell.')
  return store
}

const NOTHING: readonly never[] = []

/** One document, or null while it is unknown. */
export const useDoc = <K extends LatestKind>(kind: K, id: string | null): LatestDocs[K] | null => {
  const store = useLiveStore()
  return useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribe(kind, listener), [store, kind]),
    () => (id === null ? null : store.get(kind, id)),
    () => null,
  )
}

/** All documents of a kind. */
export const useDocs = <K extends LatestKind>(kind: K): readonly LatestDocs[K][] => {
  const store = useLiveStore()
  return useSyncExternalStore<readonly LatestDocs[K][]>(
    useCallback((listener: () => void) => store.subscribe(kind, listener), [store, kind]),
    () => store.list(kind),
    () => NOTHING,
  )
}

export const useLiveJournal = (): readonly JournalEntry[] => {
  const store = useLiveStore()
  return useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribe('journal', listener), [store]),
    () => store.journal(),
    () => NOTHING,
  )
}

export const useLivePhase = (): LivePhase => {
  const store = useLiveStore()
  return useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribe('status', listener), [store]),
    () => store.status().phase,
    () => 'connecting',
  )
}
