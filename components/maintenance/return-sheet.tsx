'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { errorText } from '@/components/api/error-text'
import { refusalWords } from '@/components/api/refusal-words'
import { useTRPC } from '@/components/api/trpc'
import { useOrder } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Check } from '@/components/ui/check'
import { ErrorNote } from '@/components/ui/error-note'
import { Sheet } from '@/components/ui/overlay'
import { SkeletonRows } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import type { Host } from '@/server/domain/world'
import { EvacuationTable, type Decision } from './evacuation-table'
import { Counts } from './maintenance-sheet'
import { reasonsInWords } from './reason-words'

const REFRESH_MS = 4_000
const NO_DECISIONS: ReadonlyMap<string, Decision> = new Map()

/** The end of a maintenance: what comes back, and whether it should. */
export const ReturnSheet = ({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) => {
  const m = useMessages()
  const [bringBack, setBringBack] = useState(true)
  const [reason, setReason] = useState('')
  const [isVouched, setIsVouched] = useState(false)
  const vouch = isVouched ? ({ vouchesForMains: true } as const) : {}
  const { data: preview, error } = useQuery({
    ...useTRPC().maintenance.exitPreview.queryOptions({ hostId: host.id, ...vouch }),
    refetchInterval: REFRESH_MS,
  })
  const exit = useOrder(
    (client, given: { readonly bringBack: boolean; readonly reason: string | null }) =>
      client.maintenance.exit.mutate({ hostId: host.id, ...vouch, ...given }),
    () => {
      toast({ severity: 'maintenance', title: m.maintenance.leaving(host.name) })
      onClose()
    },
  )
  const inTheWay = preview?.notBroughtBack ?? null
  const brings = bringBack && inTheWay === null
  return (
    <Sheet
      wide
      isOpen
      onClose={onClose}
      title={m.hosts.exitOn(host.name)}
      closeLabel={m.common.close}
      footer={
        <>
          <TextField label={m.maintenance.reasonLabel} value={reason} onChange={setReason} maxLength={500} />
          <div className="flex flex-wrap justify-between gap-3">
            <Button onPress={onClose}>{m.common.cancel}</Button>
            <Button
              variant="primary"
              isPending={exit.isPending}
              isDisabled={!preview || preview.refusal !== null}
              onPress={() => exit.mutate({ bringBack: brings, reason: reason.trim() || null })}
            >
              {m.hosts.exitOn(host.name)}
            </Button>
          </div>
        </>
      }
    >
      {error ? <ErrorNote title={errorText(error, m).message} detail={errorText(error, m).hint} /> : null}
      {preview?.refusal ? <ErrorNote title={m.maintenance.refused} detail={reasonsInWords(preview.refusal, m)} /> : null}
      {preview ? (
        <div className="grid gap-3">
          <Check isSelected={brings} onChange={setBringBack} isDisabled={preview.items.length === 0 || inTheWay !== null}>
            {m.maintenance.bringBack}
          </Check>
          {preview.mayVouch && (inTheWay !== null || isVouched) ? (
            <Check isSelected={isVouched} onChange={setIsVouched}>
              {m.maintenance.vouchesForMains}
            </Check>
          ) : null}
          {inTheWay === null ? null : <ErrorNote title={m.maintenance.notBroughtBack} detail={refusalWords(inTheWay, m)} />}
          {preview.notes?.map((note) => (
            <p key={note} className="text-sm text-fg-2">
              {reasonsInWords(note, m)}
            </p>
          ))}
          {preview.items.length === 0 ? (
            <p className="text-fg-2">{m.maintenance.nothingBack}</p>
          ) : (
            <>
              <h3 className="font-semibold">{m.maintenance.comesBack}</h3>
              <Counts preview={preview} />
              <EvacuationTable items={preview.items} decisions={NO_DECISIONS} />
            </>
          )}
        </div>
      ) : error ? null : (
        <SkeletonRows label={m.maintenance.computing} />
      )}
    </Sheet>
  )
}
