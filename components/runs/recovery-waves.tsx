'use client'

import { useMessages } from '@/components/messages/use-messages'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import { TitledPanel } from '@/components/ui/panel'
import { isEnded, type RunWithSteps } from '@/server/domain/run'
import { sentenceWords } from './sentence-words'
import { wavesShown } from './waves-shown'

/** In which order VMs come back, how far that is, and what the next wave waits for and why (R2, R3). */
export const RecoveryWaves = ({ run }: { readonly run: RunWithSteps }) => {
  const m = useMessages()
  const waves = wavesShown(run)
  if (waves.length === 0) return null
  const c = m.runs.waveColumns
  const note = isEnded(run.phase) || run.recoveryNote?.isUnprotected === true ? null : (run.recoveryNote ?? null)
  return (
    <TitledPanel title={m.runs.wavesTitle} flush>
      <DataTable
        label={m.runs.wavesTitle}
        head={
          <>
            <Th>{c.wave}</Th>
            <Th>{c.state}</Th>
            <Th>{c.vms}</Th>
            <Th className="max-sm:hidden">{c.waitsFor}</Th>
          </>
        }
      >
        {waves.map(({ no, group, state, up, names, unanswered, silent, isNext }) => {
          const words = [
            isNext && note !== null ? sentenceWords(note.why, m) : null,
            unanswered.length === 0 ? null : m.runs.guestsAwaited(unanswered.join(', ')),
            silent.length === 0 ? null : m.runs.guestsSilent(silent.join(', ')),
          ].filter((each) => each !== null)
          return (
            <Tr key={no}>
              <Td>{m.runs.startGroup[group]}</Td>
              <Td>
                <StatusMark
                  severity={silent.length > 0 || state === 'failed' ? 'warning' : state === 'done' ? 'normal' : 'advisory'}
                >
                  {m.runs.waveState[state]} {up}/{names.length}
                </StatusMark>
              </Td>
              <Td className="py-1 !whitespace-normal">{names.join(', ')}</Td>
              <Td className="py-1 !whitespace-normal text-sm text-fg-2 max-sm:hidden">
                {words.length === 0 ? '—' : words.join('; ')}
              </Td>
            </Tr>
          )
        })}
      </DataTable>
    </TitledPanel>
  )
}
