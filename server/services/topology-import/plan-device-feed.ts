import { chainProblem, type DeviceFeed, MOST_HOPS } from '../../domain/device-feed'
import type { DeviceId } from '../../domain/ids'
import { type CurrentTopology, type ImportOutcome, type ImportRow, importRow, outletProblem } from './import-row'
import type { DraftDeviceFeed } from './topology-draft'

interface PlannedDeviceFeed {
  readonly row: ImportRow
  /** Null: nothing changes. */
  readonly feeds: { readonly deviceId: DeviceId; readonly all: readonly DeviceFeed[] } | null
}

const linksWith = (current: CurrentTopology, planned: ReadonlyMap<DeviceId, readonly DeviceFeed[]>): readonly DeviceFeed[] => [
  ...current.deviceFeeds.filter(({ deviceId }) => !planned.has(deviceId)),
  ...[...planned.values()].flat(),
]

/** What feeds an input of a PDU or ATS. A device of the same file has not said yet what it is: what the file says is believed. */
export const planDeviceFeed = (
  feed: DraftDeviceFeed,
  current: CurrentTopology,
  planned: ReadonlyMap<DeviceId, readonly DeviceFeed[]>,
  idByName: ReadonlyMap<string, DeviceId>,
): PlannedDeviceFeed => {
  const { deviceName, sourceName, label, outletId } = feed
  const says = (outcome: ImportOutcome, message: string) => importRow(feed, 'device-feed', deviceName, outcome, message)
  const refuse = (message: string) => ({ row: says('refused', message), feeds: null })
  const [deviceId, sourceId] = [idByName.get(deviceName), idByName.get(sourceName)]
  if (deviceId === undefined) return refuse(`There is no PDU or ATS ${deviceName}`)
  if (sourceId === undefined) return refuse(`There is no UPS, PDU or ATS ${sourceName}`)
  const kind = current.kinds.get(deviceId)
  if (kind === 'ups') return refuse(`${deviceName} is a UPS: only PDUs and ATSs are fed by other devices here`)
  if (kind === 'pdu' && label === 'B') return refuse(`${deviceName} is a PDU: its one input is A`)
  const noOutlet = outletProblem(current, { id: sourceId, name: sourceName }, outletId)
  if (noOutlet !== null) return refuse(noOutlet)
  const own = planned.get(deviceId) ?? current.deviceFeeds.filter((link) => link.deviceId === deviceId)
  const before = own.find((link) => link.label === label)
  const words = `${label}: ${sourceName}${outletId === null ? '' : `, outlet ${outletId}`}`
  if (before?.sourceId === sourceId && before.outletId === outletId) return { row: says('same', words), feeds: null }
  const all = [...own.filter((link) => link.label !== label), { deviceId, label, sourceId, outletId }]
  switch (chainProblem(linksWith(current, new Map([...planned, [deviceId, all]])))) {
    case 'circle':
      return refuse(`${deviceName} would feed itself`)
    case 'too-long':
      return refuse(`More than ${MOST_HOPS} devices would follow each other`)
    case null:
      return { row: says(before === undefined ? 'add' : 'change', words), feeds: { deviceId, all } }
  }
}
