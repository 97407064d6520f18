import type { DeviceFeed } from '../../domain/device-feed'
import type { DeviceId } from '../../domain/ids'
import { upsAddressSchema, type UpsAddress } from '../../domain/ups'
import type { Feed, PowerGroup } from '../../domain/world'
import { type CsvRow, formatCsv, parseCsv } from './csv-text'
import type { DraftDevice, DraftDeviceFeed, DraftFeed, DraftGroup, DraftNote, TopologyDraft } from './topology-draft'

/** One file holds all: `kind` says what a row is. Documented in docs/operations.md. */
const COLUMNS = [
  'kind',
  'name',
  'protocol',
  'address',
  'port',
  'family',
  'nut_ups',
  'tls',
  'devices',
  'required',
  'host',
  'manager',
  'label',
  'outlet',
] as const

/** Between names of devices in one cell; within a name it is written with a backslash. */
const joined = (names: readonly string[]): string => names.map((name) => name.replaceAll(/[|\\]/g, String.raw`\$&`)).join('|')
const parted = (cell: string): readonly string[] =>
  [...cell.matchAll(/(?:\\[|\\]|[^|])+/g)]
    .map(([name]) => name.replaceAll(/\\([|\\])/g, '$1').trim())
    .filter((name) => name !== '')

interface Row {
  readonly line: number
  get(column: (typeof COLUMNS)[number]): string
}

const rowOf = ({ line, cells }: CsvRow): Row => ({ line, get: (column) => cells.get(column) ?? '' })

const refusal = ({ line }: Row, message: string): DraftNote => ({ line, outcome: 'refused', message })

const isNote = (value: object): value is DraftNote => 'outcome' in value

const deviceOf = (row: Row): DraftDevice | DraftNote => {
  const name = row.get('name')
  if (name === '' || name.length > 80) return refusal(row, 'A UPS needs a name of 1 to 80 characters in “name”')
  const port = row.get('port')
  const given = {
    protocol: row.get('protocol').toLowerCase() || 'snmp',
    host: row.get('address'),
    ...(port === '' ? {} : { port: Number(port) }),
    ...(row.get('family') === '' ? {} : { family: row.get('family') }),
    ...(row.get('nut_ups') === '' ? {} : { upsName: row.get('nut_ups') }),
    ...(row.get('tls') === '' ? {} : { tls: row.get('tls').toLowerCase() }),
  }
  const address = upsAddressSchema.safeParse(given)
  if (address.success) return { line: row.line, name, address: address.data, secret: null }
  const columnOf: Partial<Record<string, string>> = { host: 'address', upsName: 'nut_ups' }
  const wrong = [...new Set(address.error.issues.map(({ path }) => String(path[0] ?? 'protocol')))]
  return refusal(row, `The UPS has no usable ${wrong.map((key) => `“${columnOf[key] ?? key}”`).join(', ')}`)
}

const groupOf = (row: Row): DraftGroup | DraftNote => {
  const name = row.get('name')
  if (name === '' || name.length > 80) return refusal(row, 'A power group needs a name of 1 to 80 characters in “name”')
  const deviceNames = parted(row.get('devices'))
  if (deviceNames.length === 0) return refusal(row, 'A power group needs UPSs in “devices”, with | between them')
  const requiredDevices = Number(row.get('required') || '1')
  if (!Number.isInteger(requiredDevices) || requiredDevices < 1)
    return refusal(row, '“required” must be a whole number of UPSs, 1 or more')
  return { line: row.line, name, deviceNames: [...new Set(deviceNames)], requiredDevices, because: null }
}

/** What feeds of hosts and of devices have in common: where they are plugged in. */
const plugOf = (row: Row): Pick<DraftFeed, 'deviceName' | 'label' | 'outletId'> | DraftNote => {
  const label = row.get('label').toUpperCase() || 'A'
  if (label !== 'A' && label !== 'B') return refusal(row, '“label” must be A or B')
  const [deviceName, ...more] = parted(row.get('devices'))
  if (deviceName === undefined || more.length > 0)
    return refusal(row, 'A feed needs the name of one UPS, PDU or ATS in “devices”')
  const outletId = row.get('outlet')
  if (outletId.length > 40) return refusal(row, '“outlet” has at most 40 characters')
  return { deviceName, label, outletId: outletId || null }
}

