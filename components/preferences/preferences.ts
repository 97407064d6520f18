'use client'

import { useSyncExternalStore } from 'react'
import type { ClockZone } from '@/components/format/time'

const KEY = 'ridethrough.clock'
const listeners = new Set<() => void>()

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/** UTC or local, for every time on screen at once; they are never mixed. */
export const useClockZone = (): ClockZone =>
  useSyncExternalStore(
    subscribe,
    () => (window.localStorage.getItem(KEY) === 'local' ? 'local' : 'utc'),
    () => 'utc',
  )

export const setClockZone = (zone: ClockZone): void => {
  window.localStorage.setItem(KEY, zone)
  for (const tell of listeners) tell()
}
