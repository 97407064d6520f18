import type { DeviceFeed } from '../../domain/device-feed'
import type { DeviceId, HostId, PowerGroupId } from '../../domain/ids'
import type { UpsSecret } from '../../domain/ups'
import type { Feed, PowerGroup } from '../../domain/world'
import type { DeviceRow } from '../../store/store'
import { endpointOf } from '../../domain/ups-endpoint'
import { type CurrentTopology, type ImportOutcome, type ImportRow, importRow, outletProblem } from './import-row'
import { planDeviceFeed } from './plan-device-feed'
import type { DraftDevice, DraftFeed, DraftGroup, TopologyDraft } from './topology-draft'

/** Credentials typed with the import, for UPSs whose file holds none. */
export interface GivenSecrets {
  readonly snmp: UpsSecret | null
  readonly nut: UpsSecret | null
}

interface DeviceChange {
  readonly id: DeviceId
  readonly name: string
  readonly address: DeviceRow['address']
  readonly before: DeviceRow | null
  /** Null: the credential stays as it is. */
  readonly secret: UpsSecret | null
}

export interface ImportPlan {
  readonly rows: readonly ImportRow[]
  readonly devices: readonly DeviceChange[]
  readonly groups: readonly PowerGroup[]
  /** All feeds of each host whose feeds change. */
  readonly feeds: ReadonlyMap<HostId, readonly Feed[]>
  /** All that feeds each PDU or ATS of which something changes. */
  readonly deviceFeeds: ReadonlyMap<DeviceId, readonly DeviceFeed[]>
}

export interface NewIds {
  device(line: number): DeviceId
  group(line: number): PowerGroupId
}

/** Holds a draft against what is there. An import adds and changes; it never removes. Pure. */
export const planImport = (draft: TopologyDraft, current: CurrentTopology, secrets: GivenSecrets, newIds: NewIds): ImportPlan => {
  const rows: ImportRow[] = draft.notes.map((note) => importRow(note, 'file', '', note.outcome, note.message))
  const devices: DeviceChange[] = []
  const idByName = new Map(current.devices.map(({ id, name }) => [name, id]))
  const taken = new Set<string>()
  for (const device of draft.devices) {
    const planned = planDevice(device, current, secrets, newIds, taken)
    rows.push(planned.row)
    if (planned.change !== null) devices.push(planned.change)
    if (planned.id === null) continue
    taken.add(endpointOf(device.address)).add(device.name)
    const renamed = planned.change?.before?.name
    if (renamed !== undefined && renamed !== device.name) idByName.delete(renamed)
    idByName.set(device.name, planned.id)
  }
  const groups: PowerGroup[] = []
  for (const group of draft.groups) {
    const planned = planGroup(group, current, groups, idByName, newIds)
    rows.push(planned.row)
    if (planned.group !== null) groups.push(planned.group)
  }
  const feeds = new Map<HostId, readonly Feed[]>()
  for (const feed of draft.feeds) {
    const planned = planFeed(feed, current, feeds, idByName)
    rows.push(planned.row)
    if (planned.feeds !== null) feeds.set(planned.feeds.hostId, planned.feeds.all)
  }
  const deviceFeeds = new Map<DeviceId, readonly DeviceFeed[]>()
  for (const feed of draft.deviceFeeds) {
    const planned = planDeviceFeed(feed, current, deviceFeeds, idByName)
    rows.push(planned.row)
    if (planned.feeds !== null) deviceFeeds.set(planned.feeds.deviceId, planned.feeds.all)
  }
  return { rows: rows.toSorted((left, right) => left.line - right.line), devices, groups, feeds, deviceFeeds }
}

const planDevice = (
  device: DraftDevice,
  current: CurrentTopology,
  secrets: GivenSecrets,
  newIds: NewIds,
  taken: ReadonlySet<string>,
): { readonly row: ImportRow; readonly change: DeviceChange | null; readonly id: DeviceId | null } => {
  const endpoint = endpointOf(device.address)
  const says = (outcome: ImportOutcome, message: string) => importRow(device, 'device', device.name, outcome, message)
  const refuse = (message: string) => ({ row: says('refused', message), change: null, id: null })
  if (taken.has(device.name) || taken.has(endpoint)) return refuse(`The file names this UPS, or its address ${endpoint}, twice`)
  const byEndpoint = current.devices.find(({ address }) => endpointOf(address) === endpoint) ?? null
  const byName = current.devices.find(({ name }) => name === device.name) ?? null
  if (byEndpoint !== null && byName !== null && byEndpoint.id !== byName.id)
    return refuse(`${byEndpoint.name} is at ${endpoint}, and another UPS is called ${device.name}`)
  const before = byEndpoint ?? byName
  const given = device.secret ?? (device.address.protocol === 'snmp' ? secrets.snmp : secrets.nut)
  if (before === null) {
    if (given === null)
      return refuse(`New at ${endpoint}: type ${device.address.protocol === 'snmp' ? 'SNMP' : 'NUT'} credentials for it`)
    const id = newIds.device(device.line)
    return { row: says('add', endpoint), change: { ...device, id, before: null, secret: given }, id }
  }
  const changes = [
    ...(before.name === device.name ? [] : [`name ${before.name} → ${device.name}`]),
    ...(endpointOf(before.address) === endpoint ? [] : [`${endpointOf(before.address)} → ${endpoint}`]),
    ...(JSON.stringify(optionsOf(before)) === JSON.stringify(optionsOf(device)) ? [] : ['how it is asked']),
  ]
  if (changes.length === 0) return { row: says('same', endpoint), change: null, id: before.id }
  // A stored credential is not sent to another place, nor with less protection, than it was given for (K5).
  const isElsewhere = endpointOf(before.address) !== endpoint || tlsOf(before) !== tlsOf(device)
  if (isElsewhere && given === null) return refuse(`${changes.join('; ')}: type credentials for the new address`)
  return {
    row: says('change', changes.join('; ')),
    change: { ...device, id: before.id, before, secret: isElsewhere ? given : null },
    id: before.id,
  }
}

