import { feedsBy } from '../../decide/feed-loads'
import { declaredFeed } from '../../domain/cabling'
import type { HostId } from '../../domain/ids'
import type { PowerGroup } from '../../domain/world'
import { type AlarmCondition, alarmCondition } from '../alarm-condition'
import type { CablingSight } from './cabling-sight'
import type { ProofBook } from './proof-book'

const sourceName = ({ views }: CablingSight, deviceId: string, outletId: string | null): string =>
  `${views.find(({ id }) => id === deviceId)?.name ?? deviceId}${outletId === null ? '' : `, outlet ${outletId}`}`

/** Feeds that are wired otherwise than declared, and power supplies without input that no dead feed explains. */
export const cablingAlarms = (
  sight: CablingSight,
  book: ProofBook,
  unexplained: (hostId: HostId) => readonly string[] | null,
): readonly AlarmCondition[] =>
  sight.world.hosts.flatMap(({ id, name }) => {
    const object = { kind: 'host', id, name } as const
    const found: AlarmCondition[] = []
    const wrong = book.host(id).feeds.filter(({ verdict }) => verdict === 'contradicted')
    if (wrong.length > 0) {
      const words = wrong.map(({ label, deviceId, outletId }) => `feed ${label} (${sourceName(sight, deviceId, outletId)})`)
      found.push(
        alarmCondition(
          'cabling-contradicted',
          'warning',
          object,
          `Wired otherwise than declared, ${words.join(' and ')}: ${wrong[0]?.evidence ?? ''}`,
          'Follow the cable of this power supply. Correct the cable, or the feeds of this host: until then no plan counts on this feed.',
        ),
      )
    }
    const lost = unexplained(id)
    if (lost !== null)
      found.push(
        alarmCondition(
          'power-supply-lost',
          'warning',
          object,
          `${lost.join(' and ')}: no input, though all its feeds are live`,
          'Check the cable, its outlet and the power supply: the host hangs on what is left.',
        ),
      )
    return found
  })

/** What a group's plan counts on, and is wired otherwise. */
export const cablingNotes = (group: PowerGroup, sight: CablingSight, book: ProofBook): readonly string[] => {
  if (!book.isContradicted) return []
  const own = sight.world.feeds.filter(({ deviceId }) => group.deviceIds.includes(deviceId))
  return [...feedsBy(own, ({ hostId }) => hostId)].flatMap(([hostId, feeds]) => {
    const wrong = feeds.filter((feed) => book.of(declaredFeed(feed))?.verdict === 'contradicted').map(({ label }) => label)
    if (wrong.length === 0) return []
    const name = sight.world.hosts.find(({ id }) => id === hostId)?.name ?? hostId
    return [`${name} is wired otherwise than declared (feed ${[...new Set(wrong)].join(' and ')}): this plan may not protect it`]
  })
}
