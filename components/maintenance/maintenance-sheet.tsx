'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { errorText } from '@/components/api/error-text'
import { refusalWords } from '@/components/api/refusal-words'
import { useTRPC } from '@/components/api/trpc'
import { useOrder } from '@/components/api/use-verb'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Check } from '@/components/ui/check'
import { ErrorNote } from '@/components/ui/error-note'
import { Sheet } from '@/components/ui/overlay'
import { SkeletonRows } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import type { EvacuationChoice, ShownItem } from '@/server/domain/order'
import type { EvacuationPreview } from '@/server/domain/preflight'
import type { Host } from '@/server/domain/world'
import { choicesOf, shownOf } from './choices'
import { EvacuationTable, type Decision } from './evacuation-table'
import { reasonsInWords } from './reason-words'
import { warnBeforeLeaving } from './warn-before-leaving'

/** What is ordered. */
interface Given {
  readonly choices: readonly EvacuationChoice[]
  readonly saveAll: boolean
  readonly makeRoom: boolean
  readonly shown: readonly ShownItem[]
  readonly reason: string | null
}

const UNDO_MS = 5_000
const REFRESH_MS = 4_000

export const Counts = ({ preview }: { readonly preview: EvacuationPreview }) => {
  const m = useMessages()
  const format = useFormat()
  const count = (action: EvacuationPreview['items'][number]['action']): number =>
    preview.items.filter((item) => item.action === action).length
  const words = [
    { key: 'migrate', n: count('migrate'), text: m.maintenance.migrate, tone: '' },
    { key: 'save', n: count('save-state'), text: m.maintenance.save, tone: '' },
    { key: 'shutdown', n: count('shutdown'), text: m.maintenance.shutdown, tone: '' },
    { key: 'blocked', n: preview.blockers, text: m.maintenance.blocked, tone: 'text-crit' },
  ].filter(({ n }) => n > 0)
  return (
    <div className="flex flex-wrap gap-x-4 pb-2">
      {words.length === 0 ? <span className="text-fg-2">{m.maintenance.nothing}</span> : null}
      {words.map(({ key, n, text, tone }) => (
        <span key={key} className={`font-[550] ${tone}`}>
          {text(n)}
        </span>
      ))}
      <span className="ms-auto text-sm text-fg-2">
        {m.maintenance.about(format.duration(preview.expectedSeconds), format.duration(preview.worstSeconds))}
      </span>
    </div>
  )
}

/** How good it is where the VMs go; nothing where all are placed without anybody making room. */
const PlacementNote = ({ placement }: { readonly placement: NonNullable<EvacuationPreview['placement']> }) => {
  const m = useMessages()
  const { makeRoom, unplaced, isExact, gapPercent } = placement
  const words = [
    makeRoom > 0 ? m.maintenance.makingRoom(makeRoom) : null,
    unplaced > 0 && isExact ? m.maintenance.provenBest : null,
    unplaced > 0 && !isExact ? m.maintenance.gapLeft(`${String(gapPercent).replace('.', m.planner.decimalPoint)} %`) : null,
  ].filter((text) => text !== null)
  return words.length === 0 ? null : <p className="pb-2 text-sm text-fg-2">{words.join(' ')}</p>
}

/** One click shows what would happen to every VM; the button runs it, after five seconds in which it can be undone. */
export const MaintenanceSheet = ({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) => {
  const m = useMessages()
  const trpc = useTRPC()
  const [decisions, setDecisions] = useState<ReadonlyMap<string, Decision>>(new Map())
  const [reason, setReason] = useState('')
  const [saveAll, setSaveAll] = useState(false)
  const [makeRoom, setMakeRoom] = useState(true)
  const choices = choicesOf(decisions)
  const {
    data: preview,
    error,
    isPlaceholderData: isOfOtherChoices,
  } = useQuery({
    ...trpc.maintenance.preview.queryOptions({ hostId: host.id, choices: [...choices], saveAll, makeRoom }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
  const enter = useOrder(
    (client, given: Given) =>
      client.maintenance.enter.mutate({ hostId: host.id, ...given, choices: [...given.choices], shown: [...given.shown] }),
    () => toast({ severity: 'maintenance', title: m.maintenance.entering(host.name) }),
    { isLate: true },
  )
  const begin = (seen: EvacuationPreview): void => {
    const given: Given = { choices, saveAll, makeRoom, shown: shownOf(seen), reason: reason.trim() || null }
    // Until then only this page knows of it: left or reloaded, it would order nothing.
    const release = warnBeforeLeaving()
    const timer = setTimeout(() => {
      release()
      enter.mutate(given)
    }, UNDO_MS)
    toast(
      {
        severity: 'maintenance',
        title: m.maintenance.started(host.name),
        action: {
          label: m.common.undo,
          onPress: () => {
            clearTimeout(timer)
            release()
            toast({ title: m.maintenance.undone(host.name) })
          },
        },
      },
      { timeoutMs: UNDO_MS },
    )
    onClose()
  }
  const refusal = preview?.refusal ?? null
  const blockers = preview?.blockers ?? 0
  return (
    <Sheet
      wide
      isOpen
      onClose={onClose}
      title={m.hosts.enterOn(host.name)}
      closeLabel={m.common.close}
      footer={
        <>
          <TextField label={m.maintenance.reasonLabel} value={reason} onChange={setReason} maxLength={500} />
          <div className="flex flex-wrap items-center justify-between gap-3">
            <Button onPress={onClose}>{m.common.cancel}</Button>
            <span className="ms-auto text-sm text-fg-2">{blockers > 0 ? m.maintenance.needsDecision(blockers) : null}</span>
            <Button
              variant="primary"
              isDisabled={!preview || isOfOtherChoices || blockers > 0 || refusal !== null}
              onPress={() => preview && begin(preview)}
            >
              {m.hosts.enterOn(host.name)}
            </Button>
          </div>
        </>
      }
    >
      {error ? <ErrorNote title={errorText(error, m).message} detail={errorText(error, m).hint} /> : null}
      {refusal ? (
        <ErrorNote
          title={m.maintenance.refused}
          detail={[refusal, preview?.refusalHint ?? ''].map((told) => refusalWords(told, m)).join(' ')}
        />
      ) : null}
      {preview ? (
        <>
          <Counts preview={preview} />
          {preview.items.length > 0 ? (
            <div className="pb-2">
              <Check isSelected={saveAll} onChange={setSaveAll}>
                {m.maintenance.saveAll}
              </Check>
            </div>
          ) : null}
          {preview.placement && (preview.placement.makeRoom > 0 || preview.placement.unplaced > 0 || !makeRoom) ? (
            <div className="pb-2">
              <Check isSelected={makeRoom} onChange={setMakeRoom}>
                {m.maintenance.makeRoom}
              </Check>
            </div>
          ) : null}
          {preview.placement ? <PlacementNote placement={preview.placement} /> : null}
          {preview.notes?.map((note) => (
            <p key={note} className="pb-2 text-sm text-fg-2">
              {reasonsInWords(note, m)}
            </p>
          ))}
          {preview.items.length > 0 ? (
            <EvacuationTable
              items={preview.items}
              decisions={decisions}
              onDecide={(vmId, decision) => setDecisions((before) => new Map(before).set(vmId, decision))}
            />
          ) : null}
        </>
      ) : error ? null : (
        <SkeletonRows label={m.maintenance.computing} />
      )}
    </Sheet>
  )
}
