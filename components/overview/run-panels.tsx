'use client'

import { useFormat } from '@/components/format/use-format'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { RunControls } from '@/components/runs/run-controls'
import { RunTimeline } from '@/components/runs/run-timeline'
import { dangerWords } from '@/components/status/danger-words'
import { LinkButton } from '@/components/ui/button'
import { TitledPanel } from '@/components/ui/panel'
import { isEnded } from '@/server/domain/run'
import { runHref } from '@/components/shell/hrefs'

/** The outages being carried through now, each against its battery. */
export const RunPanels = () => {
  const m = useMessages()
  const format = useFormat()
  const runs = useDocs('run').filter(({ kind, phase }) => kind === 'outage' && !isEnded(phase))
  return runs.map((run) => (
    <TitledPanel
      key={run.id}
      title={run.title}
      aside={[
        run.outageStartedAtMs === null ? null : m.overview.mainsFailed(format.clock(run.outageStartedAtMs)),
        run.danger ? dangerWords(run.danger, m) : null,
      ]
        .filter(Boolean)
        .join(' · ')}
      actions={
        <>
          <RunControls run={run} />
          <LinkButton href={runHref(run.id)} variant="quiet">
            {m.shell.strip.openRun}
          </LinkButton>
        </>
      }
    >
      <RunTimeline run={run} />
    </TitledPanel>
  ))
}
