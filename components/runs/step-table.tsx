'use client'

import { useState } from 'react'
import { useOrder } from '@/components/api/use-verb'
import { useFormat } from '@/components/format/use-format'
import { useDocs } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { useWiring } from '@/components/power/use-chain'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay } from '@/components/shell/use-user'
import { STEP_SEVERITY } from '@/components/status/severities'
import { Button } from '@/components/ui/button'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { MeterBar } from '@/components/ui/meter-bar'
import { StatusMark } from '@/components/ui/status-mark'
import type { HostId } from '@/server/domain/ids'
import type { MoveReport } from '@/server/domain/move-report'
import { isEnded, type RunWithSteps, type Step } from '@/server/domain/run'
import { onlyUpsAfter } from '@/server/domain/single-feed'
import { askedWords, sentenceWords } from './sentence-words'

const ORDER = { running: 0, failed: 1, pending: 2, done: 3, skipped: 4, cancelled: 5 } as const

const Elapsed = ({ step }: { readonly step: Step }) => {
  const format = useFormat()
  const now = useNow()
  const end = step.endedAtMs ?? now
  const elapsed = step.startedAtMs === null || end === null ? null : (end - step.startedAtMs) / 1000
  const late = step.state === 'running' && elapsed !== null && elapsed > step.limitSeconds
  return (
    <>
      <span className={late ? 'text-warn' : ''}>{format.duration(elapsed)}</span>
      <span className="text-fg-3"> / {format.duration(step.limitSeconds)}</span>
    </>
  )
}

