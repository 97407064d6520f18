'use client'

import { useRef, useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useFormat } from '@/components/format/use-format'
import { useDoc } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { Verdict } from '@/components/status/verdict'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/overlay'
import { StatusMark } from '@/components/ui/status-mark'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import type { PlanContent, Trigger } from '@/server/domain/plan'
import { ConfirmAtOnce } from './acts-at-once'
import type { PlanRow, PlanVersionRow } from './plan-types'
import { forecastLead } from './forecast-lead'
import { diffPlans, type PlanSetting } from './plan-diff'
import { PlanWarnings } from './plan-warnings'
import { settingTitle, settingWords } from './setting-words'
import { changedTriggers, onLiveMains } from './trigger-diff'
import { triggerWords } from './trigger-words'
import { useKeptVersions } from './use-kept-versions'
import { usePlanForecast } from './use-plan-forecast'

const NOW = { startChargePercent: null, oneFeedOnly: false } as const
const NAMED = 12

const BeforeAfter = ({ before, after }: { readonly before: string; readonly after: string }) => (
  <>
    <span className="text-fg-2">{before}</span>
    <span aria-hidden="true"> → </span>
    <span className="sr-only">{useMessages().plans.publish.becomes}</span>
    {after}
  </>
)

/** What holds for the whole plan otherwise than now, before and after. */
const Settings = ({
  parts,
  before,
  after,
}: {
  readonly parts: readonly PlanSetting[]
  readonly before: PlanContent
  readonly after: PlanContent
}) => {
  const m = useMessages()
  const format = useFormat()
  const told = parts
    .map((part) => ({
      part,
      was: settingWords(part, before, format.percent, m),
      is: settingWords(part, after, format.percent, m),
    }))
    .filter(({ was, is }) => was !== is)
  return told.map(({ part, was, is }) => (
    <li key={part}>
      <span className="text-xs text-fg-3">{settingTitle(part, m)}</span>
      <p>
        <BeforeAfter before={was} after={is} />
      </p>
    </li>
  ))
}

const Changes = ({ before, after }: { readonly before: PlanContent | null; readonly after: PlanContent }) => {
  const p = useMessages().plans.publish
  const diff = diffPlans(before, after)
  const rows = [
    { term: p.stagesAdded, names: diff.stagesAdded },
    { term: p.stagesRemoved, names: diff.stagesRemoved },
    { term: p.stagesChanged, names: diff.stagesChanged },
    { term: p.vmsAdded, names: diff.vmsAdded },
    { term: p.vmsRemoved, names: diff.vmsRemoved },
    { term: p.vmsMoved, names: diff.vmsMoved },
    { term: p.vmsChanged, names: diff.vmsChanged },
  ].filter(({ names }) => names.length > 0)
  if (rows.length === 0 && diff.settingsChanged.length === 0) return <p className="text-fg-2">{p.none}</p>
  return (
    <ul className="grid gap-2">
      {rows.map(({ term, names }) => (
        <li key={term}>
          <span className="text-xs text-fg-3">
            {term} ({names.length})
          </span>
          <p>
            {names.slice(0, NAMED).join(', ')}
            {names.length > NAMED ? ' …' : null}
          </p>
        </li>
      ))}
      {before === null ? null : <Settings parts={diff.settingsChanged} before={before} after={after} />}
    </ul>
  )
}

/** What fires each stage otherwise than now, before and after. */
const Triggers = ({ before, after }: { readonly before: PlanContent | null; readonly after: PlanContent }) => {
  const m = useMessages()
  const p = m.plans.publish
  const format = useFormat()
  const words = (triggers: readonly Trigger[]): string =>
    triggers.map((trigger) => triggerWords(trigger, m, format.percent)).join('; ') || p.noTrigger
  const changes = changedTriggers(before, after)
  if (changes.length === 0) return null
  return (
    <div className="grid gap-1">
      <span className="text-xs text-fg-3">{p.triggersChanged}</span>
      <ul className="grid gap-1">
        {changes.map((change, index) => (
          <li key={index}>
            {change.stage ?? p.hosts}: <BeforeAfter before={words(change.before)} after={words(change.after)} />
          </li>
        ))}
      </ul>
    </div>
  )
}

const OnLiveMains = ({ content }: { readonly content: PlanContent }) => {
  const p = useMessages().plans.publish
  const { stages, hosts } = onLiveMains(content)
  const names = [...stages, ...(hosts ? [p.hosts] : [])]
  if (names.length === 0) return null
  return (
    <p className="text-warn">
      <StatusMark severity="warning">{p.onLiveMains}</StatusMark> {p.onLiveMainsEffect(names.join(', '))}
    </p>
  )
}

/** The last look before a version acts: what it changes, how it would end, and why, where it would not end well. */
export const PublishSheet = ({
  plan,
  published,
  content,
  saved,
  onClose,
}: {
  readonly plan: PlanRow
  readonly published: PlanVersionRow | null
  readonly content: PlanContent
  /** The version that holds this content; null: it is saved first. */
  readonly saved: PlanVersionRow | null
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const p = m.plans.publish
  const format = useFormat()
  const group = useDoc('group', plan.powerGroupId)
  const [reason, setReason] = useState('')
  const [actsAtOnce, setActsAtOnce] = useState(false)
  /** What a refused publishing has saved already is not saved again. */
  const keep = useRef(saved)
  const forecast = usePlanForecast(plan.powerGroupId, content, NOW)
  const { keepPublished } = useKeptVersions(plan.id)
  const publish = useVerb(
    async (client) => {
      const version = keep.current ?? (await client.plans.saveVersion.mutate({ planId: plan.id, content, note: null }))
      keep.current = version
      await client.plans.publish.mutate({ planId: plan.id, versionId: version.id, reason: reason.trim() || null, actsAtOnce })
      return version
    },
    (version) => {
      keepPublished(version)
      toast({ title: p.done })
      onClose()
    },
  )
  const clean = forecast.data?.verdict === 'clean'
  const missing = forecast.data !== undefined && !clean && reason.trim() === ''
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={saved ? p.title(saved.number) : p.titleUnsaved}
      closeLabel={m.common.close}
      footer={
        <>
          <TextField
            label={m.common.reason}
            value={reason}
            onChange={setReason}
            maxLength={500}
            isRequired={!clean}
            hint={clean ? m.common.reasonHint : p.needsReason}
          />
          <ConfirmAtOnce error={publish.error} isSelected={actsAtOnce} onChange={setActsAtOnce} />
          <div className="flex justify-between">
            <Button onPress={onClose}>{m.common.cancel}</Button>
            <Button
              variant="primary"
              isPending={publish.isPending}
              isDisabled={!forecast.data || missing}
              onPress={() => publish.mutate(undefined)}
            >
              {saved ? p.act : p.actUnsaved}
            </Button>
          </div>
        </>
      }
    >
      <div className="grid gap-5">
        <section className="grid gap-1">
          <h3 className="font-semibold">{p.verdict}</h3>
          <p className="text-fg-2">
            {forecast.data ? (
              <Verdict forecast={forecast.data} supposing={forecastLead(group, null, m, format.percent)} />
            ) : (
              m.plans.computing
            )}
          </p>
          <PlanWarnings warnings={forecast.data?.warnings} />
        </section>
        <section className="grid gap-1">
          <h3 className="font-semibold">{p.changes}</h3>
          {published ? null : <p className="text-fg-2">{p.first}</p>}
          <Changes before={published?.content ?? null} after={content} />
          <Triggers before={published?.content ?? null} after={content} />
          <OnLiveMains content={content} />
        </section>
      </div>
    </Sheet>
  )
}