const feedOf = (row: Row): DraftFeed | DraftNote => {
  if (row.get('host') === '') return refusal(row, 'A feed needs the name of the host in “host”')
  const plug = plugOf(row)
  return isNote(plug) ? plug : { line: row.line, hostName: row.get('host'), managerName: row.get('manager') || null, ...plug }
}

const deviceFeedOf = (row: Row): DraftDeviceFeed | DraftNote => {
  if (row.get('name') === '') return refusal(row, 'A device-feed needs the name of the PDU or ATS in “name”')
  const plug = plugOf(row)
  if (isNote(plug)) return plug
  const { deviceName: sourceName, label, outletId } = plug
  return { line: row.line, deviceName: row.get('name'), sourceName, label, outletId }
}

export const readTopologyCsv = (text: string): TopologyDraft => {
  const { headers, rows } = parseCsv(text)
  const devices: DraftDevice[] = []
  const groups: DraftGroup[] = []
  const feeds: DraftFeed[] = []
  const deviceFeeds: DraftDeviceFeed[] = []
  const notes: DraftNote[] = []
  const known: ReadonlySet<string> = new Set(COLUMNS)
  const sort = <Part extends object>(part: Part | DraftNote, to: Part[]): void => {
    if (isNote(part)) notes.push(part)
    else to.push(part)
  }
  if (!headers.includes('kind'))
    return {
      devices,
      groups,
      feeds,
      deviceFeeds,
      notes: [{ line: 1, outcome: 'refused', message: `The first line must name the columns: ${COLUMNS.join(', ')}` }],
    }
  for (const header of headers)
    if (!known.has(header))
      notes.push({ line: 1, outcome: 'not-understood', message: `There is no column “${header.slice(0, 40)}”` })
  for (const row of rows.map(rowOf))
    switch (row.get('kind').toLowerCase()) {
      case 'device':
        sort(deviceOf(row), devices)
        break
      case 'group':
        sort(groupOf(row), groups)
        break
      case 'feed':
        sort(feedOf(row), feeds)
        break
      case 'device-feed':
        sort(deviceFeedOf(row), deviceFeeds)
        break
      default:
        notes.push(refusal(row, '“kind” must be device, group, feed or device-feed'))
    }
  return { devices, groups, feeds, deviceFeeds, notes }
}

const addressCells = (address: UpsAddress) => {
  const common = { protocol: address.protocol, address: address.host, port: String(address.port) }
  switch (address.protocol) {
    case 'snmp':
      return { ...common, family: address.family }
    case 'nut':
      return { ...common, nut_ups: address.upsName, tls: address.tls }
  }
}

/** The topology as a file that can be read back. Credentials stay here (K5). */
export const writeTopologyCsv = (site: {
  readonly devices: readonly { readonly id: DeviceId; readonly name: string; readonly address: UpsAddress }[]
  readonly groups: readonly PowerGroup[]
  readonly feeds: readonly (Feed & { readonly hostName: string; readonly managerName: string })[]
  readonly deviceFeeds: readonly DeviceFeed[]
}): string => {
  const nameOf = new Map(site.devices.map(({ id, name }) => [id, name]))
  return formatCsv(COLUMNS, [
    ...site.devices.map(({ name, address }) => ({ kind: 'device', name, ...addressCells(address) })),
    ...site.groups.map(({ name, deviceIds, requiredDevices }) => ({
      kind: 'group',
      name,
      devices: joined(deviceIds.map((id) => nameOf.get(id) ?? id)),
      required: String(requiredDevices),
    })),
    ...site.feeds.map(({ hostName, managerName, deviceId, label, outletId }) => ({
      kind: 'feed',
      devices: joined([nameOf.get(deviceId) ?? deviceId]),
      host: hostName,
      manager: managerName,
      label,
      outlet: outletId ?? '',
    })),
    ...site.deviceFeeds.map(({ deviceId, sourceId, label, outletId }) => ({
      kind: 'device-feed',
      name: nameOf.get(deviceId) ?? deviceId,
      devices: joined([nameOf.get(sourceId) ?? sourceId]),
      label,
      outlet: outletId ?? '',
    })),
  ])
}
