'use client'

import { useState } from 'react'
import { useOrder } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/overlay'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import type { PlanContent, Stage } from '@/server/domain/plan'
import { changeStage, moveStage, removeStage } from './plan-edit'
import { TriggerEditor } from './trigger-editor'

/** Everything about one stage but its VMs; each change shows in the builder behind it at once. */
export const StageDialog = ({
  planId,
  content,
  stage,
  canFire,
  onChange,
  onClose,
}: {
  readonly planId: string
  readonly content: PlanContent
  readonly stage: Stage
  readonly canFire: boolean
  readonly onChange: (content: PlanContent) => void
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const [firing, setFiring] = useState(false)
  const fire = useOrder(
    (client, reason: string | null) => client.plans.fireStage.mutate({ planId, stageId: stage.id, reason }),
    () => {
      toast({ severity: 'warning', title: m.plans.fired(stage.name) })
      onClose()
    },
  )
  const at = content.stages.findIndex(({ id }) => id === stage.id)
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={m.plans.editStage(stage.name)}
      closeLabel={m.common.close}
      footer={
        <div className="flex justify-end">
          <Button variant="primary" onPress={onClose}>
            {m.common.done}
          </Button>
        </div>
      }
    >
      <div className="grid gap-5">
        <TextField
          label={m.plans.name}
          value={stage.name}
          maxLength={80}
          onChange={(name) => (name.trim() === '' ? undefined : onChange(changeStage(content, stage.id, { name })))}
        />
        <TriggerEditor
          label={m.plans.triggers}
          triggers={stage.triggers}
          onChange={(triggers) => onChange(changeStage(content, stage.id, { triggers }))}
        />
        <div className="flex flex-wrap gap-2 border-t border-line pt-4">
          <Button isDisabled={at === 0} onPress={() => onChange(moveStage(content, stage.id, -1))}>
            {m.plans.stageUp}
          </Button>
          <Button isDisabled={at === content.stages.length - 1} onPress={() => onChange(moveStage(content, stage.id, 1))}>
            {m.plans.stageDown}
          </Button>
        </div>
        {canFire ? (
          <div className="grid justify-items-start gap-1.5 border-t border-line pt-4">
            <Button variant="danger" onPress={() => setFiring(true)}>
              {m.plans.fire}
            </Button>
            <p className="text-sm text-fg-3">{m.plans.fireHint}</p>
          </div>
        ) : null}
        <div className="grid justify-items-start gap-1.5 border-t border-line pt-4">
          <Button
            onPress={() => {
              onChange(removeStage(content, stage.id))
              onClose()
            }}
          >
            {m.plans.removeStage}
          </Button>
          <p className="text-sm text-fg-3">{m.plans.removeStageHint}</p>
        </div>
      </div>
      <ReasonDialog
        isOpen={firing}
        onClose={() => setFiring(false)}
        title={m.plans.fireTitle(stage.name)}
        consequence={m.plans.fireEffect(m.common.vms(stage.placements.length))}
        actLabel={m.plans.fireTitle(stage.name)}
        danger
        isPending={fire.isPending}
        onAct={(reason) => fire.mutate(reason)}
      />
    </Sheet>
  )
}
