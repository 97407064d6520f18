'use client'

import { useCallback, useSyncExternalStore } from 'react'
import { useLiveStore } from './use-live'

/** One timer for the page: every clock on it ticks together, and only the components that show a time render. */
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const tell of listeners) tell()
  }, 200)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** The server's time, stepping by `stepMs`; null before the first message and while the page is rendered on the server. */
export const useNow = (stepMs = 1000): number | null => {
  const store = useLiveStore()
  const read = useCallback(() => {
    const { lastMessageAtMs, clockOffsetMs } = store.status()
    return lastMessageAtMs === null ? null : Math.floor((Date.now() + clockOffsetMs) / stepMs) * stepMs
  }, [store, stepMs])
  return useSyncExternalStore(subscribe, read, () => null)
}

/** Milliseconds since the stream last said anything; null: it never did. */
export const useSilenceMs = (): number | null => {
  const store = useLiveStore()
  const read = useCallback(() => {
    const { lastMessageAtMs } = store.status()
    return lastMessageAtMs === null ? null : Math.max(0, Math.floor((Date.now() - lastMessageAtMs) / 200) * 200)
  }, [store])
  return useSyncExternalStore(subscribe, read, () => null)
}
