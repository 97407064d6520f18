import type { VmId } from '../domain/ids'
import type { PlannedMove } from '../domain/order'
import type { EvacuationItem, EvacuationPreview } from '../domain/preflight'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { World } from '../domain/world'

/** What a preview has shown of VMs that are not moved, by VM. */
export type ShownActions = ReadonlyMap<VmId, EvacuationItem['action']>

const hostName = ({ hosts }: Pick<World, 'hosts'>, id: string | null): string =>
  hosts.find((host) => host.id === id)?.name ?? id ?? '?'

/** What left by itself is not moved again: it may be where it must not be taken from. */
const leftSince = ({ hosts, vms }: Pick<World, 'hosts' | 'vms'>, { vmId, fromHostId }: PlannedMove): string | null => {
  const vm = vms.find(({ id }) => id === vmId)
  if (vm === undefined) return P.goneSince
  if (fromHostId === undefined || vm.hostId === fromHostId) return null
  return say(P.leftSince, { from: hostName({ hosts }, fromHostId), host: hostName({ hosts }, vm.hostId) })
}

const whyNotThere = (
  world: Pick<World, 'hosts'>,
  item: EvacuationItem | undefined,
  { targetHostId }: PlannedMove,
): string | null => {
  if (item?.action === 'migrate' && item.targetHostId === targetHostId) return null
  const host = hostName(world, targetHostId)
  if (item === undefined) return say(P.notThereNow, { host })
  const named = item.candidates.find((candidate) => candidate.hostId === targetHostId)
  if (named !== undefined && !named.feasible) return say(P.notThereBecause, { host, why: named.reason })
  return item.action === 'blocked' ? item.why : say(P.notThereNow, { host })
}

/** Its disks would be copied elsewhere than it was shown, or only now, or not any more. Another host of the same storage has its own room. */
const whyOtherStorage = (
  { managers, vms }: Pick<World, 'managers' | 'vms'>,
  { storage }: EvacuationItem,
  { vmId, datastoreNativeId: shown }: PlannedMove,
): string | null => {
  const now = storage?.datastoreNativeId ?? null
  if (shown === undefined || shown === now) return null
  const managerId = vms.find(({ id }) => id === vmId)?.managerId
  const stores = managers.find(({ id }) => id === managerId)?.datastores ?? []
  const nameOf = (id: string): string => stores.find(({ nativeId }) => nativeId === id)?.name ?? id
  if (now === null) return say(P.notCopiedNow, { store: nameOf(shown ?? '?') })
  const store = storage?.datastoreName ?? nameOf(now)
  return shown === null ? say(P.copiedNow, { store }) : say(P.copiedElsewhere, { store, shown: nameOf(shown) })
}

/**
 * What would be done otherwise than it was shown, each as "VM: why"; empty: nothing. `preview` must be of the very moves that were
 * shown, so that they were checked and not planned anew (D1). `others`: VMs that were shown not to move. Absent: not looked at.
 */
export const changesSinceShown = (
  world: Pick<World, 'hosts' | 'vms' | 'managers'>,
  preview: EvacuationPreview,
  moves: readonly PlannedMove[],
  others?: ShownActions,
): readonly string[] => {
  const items = new Map(preview.items.map((item) => [item.vmId, item]))
  const nameOf = (id: VmId): string => world.vms.find((vm) => vm.id === id)?.name ?? id
  const shown = new Set(moves.map(({ vmId }) => vmId))
  const ofMoves = moves.flatMap((move): string[] => {
    const item = items.get(move.vmId)
    const elsewhere = leftSince(world, move) ?? whyNotThere(world, item, move)
    const why = elsewhere ?? (item === undefined ? null : whyOtherStorage(world, item, move))
    return why === null ? [] : [`${nameOf(move.vmId)}: ${why}`]
  })
  const ofOthers = preview.items.flatMap(({ vmId, vmName, action, targetHostName, why }): string[] => {
    if (shown.has(vmId)) return []
    if (action === 'migrate') return [`${vmName}: ${say(P.wouldMoveNow, { host: targetHostName ?? '?' })}`]
    const was = others?.get(vmId)
    if (others === undefined || was === action) return []
    if (was === undefined) return [`${vmName}: ${P.notShown}`]
    return [`${vmName}: ${action === 'blocked' || action === 'none' ? why : say(P.otherNow, { action })}`]
  })
  const gone = [...(others ?? [])].filter(([id, action]) => action !== 'none' && !items.has(id))
  return [...ofMoves, ...ofOthers, ...gone.map(([id]) => `${nameOf(id)}: ${P.goneSince}`)]
}
