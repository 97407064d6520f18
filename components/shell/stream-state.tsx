'use client'

import { useFormat } from '@/components/format/use-format'
import { useLivePhase } from '@/components/live/use-live'
import { useSilenceMs } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { StatusMark } from '@/components/ui/status-mark'

/** Beats come each second; three missed ones mean that what is on screen may be old. */
export const STALE_AFTER_MS = 3_500

export const StreamState = () => {
  const m = useMessages()
  const format = useFormat()
  const phase = useLivePhase()
  const silence = useSilenceMs()
  if (phase === 'connecting' || silence === null) return <StatusMark severity="stale">{m.shell.stream.connecting}</StatusMark>
  if (phase === 'reconnecting')
    return <StatusMark severity="stale">{m.shell.stream.reconnecting(format.age(silence))}</StatusMark>
  if (silence > STALE_AFTER_MS) return <StatusMark severity="stale">{m.shell.stream.stale(format.age(silence))}</StatusMark>
  return <span className="text-fg-2">{m.shell.stream.live(format.age(silence))}</span>
}
