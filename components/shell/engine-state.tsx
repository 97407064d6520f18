'use client'

import { useDocs } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'

/** After so long without a beat the engine counts as not answering. */
const SILENT_AFTER_MS = 5_000

/** The newest engine and how long it has been silent; `silentMs` null while it answers. */
export const useEngine = () => {
  const engines = useDocs('engine')
  const now = useNow()
  const engine = engines.reduce<(typeof engines)[number] | null>(
    (newest, candidate) => (newest && newest.beatAtMs >= candidate.beatAtMs ? newest : candidate),
    null,
  )
  const ageMs = engine && now !== null ? now - engine.beatAtMs : null
  return { engine, silentMs: ageMs !== null && ageMs > SILENT_AFTER_MS ? ageMs : null, known: now !== null }
}

export const EngineState = () => {
  const m = useMessages()
  const { engine, silentMs, known } = useEngine()
  const word =
    engine === null ? m.shell.engine.none : silentMs === null ? m.shell.engine.ok(engine.version) : m.shell.engine.quiet
  return <span className="hidden px-2.5 text-xs text-fg-3 md:block">{known ? word : m.common.loading}</span>
}
