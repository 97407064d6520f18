import type { DeviceFeed } from '../../domain/device-feed'
import type { DeviceId, HostId } from '../../domain/ids'
import type { DeviceKind } from '../../domain/ups'
import type { Feed, PowerGroup } from '../../domain/world'
import type { DeviceRow } from '../../store/store'
import type { DraftNote } from './topology-draft'

export type ImportOutcome = 'add' | 'change' | 'same' | DraftNote['outcome']

/** One line of the preview: what becomes of a line of the file. Never holds a secret (K5). */
export interface ImportRow {
  readonly line: number
  readonly kind: 'device' | 'group' | 'feed' | 'device-feed' | 'file'
  readonly name: string
  readonly outcome: ImportOutcome
  readonly message: string
}

/** What is there now. */
export interface CurrentTopology {
  readonly devices: readonly DeviceRow[]
  readonly groups: readonly PowerGroup[]
  readonly feeds: readonly Feed[]
  readonly deviceFeeds: readonly DeviceFeed[]
  readonly hosts: readonly { readonly id: HostId; readonly name: string; readonly managerName: string }[]
  /** What each device tells of its outlets; absent or empty: nothing. */
  readonly outletIds: ReadonlyMap<DeviceId, readonly string[]>
  /** Of devices that have said who they are. */
  readonly kinds: ReadonlyMap<DeviceId, DeviceKind>
}

export const importRow = (
  { line }: { readonly line: number },
  kind: ImportRow['kind'],
  name: string,
  outcome: ImportOutcome,
  message: string,
): ImportRow => ({ line, kind, name, outcome, message })

/** Why a plug names an outlet that its device does not have; null: it may have it. */
export const outletProblem = (
  current: CurrentTopology,
  device: { readonly id: DeviceId; readonly name: string },
  outletId: string | null,
): string | null => {
  const outlets = current.outletIds.get(device.id) ?? []
  return outletId === null || outlets.length === 0 || outlets.includes(outletId)
    ? null
    : `${device.name} has no outlet ${outletId}; it tells ${outlets.join(', ')}`
}
