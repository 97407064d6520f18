'use client'

import { useEffect, useState, type ReactNode } from 'react'
import { useTRPCClient } from '@/components/api/trpc'
import { LiveStore } from './live-store'
import { shareStream, type OpenStream } from './shared-stream'
import { LiveContext } from './use-live'

/** Opens the one live stream for the whole console and keeps it open. */
export const LiveProvider = ({ children }: { readonly children: ReactNode }) => {
  const client = useTRPCClient()
  const [store] = useState(() => new LiveStore())
  useEffect(() => {
    const open: OpenStream = ({ onMessage, onLost }) => {
      const subscription = client.live.events.subscribe(
        { lastEventId: null },
        {
          onData: ({ data }) => onMessage(data),
          onConnectionStateChange: ({ state }) => (state === 'pending' ? undefined : onLost()),
          onError: onLost,
          onStopped: onLost,
        },
      )
      return () => subscription.unsubscribe()
    }
    return shareStream(store, open)
  }, [client, store])
  return <LiveContext value={store}>{children}</LiveContext>
}
