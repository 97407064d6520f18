'use client'

import { useState } from 'react'
import { z } from 'zod'
import { useOrder } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import type { RecoveryPlan, RecoveryVerb } from '@/server/domain/recovery'

const answerSchema = z.object({ plan: z.string(), state: z.string().nullable() })

/** What was chosen, what it will do, and the plan's name typed by hand: it may move a whole site. */
export const RecoveryDialog = ({
  managerId,
  plan,
  verb,
  onClose,
}: {
  readonly managerId: string
  readonly plan: RecoveryPlan
  readonly verb: RecoveryVerb
  readonly onClose: () => void
}) => {
  const { recovery } = useMessages()
  const [typed, setTyped] = useState('')
  const run = useOrder(
    (client, reason: string) =>
      client.recovery.run.mutate({ managerId, planNativeId: plan.nativeId, verb, confirmation: typed, reason }),
    (result) => {
      const answer = answerSchema.safeParse(result)
      const state = answer.success ? answer.data.state : null
      toast({ title: recovery.accepted(plan.name, state ?? recovery.stateUnknown) })
      onClose()
    },
  )
  const title = recovery.dialogTitle(recovery.verbs[verb], plan.name)
  return (
    <ReasonDialog
      isOpen
      onClose={onClose}
      title={title}
      consequence={
        <div className="grid gap-3">
          <p>{recovery.effects[verb](plan.name)}</p>
          <TextField
            label={recovery.confirm(plan.name)}
            value={typed}
            onChange={setTyped}
            isRequired
            autoComplete="off"
            spellCheck="false"
          />
        </div>
      }
      actLabel={title}
      danger={verb !== 'test' && verb !== 'cleanup'}
      reasonRequired
      isActDisabled={typed !== plan.name}
      isPending={run.isPending}
      onAct={(reason) => (reason === null ? undefined : run.mutate(reason))}
    />
  )
}