const tlsOf = ({ address }: Pick<DeviceRow, 'address'>) => (address.protocol === 'nut' ? address.tls : null)

const optionsOf = ({ address }: Pick<DeviceRow, 'address'>) =>
  address.protocol === 'snmp' ? address.family : [address.upsName, address.tls]

const planGroup = (
  group: DraftGroup,
  { groups: existing, kinds }: CurrentTopology,
  planned: readonly PowerGroup[],
  idByName: ReadonlyMap<string, DeviceId>,
  newIds: NewIds,
): { readonly row: ImportRow; readonly group: PowerGroup | null } => {
  const says = (outcome: ImportOutcome, message: string) => importRow(group, 'group', group.name, outcome, message)
  const refuse = (message: string) => ({ row: says('refused', message), group: null })
  if (planned.some(({ name }) => name === group.name)) return refuse('The file names this power group twice')
  const unknown = group.deviceNames.filter((name) => !idByName.has(name))
  if (unknown.length > 0) return refuse(`There is no UPS ${unknown.join(', ')}`)
  const deviceIds = group.deviceNames.flatMap((name) => idByName.get(name) ?? [])
  const isPassing = (id: DeviceId | undefined): boolean => id !== undefined && (kinds.get(id) ?? 'ups') !== 'ups'
  const passing = group.deviceNames.filter((name) => isPassing(idByName.get(name)))
  if (passing.length > 0) return refuse(`${passing.join(', ')}: PDUs and ATSs hold no energy, group the UPSs`)
  if (group.requiredDevices > deviceIds.length)
    return refuse(`${group.requiredDevices} UPSs cannot be required where the group has ${deviceIds.length}`)
  const before = existing.find(({ name }) => name === group.name)
  // Groups that the file changes count as they will be.
  const others = [
    ...existing.filter(({ id, name }) => id !== before?.id && !planned.some((each) => each.name === name)),
    ...planned,
  ]
  const owner = others.find((other) => other.deviceIds.some((id) => deviceIds.includes(id)))
  if (owner !== undefined) return refuse(`One of these UPSs belongs to “${owner.name}”`)
  const rule = `${group.requiredDevices} of ${deviceIds.length}: ${group.deviceNames.join(', ')}${group.because === null ? '' : ` (${group.because})`}`
  const isSame =
    before !== undefined &&
    before.requiredDevices === group.requiredDevices &&
    [...before.deviceIds].sort().join() === [...deviceIds].sort().join()
  if (isSame) return { row: says('same', rule), group: null }
  return {
    row: says(before === undefined ? 'add' : 'change', rule),
    group: { id: before?.id ?? newIds.group(group.line), name: group.name, deviceIds, requiredDevices: group.requiredDevices },
  }
}

const planFeed = (
  feed: DraftFeed,
  current: CurrentTopology,
  planned: ReadonlyMap<HostId, readonly Feed[]>,
  idByName: ReadonlyMap<string, DeviceId>,
): { readonly row: ImportRow; readonly feeds: { readonly hostId: HostId; readonly all: readonly Feed[] } | null } => {
  const says = (outcome: ImportOutcome, message: string) => importRow(feed, 'feed', feed.hostName, outcome, message)
  const refuse = (message: string) => ({ row: says('refused', message), feeds: null })
  const hosts = current.hosts.filter(
    ({ name, managerName }) =>
      name.toLowerCase() === feed.hostName.toLowerCase() && (feed.managerName === null || feed.managerName === managerName),
  )
  const [host, ...more] = hosts
  if (host === undefined) return refuse('There is no such host: add its manager first')
  if (more.length > 0) return refuse('Several managers have a host of this name: say which in “manager”')
  const deviceId = idByName.get(feed.deviceName)
  if (deviceId === undefined) return refuse(`There is no UPS ${feed.deviceName}`)
  const noOutlet = outletProblem(current, { id: deviceId, name: feed.deviceName }, feed.outletId)
  if (noOutlet !== null) return refuse(noOutlet)
  const wanted: Feed = { deviceId, hostId: host.id, label: feed.label, outletId: feed.outletId }
  const all = planned.get(host.id) ?? current.feeds.filter(({ hostId }) => hostId === host.id)
  const before = all.find((each) => each.deviceId === deviceId)
  const words = `${feed.label}: ${feed.deviceName}${feed.outletId === null ? '' : `, outlet ${feed.outletId}`}`
  if (before?.label === wanted.label && before.outletId === wanted.outletId) return { row: says('same', words), feeds: null }
  return {
    row: says(before === undefined ? 'add' : 'change', words),
    feeds: { hostId: host.id, all: [...all.filter((each) => each.deviceId !== deviceId), wanted] },
  }
}
