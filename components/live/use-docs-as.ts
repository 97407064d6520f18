'use client'

import { useCallback, useState, useSyncExternalStore } from 'react'
import type { LatestDocs, LatestKind } from '@/server/domain/view'
import { useLiveStore } from './use-live'

/** Views of documents that stay the very same while they say the same, whatever else changes in the documents. */
export const rememberingViews = <Doc, View>(view: (doc: Doc) => View): ((docs: readonly Doc[]) => readonly View[]) => {
  let seen: readonly Doc[] | null = null
  let told = ''
  let kept: readonly View[] = []
  return (docs) => {
    if (docs === seen) return kept
    seen = docs
    const next = docs.map(view)
    const text = JSON.stringify(next)
    if (text === told) return kept
    told = text
    kept = next
    return kept
  }
}

const NOTHING: readonly never[] = []

/** What a screen needs of all documents of a kind: it is drawn anew only when that changes, and not with each figure. `view` is asked for once. */
export const useDocsAs = <K extends LatestKind, View>(kind: K, view: (doc: LatestDocs[K]) => View): readonly View[] => {
  const store = useLiveStore()
  const [viewed] = useState(() => rememberingViews(view))
  return useSyncExternalStore<readonly View[]>(
    useCallback((listener: () => void) => store.subscribe(kind, listener), [store, kind]),
    () => viewed(store.list(kind)),
    () => NOTHING,
  )
}
