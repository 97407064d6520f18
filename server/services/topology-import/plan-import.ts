import type { DeviceId, HostId, PowerGroupId } from '../../domain/ids'
import type { UpsSecret } from '../../domain/ups'
import type { Feed, PowerGroup } from '../../domain/world'
import type { DeviceRow } from '../../store/store'
import { endpointOf } from '../power/endpoint'
import type { DraftDevice, DraftFeed, DraftGroup, DraftNote, TopologyDraft } from './topology-draft'

export type ImportOutcome = 'add' | 'change' | 'same' | DraftNote['outcome']

/** One line of the preview: what becomes of a line of the file. Never holds a secret (K5). */
export interface ImportRow {
  readonly line: number
  readonly kind: 'device' | 'group' | 'feed' | 'file'
  readonly name: string
  readonly outcome: ImportOutcome
  readonly message: string
}

/** What is there now. */
export interface CurrentTopology {
  readonly devices: readonly DeviceRow[]
  readonly groups: readonly PowerGroup[]
  readonly feeds: readonly Feed[]
  readonly hosts: readonly { readonly id: HostId; readonly name: string; readonly managerName: string }[]
  /** What each UPS tells of its outlets; absent or empty: nothing. */
  readonly outletIds: ReadonlyMap<DeviceId, readonly string[]>
}

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
}

export interface NewIds {
  device(line: number): DeviceId
  group(line: number): PowerGroupId
}

const row = (
  { line }: { readonly line: number },
  kind: ImportRow['kind'],
  name: string,
  outcome: ImportOutcome,
  message: string,
): ImportRow => ({ line, kind, name, outcome, message })

/** Holds a draft against what is there. An import adds and changes; it never removes. Pure. */
export const planImport = (draft: TopologyDraft, current: CurrentTopology, secrets: GivenSecrets, newIds: NewIds): ImportPlan => {
  const rows: ImportRow[] = draft.notes.map((note) => row(note, 'file', '', note.outcome, note.message))
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
    const planned = planGroup(group, current.groups, groups, idByName, newIds)
    rows.push(planned.row)
    if (planned.group !== null) groups.push(planned.group)
  }
  const feeds = new Map<HostId, readonly Feed[]>()
  for (const feed of draft.feeds) {
    const planned = planFeed(feed, current, feeds, idByName)
    rows.push(planned.row)
    if (planned.feeds !== null) feeds.set(planned.feeds.hostId, planned.feeds.all)
  }
  return { rows: rows.toSorted((left, right) => left.line - right.line), devices, groups, feeds }
}

const planDevice = (
  device: DraftDevice,
  current: CurrentTopology,
  secrets: GivenSecrets,
  newIds: NewIds,
  taken: ReadonlySet<string>,
): { readonly row: ImportRow; readonly change: DeviceChange | null; readonly id: DeviceId | null } => {
  const endpoint = endpointOf(device.address)
  const says = (outcome: ImportOutcome, message: string) => row(device, 'device', device.name, outcome, message)
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
  existing: readonly PowerGroup[],
  planned: readonly PowerGroup[],
  idByName: ReadonlyMap<string, DeviceId>,
  newIds: NewIds,
): { readonly row: ImportRow; readonly group: PowerGroup | null } => {
  const says = (outcome: ImportOutcome, message: string) => row(group, 'group', group.name, outcome, message)
  const refuse = (message: string) => ({ row: says('refused', message), group: null })
  if (planned.some(({ name }) => name === group.name)) return refuse('The file names this power group twice')
  const unknown = group.deviceNames.filter((name) => !idByName.has(name))
  if (unknown.length > 0) return refuse(`There is no UPS ${unknown.join(', ')}`)
  const deviceIds = group.deviceNames.flatMap((name) => idByName.get(name) ?? [])
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
  const says = (outcome: ImportOutcome, message: string) => row(feed, 'feed', feed.hostName, outcome, message)
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
  const outlets = current.outletIds.get(deviceId) ?? []
  if (feed.outletId !== null && outlets.length > 0 && !outlets.includes(feed.outletId))
    return refuse(`${feed.deviceName} has no outlet ${feed.outletId}; it tells ${outlets.join(', ')}`)
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
