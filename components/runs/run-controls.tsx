'use client'

import { useState } from 'react'
import { useOrder } from '@/components/api/use-verb'
import { useFormat } from '@/components/format/use-format'
import { useDoc } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { isEnded, isHeldDownByDanger, mayBeMoving, mayGoAhead, overrulableWait, type RunWithSteps } from '@/server/domain/run'
import { abortEffect, continueEffect, goNowEffect, holdEffect, holdLeftSeconds } from './hold-words'

type Verb = 'hold' | 'continue' | 'go-now' | 'abort'

/** Hold, continue, abort: always there while the run lasts, each with what it will do. */
export const RunControls = ({ run }: { readonly run: RunWithSteps }) => {
  const m = useMessages()
  const may = useMay('operate')
  const format = useFormat()
  const group = useDoc('group', run.powerGroupId)
  const [asked, setAsked] = useState<Verb | null>(null)
  const close = (): void => setAsked(null)
  const order = useOrder((client, given: { readonly verb: Verb; readonly reason: string | null }, { signal, orderId }) => {
    const input = { runId: run.id, reason: given.reason, orderId }
    switch (given.verb) {
      case 'hold':
        return client.runs.hold.mutate(input, { signal })
      case 'continue':
        return client.runs.continue.mutate(input, { signal })
      case 'go-now':
        return client.runs.continue.mutate({ ...input, overrules: overrulableWait(run) ?? undefined }, { signal })
      case 'abort':
        return client.runs.abort.mutate(input, { signal })
    }
  }, close)
  // In maintenance nothing is left to hold or abort; the way back is Exit.
  if (isEnded(run.phase) || run.phase === 'in-maintenance' || !may) return null
  const left = holdLeftSeconds(run, group)
  const pending = run.steps.filter(({ state }) => state === 'pending').length
  const running = run.steps.filter(({ state }) => state === 'running').length
  const moves = run.steps.filter(mayBeMoving).length
  const words = {
    hold: {
      title: m.runs.holdTitle(run.title),
      effect: holdEffect(run, left === null ? null : format.duration(left), m),
      act: m.runs.hold,
    },
    continue: { title: m.runs.continueTitle(run.title), effect: continueEffect(run, pending, m), act: m.runs.continue },
    'go-now': {
      title: m.runs.goNowTitle(run.title),
      effect: goNowEffect(run, format.percent, format.duration, m),
      act: m.runs.goNow,
    },
    abort: {
      title: m.runs.abortTitle(run.title),
      effect: `${m.runs.abortEffect(pending, moves, running - moves)} ${abortEffect(run, m)}`,
      act: m.runs.abort,
    },
  } as const satisfies Record<Verb, { title: string; effect: string; act: string }>
  const shown = words[asked ?? 'hold']
  return (
    <>
      {run.heldSinceMs === null ? <Button onPress={() => setAsked('hold')}>{m.runs.hold}</Button> : null}
      {run.heldSinceMs !== null || isHeldDownByDanger(run) ? (
        // While a danger lasts, nobody is led to bring things back into it.
        <Button variant={isHeldDownByDanger(run) ? 'plain' : 'primary'} onPress={() => setAsked('continue')}>
          {m.runs.continue}
        </Button>
      ) : null}
      {mayGoAhead(run) ? <Button onPress={() => setAsked('go-now')}>{m.runs.goNow}</Button> : null}
      <Button variant="danger" onPress={() => setAsked('abort')}>
        {m.runs.abort}
      </Button>
      <ReasonDialog
        key={asked}
        isOpen={asked !== null}
        onClose={close}
        title={shown.title}
        consequence={shown.effect}
        actLabel={shown.act}
        backLabel={m.runs.changeNothing}
        danger={asked === 'abort'}
        isPending={order.isPending}
        onAct={(reason) => (asked ? order.mutate({ verb: asked, reason }) : undefined)}
      />
    </>
  )
}
