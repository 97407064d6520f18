'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { errorText } from '@/components/api/error-text'
import { useTRPC } from '@/components/api/trpc'
import { useFormat } from '@/components/format/use-format'
import { useDoc } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { phaseWords } from '@/components/status/danger-words'
import { MarginBasis } from '@/components/status/margin-basis-line'
import { isPressing, latestWords } from '@/components/status/latest-words'
import { stageName } from '@/components/status/stage-labels'
import { PHASE_SEVERITY } from '@/components/status/severities'
import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, TitledPanel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StatusMark } from '@/components/ui/status-mark'
import { isEnded, isInOutage, type RunWithSteps } from '@/server/domain/run'
import { heldWords, holdLeftSeconds } from './hold-words'
import { RecoveryWaves } from './recovery-waves'
import { RunControls } from './run-controls'
import { RunNotes } from './run-notes'
import { originOf } from './run-rows'
import { RunTimeline } from './run-timeline'
import { sentenceWords } from './sentence-words'
import { StepTable } from './step-table'
import { useRunMoments } from './use-run-moments'

const Figure = ({
  term,
  detail,
  children,
}: {
  readonly term: string
  readonly detail?: ReactNode
  readonly children: ReactNode
}) => (
  <div className="grid content-start gap-0.5">
    <span className="text-xs text-fg-3">{term}</span>
    <span className="text-xl font-semibold tracking-tight tabular-nums">{children}</span>
    {detail ? <span className="text-xs text-fg-2">{detail}</span> : null}
  </div>
)

/** The stage that fires next, and until when a person may keep it from that. */
const NextStage = ({ run }: { readonly run: RunWithSteps }) => {
  const m = useMessages()
  const format = useFormat()
  const next = useRunMoments(run)?.stages[0]
  const told = next === undefined ? null : latestWords(next.moment, (seconds) => format.clock(originOf(run) + seconds * 1000), m)
  if (next === undefined || told === null) return null
  return (
    <Figure term={m.runs.nextStage} detail={next.name}>
      <span className={isPressing(next.moment) ? 'text-warn' : ''}>{told}</span>
    </Figure>
  )
}

const Head = ({ run }: { readonly run: RunWithSteps }) => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const group = useDoc('group', run.powerGroupId)
  const ended = isEnded(run.phase)
  const outage = run.outageStartedAtMs
  const until = run.mainsBackAtMs ?? run.endedAtMs ?? now
  const left = holdLeftSeconds(run, group)
  const done = run.steps.filter(({ state }) => state === 'done').length
  return (
    <Panel className="flex flex-wrap items-start gap-x-8 gap-y-3 px-4 py-3">
      <Figure term={m.runs.phase}>
        <StatusMark severity={PHASE_SEVERITY[run.phase]}>{phaseWords(run, m)}</StatusMark>
      </Figure>
      {outage === null ? null : (
        <Figure term={run.mainsBackAtMs === null && !ended ? m.runs.onBattery : m.runs.wasOnBattery}>
          {until === null ? '—' : format.duration((until - outage) / 1000)}
        </Figure>
      )}
      {run.mainsBackAtMs === null || ended ? null : (
        <Figure term={outage === null ? m.runs.dangerOverSince : m.runs.mainsBack}>
          {now === null ? '—' : format.duration((now - run.mainsBackAtMs) / 1000)}
        </Figure>
      )}
      {group && !ended && run.kind === 'outage' ? (
        <>
          <Figure
            term={m.runs.runtime}
            detail={group.loadPercent === null ? null : m.shell.strip.atLoad(format.percent(group.loadPercent))}
          >
            {format.duration(group.runtimeSeconds)}
          </Figure>
          <NextStage run={run} />
          {/* With the mains back it would be the margin of another outage. */}
          {!isInOutage(run) || !group.forecast || group.forecast.marginSeconds === null ? null : (
            <Figure term={m.runs.margin} detail={<MarginBasis forecast={group.forecast} className="block max-w-64 !text-xs" />}>
              {format.margin(group.forecast.marginSeconds)}
            </Figure>
          )}
        </>
      ) : null}
      <div className="ms-auto grid justify-items-end gap-0.5 text-sm text-fg-2">
        <span>{m.runs.steps(done, run.steps.length)}</span>
        <span>{m.runs.startedBy(run.startedBy, format.moment(run.startedAtMs))}</span>
        {run.reason ? <span>“{run.reason}”</span> : null}
      </div>
      {run.heldSinceMs === null || now === null ? null : (
        <p className="w-full text-warn">
          {heldWords(run, format.duration((now - run.heldSinceMs) / 1000), left === null ? null : format.duration(left), m)}
        </p>
      )}
      {run.kind === 'outage' ? <RunNotes run={run} /> : null}
      {run.dryRun ? <p className="w-full text-fg-2">{m.runs.dryRunBanner}</p> : null}
      {run.fired.length > 0 ? (
        <ul aria-label={m.runs.firedStages} className="grid w-full gap-0.5 text-sm text-fg-2">
          {run.fired.map(({ stageId, stageName: name, firedAtMs, why }) => (
            <li key={stageId}>
              <span className="text-fg">{format.clock(firedAtMs)}</span> {stageName({ stageId, name }, m)}:{' '}
              {sentenceWords(why, m)}
            </li>
          ))}
        </ul>
      ) : null}
    </Panel>
  )
}

export const RunView = ({ runId }: { readonly runId: string }) => {
  const m = useMessages()
  const live = useDoc('run', runId)
  const stored = useQuery({ ...useTRPC().runs.get.queryOptions({ runId }), enabled: live === null })
  const run = live ?? stored.data ?? null
  if (!run && stored.error)
    return (
      <EmptyState title={m.runs.gone} action={<LinkButton href="/runs">{m.runs.back}</LinkButton>}>
        {errorText(stored.error, m).message}
      </EmptyState>
    )
  if (!run) return <SkeletonRows rows={10} label={m.common.loading} />
  return (
    <>
      <PageHeader
        title={run.title}
        aside={
          <Link href={`/audit?runId=${encodeURIComponent(run.id)}`} className="link inline-flex min-h-6 items-center">
            {m.audit.title}
          </Link>
        }
      >
        <RunControls run={run} />
      </PageHeader>
      <Head run={run} />
      <TitledPanel title={run.outageStartedAtMs === null ? m.runs.plainTimeline : m.runs.timeline}>
        <RunTimeline run={run} />
      </TitledPanel>
      <RecoveryWaves run={run} />
      <TitledPanel title={m.runs.stepsTable} flush>
        <StepTable run={run} />
      </TitledPanel>
    </>
  )
}
