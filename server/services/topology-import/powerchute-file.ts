import type { DraftDevice, DraftFeed, DraftGroup, DraftNote, TopologyDraft } from './topology-draft'

interface Property {
  readonly line: number
  readonly section: string
  readonly key: string
  readonly value: string
}

interface Setup {
  readonly line: number
  readonly name: string
  readonly deviceNames: readonly string[]
  readonly mode: string
  readonly required: number | null
}

const CARDS = 'networkmanagementcard'
const ADVANCED = /^advanced_ups_setup_(.+)$/
/** Sections that tell of hosts; their keys differ by version, so hosts are found by their names. */
const HOST_SECTIONS = new Set(['hostdetails', 'hostconfigsettings'])
/** Sections that PowerChute documents and that Ridethrough has other ways for. */
const OTHER_SECTIONS = new Set([
  'eventlog',
  'shutdown',
  'networking',
  'events',
  'advancedconfig',
  'snmp',
  'vmprioritization',
  'nutanixclusterdetails',
  'simplivityclusterdetails',
  'hyperflexclusterdetails',
])
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]+|[a-z0-9-]+(?:\.[a-z0-9-]+)*)$/i

const propertiesOf = (text: string): { readonly properties: readonly Property[]; readonly notes: readonly DraftNote[] } => {
  const properties: Property[] = []
  const notes: DraftNote[] = []
  let section = ''
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1
    const trimmed = raw.trim()
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue
    const title = /^\[(.+)\]$/.exec(trimmed)?.[1]
    if (title !== undefined) {
      section = title.trim().toLowerCase()
      continue
    }
    const at = trimmed.indexOf('=')
    if (at < 1) notes.push({ line, outcome: 'not-understood', message: 'This line is neither a section nor a property' })
    else properties.push({ line, section, key: trimmed.slice(0, at).trim().toLowerCase(), value: trimmed.slice(at + 1).trim() })
  }
  return { properties, notes }
}

const numberOf = (key: string): string | null => /^ip_?(\d+)$/.exec(key)?.[1] ?? null
const outletOf = (key: string): string | null =>
  (/^(?:ip_?(\d+)_)?outlet(?:_?group)?(?:_?(\d+))?$/.exec(key)?.slice(1) ?? []).find(Boolean) ?? null
const isRequired = (key: string): boolean => /required/.test(key) && /ups|number/.test(key)
const tokensOf = (value: string): readonly string[] => value.split(/[\s,;|]+/).filter((token) => token !== '')

/** How many UPSs suffice, and why where the file does not say it in a number. */
const requirementOf = ({ mode, required, deviceNames }: Setup): { readonly count: number; readonly because: string | null } => {
  const all = deviceNames.length
  if (required !== null && required >= 1 && required <= all) return { count: required, because: null }
  switch (mode) {
    case 'single':
      return { count: all, because: null }
    case 'redundant':
      return { count: Math.max(1, all - 1), because: 'mode redundant without a number: one UPS may fail' }
    default:
      return { count: all, because: `mode ${mode === '' ? 'not said' : 'without a number'}: all of them are taken as needed` }
  }
}

/**
 * PowerChute Network Shutdown's pcnsconfig.ini (version 3 and later), as far as its documentation goes: the cards, the mode, outlet
 * groups, and the hosts that are known here by name. What its keys mean differs by version: whatever is not recognised is told.
 */
