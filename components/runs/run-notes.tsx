'use client'

import { useFormat } from '@/components/format/use-format'
import { useDoc, useDocs } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { dangerNow } from '@/components/status/danger-now'
import { isEnded, type RunWithSteps } from '@/server/domain/run'
import { dangerLine } from './danger-line'
import { sentenceWords } from './sentence-words'
import { useRunContent } from './use-run-content'
import { waitLine } from './wait-line'

/** What the run waits for, and whether a person will be needed. */
export const RunNotes = ({ run }: { readonly run: RunWithSteps }) => {
  const m = useMessages()
  const format = useFormat()
  const group = useDoc('group', run.powerGroupId)
  const devices = useDocs('device').filter(({ id }) => group?.deviceIds.includes(id))
  const content = useRunContent(run)
  const managers = useDocs('manager')
  const now = useNow()
  const note = run.recoveryNote ?? null
  const danger = dangerLine(run, dangerNow(run.danger?.kinds ?? [], devices, format.reading, m), content, m)
  const wait = now === null ? null : waitLine(run, group, content?.recovery ?? null, now, format.percent, m, managers)
  const leftOff = (run.switchedOff ?? []).flatMap(({ name, isVerified }) => (isVerified ? [name] : []))
  return (
    <>
      {danger === null ? null : <p className="w-full text-warn">{danger}</p>}
      {note === null || isEnded(run.phase) ? null : (
        <p className={`w-full ${note.isUnprotected ? 'text-warn' : 'text-fg-2'}`}>
          {(note.isUnprotected ? m.runs.goesOn : m.runs.recoveryWaits)(sentenceWords(note.why, m))}
        </p>
      )}
      {leftOff.length === 0 ? null : <p className="w-full text-warn">{m.runs.hostsLeftOff(leftOff.join(', '))}</p>}
      {wait === null ? null : <p className="w-full text-fg-2">{wait}</p>}
    </>
  )
}
