import type { Messages } from '@/components/messages/messages'
import type { Chain } from '@/components/power/use-chain'
import { POWER_SEVERITY } from '@/components/status/severities'
import { feedIsLive } from '@/server/domain/feed'
import type { HostId } from '@/server/domain/ids'
import { powerStateOf } from '@/server/domain/power-state'
import type { Severity } from '@/server/domain/severity'
import type { EffectiveFeed, Feed } from '@/server/domain/world'

/** One way from a UPS to a feed of a host. */
interface FeedPath {
  /** From the UPS on: "ups-1, Outlet 2 → ats-1, Input A". */
  readonly way: string
  readonly severity: Severity
  /** What the UPS at its beginning does, or why the way is dead. */
  readonly state: string
}

export interface HostFeed {
  readonly feed: Feed
  /** As good as the best of its ways. */
  readonly severity: Severity
  /** Behind an ATS two. Never empty: where no UPS is known, it says that. */
  readonly paths: readonly FeedPath[]
}

const wayOf = (m: Messages, feed: EffectiveFeed, upsName: string): string =>
  [{ name: upsName, outletId: feed.outletId, input: undefined }, ...(feed.via ?? []).toReversed()]
    .map(({ name, outletId, input }) =>
      [name, input === undefined ? null : m.power.inputOf(input), outletId === null ? null : m.power.outletNamed(outletId, null)]
        .filter((part) => part !== null)
        .join(', '),
    )
    .join(' → ')

const pathOf = (m: Messages, feed: EffectiveFeed, chain: Chain): FeedPath => {
  const device = chain.devices.get(feed.deviceId)
  const way = wayOf(m, feed, device?.name ?? feed.deviceId)
  if (device === undefined) return { way, severity: 'stale', state: m.status.power.unknown }
  const state = powerStateOf(device)
  if (feedIsLive(feed, device)) return { way, severity: POWER_SEVERITY[state], state: m.status.power[state] }
  return { way, severity: 'critical', state: m.hosts.deadFeed(feed.dead ?? m.hosts.outletIsOff) }
}

const BEST_FIRST: readonly Severity[] = ['normal', 'maintenance', 'advisory', 'stale', 'warning', 'critical']

/** The feeds of one host with all that stands behind them. */
export const hostFeeds = (m: Messages, chain: Chain, hostId: HostId): readonly HostFeed[] =>
  chain.feeds
    .filter((feed) => feed.hostId === hostId)
    .toSorted((left, right) => left.label.localeCompare(right.label))
    .map((feed) => {
      const paths = chain.behind([feed]).map((path) => pathOf(m, path, chain))
      if (paths.length > 0) {
        const severity = BEST_FIRST.find((each) => paths.some((path) => path.severity === each)) ?? 'stale'
        return { feed, severity, paths }
      }
      const way = wayOf(m, feed, chain.devices.get(feed.deviceId)?.name ?? feed.deviceId)
      return { feed, severity: 'warning' as const, paths: [{ way, severity: 'warning' as const, state: m.hosts.sourceUnknown }] }
    })

/** In one sentence, for those who see no marks: "A: ups-1 → pdu-1, Outlet 3 (On mains)". */
export const feedSentence = ({ feed, paths }: HostFeed): string =>
  `${feed.label}: ${paths.map(({ way, state }) => `${way} (${state})`).join('; ')}`