/** How a VM came through its move: whether its guest answers, and how long it stood still (S0-07, S4-09). */
const Moved = ({ report }: { readonly report: MoveReport }) => {
  const m = useMessages()
  const format = useFormat()
  const { guest, asked, downtimeMs, downtimeFrom } = report
  const parts = [
    guest === 'answers' && asked !== null ? m.runs.guestAnswers(askedWords(asked, m)) : null,
    guest === 'unchecked' ? m.runs.guestUnchecked : null,
    downtimeMs === null
      ? null
      : (downtimeFrom === 'probe' ? m.runs.downtimeProbed : m.runs.downtimeTold)(format.reading(downtimeMs, 'ms')),
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : <span className="block text-xs text-fg-3">{parts.join(' · ')}</span>
}

/** How far its manager says the call has come. */
const Progress = ({ percent }: { readonly percent: number }) => {
  const words = useMessages().runs.progress(useFormat().percent(percent))
  return (
    <span className="flex items-center gap-2 tabular-nums">
      <MeterBar percent={percent} label={words} className="h-1 w-16" />
      <span aria-hidden>{words}</span>
    </span>
  )
}

/** What the manager says came of it; and where it took more than one try, or the try did not do it, each of them. */
const Result = ({ step }: { readonly step: Step }) => {
  const m = useMessages()
  const { attempts, result } = step
  const isTold = attempts.length > 1 || attempts.some(({ outcome }) => outcome !== 'verified' && outcome !== 'open')
  return (
    <>
      {result === null && step.progressPercent === undefined ? '—' : null}
      {result === null ? null : sentenceWords(result, m)}
      {step.progressPercent === undefined ? null : <Progress percent={step.progressPercent} />}
      {step.moved === undefined ? null : <Moved report={step.moved} />}
      {isTold ? (
        <ul aria-label={m.runs.stepColumns.attempts}>
          {attempts.map(({ action, outcome, message, startedAtMs }) => (
            <li key={startedAtMs} className="text-xs text-fg-3" title={message === null ? undefined : sentenceWords(message, m)}>
              {m.status.action[action]}: {m.status.attempt[outcome]}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

/** Of a VM that is stopped by value: when. */
const Moment = ({ step }: { readonly step: Step }) => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const { notBeforeMs, state } = step
  if (notBeforeMs === undefined || state !== 'pending' || (now !== null && notBeforeMs <= now)) return null
  return <span className="block text-xs text-fg-2">{m.runs.stopsAt(format.clock(notBeforeMs))}</span>
}

/** Of a move: that it is being called off, or what it has left behind for a person to delete. */
const MoveNotes = ({ step, hostName }: { readonly step: Step; readonly hostName: string | null }) => {
  const m = useMessages()
  const { calledOff, storage, state, before } = step
  const left = state === 'done' && step.attempts.length > 0 ? (storage?.leaves ?? []) : []
  return (
    <>
      {calledOff === undefined || state !== 'running' ? null : (
        <span className="block text-xs text-fg-2">
          {storage === undefined ? m.maintenance.moveCalledOff : m.maintenance.calledOff} {sentenceWords(calledOff.why, m)}
          {calledOff.awaited === undefined ? null : ` ${m.maintenance.moveAwaited} ${calledOff.awaited}`}
        </span>
      )}
      {left.length === 0 ? null : (
        <span className="block text-xs text-fg-2">
          {m.maintenance.leavesDisks(hostName ?? before.hostId ?? '—', left.join(', '))}
        </span>
      )}
    </>
  )
}

/** What is done, on what, why, for how long, and what the manager says came of it. */
export const StepTable = ({ run }: { readonly run: RunWithSteps }) => {
  const m = useMessages()
  const format = useFormat()
  const may = useMay('operate')
  const hosts = useDocs('host')
  const wiring = useWiring()
  const [asked, setAsked] = useState<{ readonly verb: 'skip' | 'retry'; readonly step: Step } | null>(null)
  const close = (): void => setAsked(null)
  const order = useOrder(
    (
      client,
      given: { readonly verb: 'skip' | 'retry'; readonly step: Step; readonly reason: string | null },
      { signal, orderId },
    ) => {
      const input = { runId: run.id, stepId: given.step.id, reason: given.reason, orderId }
      return given.verb === 'skip'
        ? client.runs.skipStep.mutate(input, { signal })
        : client.runs.retryStep.mutate(input, { signal })
    },
    close,
  )
  const why = (step: Step): string => {
    const fired = run.fired.find(({ stageId }) => stageId === step.stageId)
    if (fired !== undefined) return sentenceWords(fired.why, m)
    if (step.wave !== undefined) return m.runs.wave(step.wave.no, m.runs.startGroup[step.wave.group])
    return step.direction === 'up' ? m.runs.recovery : m.status.runKind[run.kind]
  }
  const nameOf = (hostId: HostId | null): string | null => hosts.find(({ id }) => id === hostId)?.name ?? null
  const isOnSingleUps = ({ action, before, targetHostId }: Step): boolean =>
    action === 'migrate' && targetHostId !== null && onlyUpsAfter(wiring, before.hostId, targetHostId) !== null
  const steps = run.steps.toSorted((a, b) => ORDER[a.state] - ORDER[b.state] || a.seq - b.seq)
  const c = m.runs.stepColumns
  const open = !isEnded(run.phase)
  return (
    <>
      <DataTable
        label={m.runs.stepsTable}
        head={
          <>
            <Th>{c.state}</Th>
            <Th>{c.what}</Th>
            <Th>{c.object}</Th>
            <Th className="max-xl:hidden">{c.why}</Th>
            <Th end className="max-sm:hidden">
              {c.time}
            </Th>
            <Th className="max-sm:hidden">{c.result}</Th>
            <Th>
              <span className="sr-only">{c.actions}</span>
            </Th>
          </>
        }
      >
        {steps.map((step) => (
          <Tr key={step.id} className={step.state === 'running' ? 'bg-ink-4/25' : ''}>
            <Td className={step.state === 'pending' || step.state === 'cancelled' ? 'text-fg-3' : ''}>
              <StatusMark severity={step.moved?.guest === 'silent' ? 'warning' : STEP_SEVERITY[step.state]}>
                {m.status.step[step.state]}
              </StatusMark>
            </Td>
            <Td className="py-1 max-xl:!whitespace-normal">
              {m.status.action[step.action]}
              {step.targetHostId ? (
                <span className="text-fg-2">
                  {' '}
                  {(step.action === 'start' ? m.runs.on : m.runs.to)(nameOf(step.targetHostId) ?? step.targetHostId)}
                </span>
              ) : null}
              {step.storage === undefined ? null : (
                <span className="block text-xs text-fg-2">{m.maintenance.disksTo(step.storage.datastoreName)}</span>
              )}
              <Moment step={step} />
              <MoveNotes step={step} hostName={nameOf(step.before.hostId)} />
              {isOnSingleUps(step) ? <span className="block text-xs text-fg-2">{m.maintenance.singleUps}</span> : null}
              <span className="block text-xs text-fg-3 xl:hidden">{why(step)}</span>
              <span className="block text-xs text-fg-2 sm:hidden">
                <Elapsed step={step} />
                {step.result ? ` · ${sentenceWords(step.result, m)}` : null}
                {step.progressPercent === undefined ? null : ` · ${m.runs.progress(format.percent(step.progressPercent))}`}
              </span>
            </Td>
            <Td className="font-[550]">{step.object.name}</Td>
            <Td className="max-w-56 truncate text-sm text-fg-2 max-xl:hidden" title={why(step)}>
              {why(step)}
            </Td>
            <Td end className="max-sm:hidden">
              <Elapsed step={step} />
            </Td>
            <Td className="max-w-72 min-w-40 py-1 !whitespace-normal text-sm text-fg-2 max-sm:hidden">
              <Result step={step} />
            </Td>
            <Td end>
              {may && open && (step.state === 'pending' || step.state === 'running') ? (
                <Button
                  size="small"
                  variant="quiet"
                  aria-label={m.runs.skipTitle(step.object.name)}
                  onPress={() => setAsked({ verb: 'skip', step })}
                >
                  {m.runs.skip}
                </Button>
              ) : null}
              {may && open && step.state === 'failed' ? (
                <Button
                  size="small"
                  aria-label={m.runs.retryTitle(step.object.name)}
                  onPress={() => setAsked({ verb: 'retry', step })}
                >
                  {m.runs.retry}
                </Button>
              ) : null}
            </Td>
          </Tr>
        ))}
      </DataTable>
      <ReasonDialog
        key={asked?.step.id}
        isOpen={asked !== null}
        onClose={close}
        title={asked ? (asked.verb === 'skip' ? m.runs.skipTitle : m.runs.retryTitle)(asked.step.object.name) : ''}
        consequence={asked?.verb === 'skip' ? m.runs.skipEffect : m.runs.retryEffect}
        actLabel={asked?.verb === 'skip' ? m.runs.skip : m.runs.retry}
        isPending={order.isPending}
        onAct={(reason) => (asked ? order.mutate({ ...asked, reason }) : undefined)}
      />
    </>
  )
}
