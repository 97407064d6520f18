import type { UpsSecret } from '../../domain/ups'
import { snmpUpsDevice, type UpsSection } from './snmp-ups-section'
import type { DraftDevice, DraftNote, TopologyDraft } from './topology-draft'

interface Server {
  readonly host: string
  readonly port: number
}

interface Monitor {
  readonly line: number
  readonly device: DraftDevice
  readonly powerValue: number
}

const NUT_PORT = 3493

/** The words of one line, quotes and backslashes taken away, a comment left out. */
const wordsOf = (line: string): readonly string[] => {
  const words: string[] = []
  for (const [, quoted, plain, equals] of line.matchAll(/"((?:[^"\\]|\\.)*)"|((?:\\.|[^\s"=#\\])+)|(=)|#.*$/g)) {
    if (equals !== undefined) words.push('=')
    else if (quoted !== undefined) words.push(quoted.replaceAll(/\\(.)/g, '$1'))
    else if (plain !== undefined) words.push(plain.replaceAll(/\\(.)/g, '$1'))
  }
  return words
}

const isHere = (host: string): boolean => /^(localhost|127\.|::1$|\[::1\])/i.test(host)

/** `ups@host:port`, as in upsmon.conf. */
const systemOf = (system: string): { readonly upsName: string; readonly host: string; readonly port: number } => {
  const [upsName = '', place = 'localhost'] = system.split('@')
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(place) ?? []
  return { upsName, host: bracketed ?? plain ?? place, port: port === undefined ? NUT_PORT : Number(port) }
}

/** The fewest UPSs of which any choice gives the power values that upsmon wants. Null: all together do not. */
export const requiredOf = (powerValues: readonly number[], minSupplies: number): number | null => {
  let sum = 0
  for (const [index, value] of powerValues.toSorted((left, right) => left - right).entries()) {
    sum += value
    if (sum >= minSupplies) return index + 1
  }
  return null
}

/**
 * NUT's ups.conf and upsmon.conf, alone or one after the other. `server`: the machine that the files are from, where they
 * say "localhost" or nothing. Without it a UPS of the driver snmp-ups is asked directly.
 */
export const readNutFiles = (text: string, server: Server | null, groupName: string): TopologyDraft => {
  const sections: UpsSection[] = []
  const monitors: Monitor[] = []
  const notes: DraftNote[] = []
  const leftOut = new Map<string, number>()
  let minSupplies = 1
  let minSuppliesLine: number | null = null
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1
    const section = /^\s*\[([^\]]+)\]\s*(#.*)?$/.exec(raw)?.[1]?.trim()
    if (section !== undefined) {
      sections.push({ line, name: section, values: new Map() })
      continue
    }
    const [first, ...rest] = wordsOf(raw)
    if (first === undefined) continue
    const keyword = first.toUpperCase()
    if (keyword === 'MONITOR') {
      const read = monitorOf(line, rest, server)
      if ('outcome' in read) notes.push(read)
      else monitors.push(read)
    } else if (keyword === 'MINSUPPLIES') {
      minSupplies = Number(rest[0])
      minSuppliesLine = line
    } else if (/^[A-Z_]{6,}$/.test(first) || sections.length === 0) leftOut.set(first, leftOut.get(first) ?? line)
    else sections.at(-1)?.values.set(first.toLowerCase(), rest[0] === '=' ? rest.slice(1).join(' ') : 'yes')
  }
  const monitored = new Set(monitors.map(({ device }) => device.name))
  const fromSections = sections.map((section) => deviceOfSection(section, server))
  for (const read of fromSections) if ('outcome' in read) notes.push(read)
  const devices = [
    ...uniqueNames(monitors.map(({ device }) => device)),
    ...fromSections.flatMap((read) => ('outcome' in read || monitored.has(read.name) ? [] : [read])),
  ]
  for (const [keyword, line] of leftOut)
    notes.push({
      line,
      outcome: 'left-out',
      message: `“${keyword.slice(0, 40)}” is not carried over: plans and settings here say that`,
    })
  const supplying = monitors.filter(({ powerValue }) => powerValue > 0)
  for (const { line, device, powerValue } of monitors)
    if (powerValue === 0)
      notes.push({
        line,
        outcome: 'left-out',
        message: `${device.name} has power value 0: it feeds nothing there and joins no group`,
      })
  if (supplying.length === 0) return { devices, groups: [], feeds: [], deviceFeeds: [], notes }
  const requiredDevices = requiredOf(
    supplying.map(({ powerValue }) => powerValue),
    minSupplies,
  )
  const line = minSuppliesLine ?? supplying[0]?.line ?? 1
  if (requiredDevices === null || !Number.isInteger(minSupplies) || minSupplies < 1) {
    notes.push({
      line,
      outcome: 'refused',
      message: 'MINSUPPLIES is not a number that the power values of the MONITOR lines reach',
    })
    return { devices, groups: [], feeds: [], deviceFeeds: [], notes }
  }
  const plain = supplying.every(({ powerValue }) => powerValue === 1)
  const names = new Map(devices.map(({ line: at, name }) => [at, name]))
  return {
    devices,
    groups: [
      {
        line,
        name: groupName,
        deviceNames: supplying.map((monitor) => names.get(monitor.line) ?? monitor.device.name),
        requiredDevices,
        because: plain ? null : 'the fewest UPSs of which any choice reaches MINSUPPLIES with its power values',
      },
    ],
    feeds: [],
    deviceFeeds: [],
    notes,
  }
}

const monitorOf = (line: number, words: readonly string[], server: Server | null): Monitor | DraftNote => {
  const [system, powerValue, user, password] = words
  if (system === undefined || powerValue === undefined || user === undefined || password === undefined)
    return { line, outcome: 'refused', message: 'A MONITOR line has a UPS, a power value, a user, a password and a role' }
  const { upsName, port, ...given } = systemOf(system)
  if (isHere(given.host) && server === null)
    return {
      line,
      outcome: 'refused',
      message: `${upsName} is on the machine that this file is from: name that machine as the NUT server`,
    }
  const host = isHere(given.host) && server !== null ? server.host : given.host
  if (!/^\d+$/.test(powerValue)) return { line, outcome: 'refused', message: `The power value of ${upsName} is not a number` }
  const secret: UpsSecret = { kind: 'nut-user', user, password }
  return {
    line,
    device: { line, name: upsName, address: { protocol: 'nut', host, port, upsName, tls: 'off' }, secret },
    powerValue: Number(powerValue),
  }
}

/** Two servers may each have a UPS named "ups". */
const uniqueNames = (devices: readonly DraftDevice[]): readonly DraftDevice[] =>
  devices.map((device) =>
    devices.filter(({ name }) => name === device.name).length > 1
      ? { ...device, name: `${device.name} at ${device.address.host}` }
      : device,
  )

const deviceOfSection = (section: UpsSection, server: Server | null): DraftDevice | DraftNote => {
  const { line, name, values } = section
  if (server !== null)
    return {
      line,
      name,
      address: { protocol: 'nut', host: server.host, port: server.port, upsName: name, tls: 'off' },
      secret: { kind: 'nut-user', user: '', password: '' },
    }
  if (values.get('driver') === 'snmp-ups') return snmpUpsDevice(section)
  return {
    line,
    outcome: 'refused',
    message: `${name} is reached through its NUT server only: name the machine that this file is from as the NUT server`,
  }
}
