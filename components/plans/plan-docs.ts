import type { GroupDoc } from '@/server/domain/view'
import type { Host, VirtualMachine } from '@/server/domain/world'

/** What the builder needs of the live documents: it is heavy to draw, and their figures change each second. */
export const planVm = ({ id, name, hostId, systemKind, tags, memoryMiB, guestTools }: VirtualMachine) => ({
  id,
  name,
  hostId,
  systemKind,
  tags,
  memoryMiB,
  guestTools,
})
export type PlanVm = ReturnType<typeof planVm>

export const planHost = ({ id, name }: Host) => ({ id, name })
export type PlanHost = ReturnType<typeof planHost>

export const planGroup = ({ id, deviceIds, condition, chargePercent, runId }: GroupDoc) => ({
  id,
  deviceIds,
  condition,
  chargePercent,
  runId,
})