export const readPowerChute = (text: string, groupName: string, knownHostNames: readonly string[]): TopologyDraft => {
  const { properties, notes: unread } = propertiesOf(text)
  const notes: DraftNote[] = [...unread]
  const devices: DraftDevice[] = []
  const nameByAddress = new Map<string, string>()
  const outletByNumber = new Map<string, string>()
  const numberByName = new Map<string, string>()
  const used = new Set<Property>()
  const take = (property: Property): void => void used.add(property)
  for (const property of properties.filter(({ section }) => section === CARDS || ADVANCED.test(section))) {
    const number = numberOf(property.key)
    if (number === null || property.value === '') continue
    take(property)
    const host = property.value.replace(/^\[|\]$/g, '')
    if (!ADDRESS.test(host)) {
      notes.push({ line: property.line, outcome: 'refused', message: `“${property.key}” holds no address` })
      continue
    }
    const name = `UPS ${host}`
    if (nameByAddress.has(host.toLowerCase())) continue
    nameByAddress.set(host.toLowerCase(), name)
    numberByName.set(name, number)
    devices.push({
      line: property.line,
      name,
      address: { protocol: 'snmp', host, port: 161, family: 'auto' },
      secret: null,
    })
  }
  for (const property of properties.filter(({ section }) => section === CARDS || ADVANCED.test(section))) {
    const number = outletOf(property.key)
    if (number === null) continue
    take(property)
    if (property.value !== '') outletByNumber.set(number, property.value)
  }
  const setups = setupsOf(properties, nameByAddress, groupName, take)
  const groups = setups.map((setup): DraftGroup => {
    const { count, because } = requirementOf(setup)
    return { line: setup.line, name: setup.name, deviceNames: setup.deviceNames, requiredDevices: count, because }
  })
  const feeds: DraftFeed[] = []
  for (const { property, hostName, deviceNames } of hostsOf(properties, knownHostNames, setups, nameByAddress)) {
    take(property)
    for (const [index, deviceName] of deviceNames.entries()) {
      const label = index % 2 === 0 ? 'A' : 'B'
      const outletId = outletByNumber.get(numberByName.get(deviceName) ?? '') ?? null
      if (feeds.some((feed) => feed.hostName === hostName && feed.deviceName === deviceName)) continue
      feeds.push({ line: property.line, hostName, managerName: null, deviceName, label, outletId })
    }
  }
  const told = new Set<string>()
  for (const { line, section, key } of properties.filter((property) => !used.has(property))) {
    const isOther = OTHER_SECTIONS.has(section) || /^sshaction\d*$/.test(section)
    const isAccess = section === CARDS && /^(protocol|port|acceptcerts|username|password|.*phrase)$/.test(key)
    const what = isOther ? `[${section}]` : `“${key.slice(0, 60)}” in [${section.slice(0, 60)}]`
    if (told.has(what)) continue
    told.add(what)
    notes.push(
      isOther || isAccess
        ? { line, outcome: 'left-out', message: `${what} is not carried over: plans and settings here say that` }
        : { line, outcome: 'not-understood', message: `${what} was not understood` },
    )
  }
  if (devices.length === 0)
    notes.push({
      line: 1,
      outcome: 'refused',
      message: 'No address of a network management card was found in [NetworkManagementCard]',
    })
  return { devices, groups, feeds, deviceFeeds: [], notes }
}

const setupsOf = (
  properties: readonly Property[],
  nameByAddress: ReadonlyMap<string, string>,
  groupName: string,
  take: (property: Property) => void,
): readonly Setup[] => {
  const sections = [...new Set(properties.map(({ section }) => section))]
  const advanced = sections.filter((section) => ADVANCED.test(section))
  const setupOf = (section: string, fallbackName: string): Setup => {
    const own = properties.filter((property) => property.section === section)
    const pick = (matches: (key: string) => boolean): string => {
      const found = own.find(({ key, value }) => matches(key) && value !== '')
      if (found !== undefined) take(found)
      return found?.value ?? ''
    }
    const named: string[] = []
    for (const property of own) {
      const names = tokensOf(property.value).flatMap((token) => nameByAddress.get(token.toLowerCase()) ?? [])
      if (names.length > 0) take(property)
      named.push(...names)
    }
    const required = pick(isRequired)
    return {
      line: own[0]?.line ?? 1,
      name: (pick((key) => /name$/.test(key) && !/user|host/.test(key)) || fallbackName).slice(0, 80),
      deviceNames: [...new Set(named)],
      mode: pick((key) => /^(mode|.*_mode|ups_?config.*)$/.test(key)).toLowerCase(),
      required: /^\d+$/.test(required) ? Number(required) : null,
    }
  }
  const modeElsewhere = properties.find(({ section, key }) => section !== CARDS && !ADVANCED.test(section) && key === 'mode')
  const setups =
    advanced.length > 0
      ? advanced.map((section) => setupOf(section, `${groupName} ${ADVANCED.exec(section)?.[1] ?? ''}`.trim()))
      : [setupOf(CARDS, groupName)]
  return setups
    .filter(({ deviceNames }) => deviceNames.length > 0)
    .map((setup) => {
      if (setup.mode !== '' || modeElsewhere === undefined) return setup
      take(modeElsewhere)
      return { ...setup, mode: modeElsewhere.value.toLowerCase() }
    })
}

/** Known hosts that a line names, with the UPSs that the same line or section names, or those of the only setup. */
const hostsOf = (
  properties: readonly Property[],
  knownHostNames: readonly string[],
  setups: readonly Setup[],
  nameByAddress: ReadonlyMap<string, string>,
) => {
  const known = new Map(knownHostNames.map((name) => [name.toLowerCase(), name]))
  const only = setups.length === 1 ? setups[0] : undefined
  return properties.flatMap((property) => {
    const { section, value } = property
    const isAdvanced = ADVANCED.test(section)
    if (!HOST_SECTIONS.has(section) && !isAdvanced) return []
    const tokens = tokensOf(value)
    const own = tokens.flatMap((token) => nameByAddress.get(token.toLowerCase()) ?? [])
    const setup = isAdvanced
      ? setups.find(({ line }) => properties.some((each) => each.section === section && each.line === line))
      : only
    const deviceNames = own.length > 0 ? own : (setup?.deviceNames ?? [])
    return tokens.flatMap((token) => {
      const hostName = known.get(token.toLowerCase())
      return hostName === undefined || deviceNames.length === 0 ? [] : [{ property, hostName, deviceNames }]
    })
  })
}
