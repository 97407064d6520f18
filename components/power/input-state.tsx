'use client'

import { useMessages } from '@/components/messages/use-messages'
import { StatusMark } from '@/components/ui/status-mark'
import { INPUT_LABELS } from '@/server/domain/ups'
import type { DeviceDoc } from '@/server/domain/view'

/** Which input of an ATS carries the load, and what is wrong with the other. */
export const InputState = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const { transfer } = device
  if (transfer === undefined) return '—'
  const { selected, preferred, inputs } = transfer
  const dead = INPUT_LABELS.filter((label) => inputs[label] === 'dead')
  const untold = INPUT_LABELS.filter((label) => inputs[label] === 'unknown')
  const carries = selected === null ? m.status.power.unknown : m.power.passing.carries(selected)
  if (dead.length > 0)
    return (
      <StatusMark severity="warning">{[carries, ...dead.map((label) => m.power.passing.inputDead(label))].join(', ')}</StatusMark>
    )
  if (untold.length > 0)
    return (
      <StatusMark severity="advisory">
        {[carries, ...untold.map((label) => m.power.passing.inputUntold(label))].join(', ')}
      </StatusMark>
    )
  if (selected !== null && preferred !== null && selected !== preferred)
    return <StatusMark severity="advisory">{`${carries}, ${m.power.passing.prefers(preferred)}`}</StatusMark>
  return carries
}
