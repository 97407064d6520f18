import type { DeviceFeed } from '../domain/device-feed'
import { isUps } from '../domain/device-kind'
import type { JournalObject } from '../domain/journal'
import { INPUT_LABELS } from '../domain/ups'
import type { Feed, Host, PowerDeviceView, PowerGroup } from '../domain/world'
import { type AlarmCondition, alarmCondition } from './alarm-condition'

/** The topology as people declared it, and what the devices say. */
export interface DeclaredChain {
  readonly hosts: readonly Pick<Host, 'id' | 'name'>[]
  readonly feeds: readonly Feed[]
  readonly deviceFeeds: readonly DeviceFeed[]
  readonly devices: readonly PowerDeviceView[]
  /** Also with members that are no UPSs. */
  readonly groups: readonly PowerGroup[]
}

const MOST_NAMED = 8

const named = (names: readonly string[]): string =>
  names.length <= MOST_NAMED ? names.join(', ') : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`

const objectOf = ({ id, name }: PowerDeviceView): JournalObject => ({ kind: 'device', id, name })

/** Questions about the chain, each answered in one walk. */
const chainOf = ({ hosts, feeds, deviceFeeds, devices }: DeclaredChain) => {
  const walk = (from: string, next: (id: string) => readonly string[]): ReadonlySet<string> => {
    const seen = new Set<string>()
    const open = [from]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue
      seen.add(id)
      open.push(...next(id))
    }
    return seen
  }
  const hostNames = new Map<string, string>(hosts.map(({ id, name }) => [id, name]))
  const byId = new Map<string, PowerDeviceView>(devices.map((device) => [device.id, device]))
  return {
    device: (id: string): PowerDeviceView | undefined => byId.get(id),
    hostName: (id: string): string | undefined => hostNames.get(id),
    plugs: (id: string): readonly Feed[] => feeds.filter(({ deviceId }) => deviceId === id),
    hostsOn: (id: string): readonly string[] => {
      const on = walk(id, (at) => deviceFeeds.filter(({ sourceId }) => sourceId === at).map(({ deviceId }) => deviceId))
      const ids = new Set(feeds.filter(({ deviceId }) => on.has(deviceId)).map(({ hostId }) => hostId))
      return [...ids].flatMap((hostId) => hostNames.get(hostId) ?? []).sort()
    },
    upssBehind: (id: string): readonly PowerDeviceView[] => {
      const ids = walk(id, (at) => deviceFeeds.filter(({ deviceId }) => deviceId === at).map(({ sourceId }) => sourceId))
      return [...ids].flatMap((each) => byId.get(each) ?? []).filter(isUps)
    },
  }
}
type Chain = ReturnType<typeof chainOf>

const ofTransfer = (device: PowerDeviceView, links: readonly DeviceFeed[], chain: Chain): readonly AlarmCondition[] => {
  const { transfer } = device
  if (transfer === undefined || device.contact === 'lost') return []
  const { selected, preferred, inputs } = transfer
  const dead = INPUT_LABELS.filter((label) => inputs[label] === 'dead')
  const [only] = dead
  const hosts = chain.hostsOn(device.id)
  const found: AlarmCondition[] = []
  if (dead.length === 1 && only !== undefined) {
    const source = chain.device(links.find(({ label }) => label === only)?.sourceId ?? '')
    const rest = hosts.length === 0 ? '' : `: ${named(hosts)} hang${hosts.length === 1 ? 's' : ''} on its other input alone`
    found.push(
      alarmCondition(
        'input-dead',
        'warning',
        objectOf(device),
        `Input ${only} is dead${rest}`,
        `Check the cable and the breaker${source === undefined ? '' : `, and the output of ${source.name}`}.`,
      ),
    )
  }
  if (selected !== null && preferred !== null && selected !== preferred && inputs[preferred] !== 'dead')
    found.push(
      alarmCondition(
        'not-preferred',
        'advisory',
        objectOf(device),
        `It runs on input ${selected}, and prefers input ${preferred}`,
        'It goes back by itself once that input is steady. If it does not, look at its quality and at the settings of the switch.',
      ),
    )
  return found
}

/** Hosts on this very device of which nobody knows whether their outlet has power. */
const perhapsHit = (device: PowerDeviceView, chain: Chain): readonly string[] =>
  chain.plugs(device.id).flatMap(({ hostId, outletId }) => {
    const outlet = device.outlets.find(({ id }) => id === outletId)
    return outlet?.dead === undefined && outlet?.state !== 'off' ? (chain.hostName(hostId) ?? []) : []
  })

/** A part of it is dead (P5): the hosts that are known to hang on it have an alarm of their own. */
const ofParts = (device: PowerDeviceView, chain: Chain): readonly AlarmCondition[] => {
  const troubles = device.contact === 'ok' ? (device.troubles ?? []) : []
  if (troubles.length === 0) return []
  const perhaps = troubles.some(({ isUntold }) => isUntold) ? [...new Set(perhapsHit(device, chain))].sort() : []
  return [
    alarmCondition(
      'part-dead',
      'warning',
      objectOf(device),
      troubles.map(({ words }) => words).join('; '),
      `Look at its breakers and at what feeds it.${perhaps.length === 0 ? '' : ` Look also whether these have lost this feed: ${named(perhaps)}.`}`,
    ),
  ]
}

const ofPassing = (device: PowerDeviceView, links: readonly DeviceFeed[], chain: Chain): readonly AlarmCondition[] => {
  const hosts = chain.hostsOn(device.id)
  const found: AlarmCondition[] = []
  if (links.length === 0 && hosts.length > 0)
    found.push(
      alarmCondition(
        'source-unknown',
        'warning',
        objectOf(device),
        `Nothing is known of the power behind it: ${named(hosts)}`,
        'Say on its page what feeds it. Until then no plan protects these hosts through it.',
      ),
    )
  const behind = links.length < 2 ? [] : chain.upssBehind(device.id)
  if (behind.length === 1)
    found.push(
      alarmCondition(
        'same-source',
        'advisory',
        objectOf(device),
        `Both its inputs hang on ${behind[0]?.name ?? 'one UPS'}`,
        'When that UPS fails there is nothing to switch over to.',
      ),
    )
  return [...found, ...ofParts(device, chain), ...ofTransfer(device, links, chain)]
}

/** The device answers and numbers its outlets, and this one is not among them: the topology is older than the wiring. */
const unlisted = (outletId: string | null, device: PowerDeviceView | undefined): string | null =>
  device === undefined || outletId === null || device.contact !== 'ok' || device.outlets.some(({ id }) => id === outletId)
    ? null
    : `${device.name} has no outlet ${outletId}`

const unlistedOutlets = ({ feeds, deviceFeeds }: DeclaredChain, chain: Chain): readonly AlarmCondition[] => {
  const found = new Map<string, { readonly object: JournalObject; readonly words: string[] }>()
  const note = (object: JournalObject | null, problem: string | null): void => {
    if (object === null || problem === null) return
    const known = found.get(object.id)
    if (known === undefined) found.set(object.id, { object, words: [problem] })
    else known.words.push(problem)
  }
  for (const { hostId, deviceId, outletId } of feeds) {
    const name = chain.hostName(hostId)
    note(name === undefined ? null : { kind: 'host', id: hostId, name }, unlisted(outletId, chain.device(deviceId)))
  }
  for (const { deviceId, sourceId, outletId } of deviceFeeds) {
    const device = chain.device(deviceId)
    note(device === undefined ? null : objectOf(device), unlisted(outletId, chain.device(sourceId)))
  }
  return [...found.values()].map(({ object, words }) =>
    alarmCondition('outlet-unlisted', 'warning', object, words.join(', '), 'Say again what feeds it, as it is wired now.'),
  )
}

const ofGroup = (group: PowerGroup, chain: Chain): readonly AlarmCondition[] => {
  const passing = group.deviceIds.flatMap((id) => chain.device(id) ?? []).filter((device) => !isUps(device))
  if (passing.length === 0) return []
  const words = passing.map(({ name, kind }) => `${name} is ${kind === 'ats' ? 'an ATS' : 'a PDU'}`)
  return [
    alarmCondition(
      'group-without-energy',
      'warning',
      { kind: 'group', id: group.id, name: group.name },
      `${words.join(', ')}: it holds no energy and does not count here`,
      'Take it out under Settings → Power groups, and say on its page what feeds it.',
    ),
  ]
}

/** What is wrong with the chain from the UPSs over PDUs and ATSs to the hosts. */
export const chainAlarms = (declared: DeclaredChain): readonly AlarmCondition[] => {
  const { devices, deviceFeeds, groups } = declared
  const chain = chainOf(declared)
  return [
    ...devices
      .filter((device) => !isUps(device))
      .flatMap((device) =>
        ofPassing(
          device,
          deviceFeeds.filter(({ deviceId }) => deviceId === device.id),
          chain,
        ),
      ),
    ...unlistedOutlets(declared, chain),
    ...groups.flatMap((group) => ofGroup(group, chain)),
  ]
}
