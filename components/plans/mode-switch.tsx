'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay } from '@/components/shell/use-user'
import { Segmented } from '@/components/ui/segmented'
import { StatusMark } from '@/components/ui/status-mark'
import { MODE_SEVERITY } from '@/components/status/severities'
import { PLAN_MODES, type PlanMode } from '@/server/domain/plan'
import { ConfirmAtOnce } from './acts-at-once'
import type { PlanRow } from './plan-types'

/** Whether the plan may act. Changing it says what that means first. */
export const ModeSwitch = ({ plan }: { readonly plan: PlanRow }) => {
  const m = useMessages()
  const may = useMay('configure')
  const [wanted, setWanted] = useState<PlanMode | null>(null)
  const [actsAtOnce, setActsAtOnce] = useState(false)
  const set = useVerb(
    (client, given: { readonly mode: PlanMode; readonly reason: string | null }) =>
      client.plans.setMode.mutate({ planId: plan.id, actsAtOnce, ...given }),
    () => setWanted(null),
  )
  const ask = (mode: PlanMode) => {
    set.reset()
    setActsAtOnce(false)
    setWanted(mode)
  }
  if (!may) return <StatusMark severity={MODE_SEVERITY[plan.mode]}>{m.status.mode[plan.mode]}</StatusMark>
  return (
    <>
      <Segmented
        label={m.plans.mode}
        value={plan.mode}
        onChange={(mode) => (mode === plan.mode ? undefined : ask(mode))}
        choices={PLAN_MODES.map((id) => ({ id, label: m.status.mode[id] }))}
      />
      <ReasonDialog
        key={wanted}
        isOpen={wanted !== null}
        onClose={() => setWanted(null)}
        title={m.plans.setMode(m.status.mode[wanted ?? plan.mode])}
        consequence={
          <div className="grid gap-2">
            <p>{m.plans.modeEffect[wanted ?? plan.mode]}</p>
            <ConfirmAtOnce error={set.error} isSelected={actsAtOnce} onChange={setActsAtOnce} />
          </div>
        }
        actLabel={m.plans.setMode(m.status.mode[wanted ?? plan.mode])}
        isPending={set.isPending}
        onAct={(reason) => (wanted === null ? undefined : set.mutate({ mode: wanted, reason }))}
      />
    </>
  )
}
