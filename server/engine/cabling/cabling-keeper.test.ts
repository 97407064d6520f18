import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HostCabling } from '../../domain/cabling'
import type { JournalDraft } from '../../domain/journal'
import type { Feed } from '../../domain/world'
import { smallDatacenter } from '../../simulator/small-datacenter'
import { World } from '../../simulator/world/world'
import { openStore } from '../../store/open-store'
import { deviceSeen, readings } from '../../testing/power-samples'
import { feed, group, host, hostId, manager, vm, world as worldOf } from '../../testing/world-samples'
import { CablingKeeper } from './cabling-keeper'
import type { CablingSight } from './cabling-sight'

const UPSS = ['ups-a', 'ups-b', 'ups-c', 'ups-d'] as const
const HOSTS = ['host-1', 'host-2', 'host-3'] as const
const RIGHT: Readonly<Record<string, readonly [string, string]>> = {
  'host-1': ['ups-a', 'ups-b'],
  'host-2': ['ups-c', 'ups-d'],
  'host-3': ['ups-a', 'ups-b'],
}
const SWAPPED = { ...RIGHT, 'host-1': RIGHT['host-2'], 'host-2': RIGHT['host-1'] }

/** The simulated datacenter with two rows, wired as given; guests' draw swings. */
const datacenter = (wiring: Readonly<Record<string, readonly string[] | undefined>>): World => {
  const [ups] = smallDatacenter.upses
  if (ups === undefined) throw new Error('the small datacenter has no UPS')
  return new World({
    ...smallDatacenter,
    loadSwing: 0.3,
    upses: UPSS.map((name) => ({ ...ups, name, baseWatts: 200 })),
    hosts: smallDatacenter.hosts.map((one) => ({ ...one, feeds: wiring[one.name] ?? [] })),
  })
}

const declared: readonly Feed[] = HOSTS.flatMap((name) => [
  feed(RIGHT[name]?.[0] ?? '', name, 'A'),
  feed(RIGHT[name]?.[1] ?? '', name, 'B'),
])

/** Looks at the datacenter as an engine would: UPSs every two seconds, hosts and guests every ten; time is the datacenter's own. */
const watch = async (site: World) => {
  const directory = mkdtempSync(join(tmpdir(), 'ridethrough-cabling-'))
  const store = await openStore({ dataDirectory: directory, keyFile: join(directory, 'secret.key'), databaseUrl: null })
  const drafts: JournalDraft[] = []
  const published = new Map<string, HostCabling | null>()
  const keeper = () =>
    new CablingKeeper(
      {
        store,
        record: async (more, also) => {
          drafts.push(...more)
          await store.write(also)
          return 0
        },
        publish: (id, cabling) => void published.set(id, cabling),
      },
      site.nowMs,
    )
  let one = keeper()
  let hosts = inventory(site)
  const sight = (): CablingSight => ({
    views: UPSS.map((name) =>
      deviceSeen(name, {
        answeredAtMs: Math.floor(site.nowMs / 2_000) * 2_000,
        readings: readings({ outputWatts: Math.round(site.ups(name).loadWatts) }),
      }),
    ),
    world: { ...hosts, feeds: declared, groups: [group(['ups-a', 'ups-b']), group(['ups-c', 'ups-d'], 1, 'g2')] },
    declared,
    deviceFeeds: [],
  })
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      site.advance(1_000)
      if (second % 10 === 0) hosts = inventory(site)
      await one.look(sight(), site.nowMs)
    }
  }
  const verdicts = () =>
    [...published.values()].flatMap(
      (cabling) =>
        cabling?.feeds.map(({ label, deviceId, verdict }) => `${cabling.hostId} ${label} ${deviceId} ${verdict}`) ?? [],
    )
  return {
    pass,
    verdicts,
    drafts,
    alarms: () => one.alarms(sight(), site.nowMs),
    notes: () => one.notesOf(group(['ups-a', 'ups-b']), sight()),
    keeper: () => one,
    restart: async () => {
      published.clear()
      one = keeper()
      await one.load()
    },
    close: async () => {
      await store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const inventory = (site: World) =>
  worldOf({
    managers: [manager({ refreshedAtMs: site.nowMs })],
    hosts: HOSTS.map((name) =>
      host(name, { connection: ['up', 'shutting-down'].includes(site.host(name).phase) ? 'up' : 'down' }),
    ),
    vms: [...site.state.vms.values()].map(({ config, power, hostName }) =>
      vm(config.name, hostName, { power: power === 'on' ? 'on' : 'off' }),
    ),
  })

/** Long enough to know how the UPSs scatter by themselves. */
const QUIET_SECONDS = 20 * 60
const AFTER_SECONDS = 5 * 60

describe('the cables of simulated hosts', () => {
  it('are proved on both feeds when the host is shut down', async () => {
    const site = datacenter(RIGHT)
    const seen = await watch(site)
    await seen.pass(QUIET_SECONDS)
    expect(seen.verdicts()).toEqual([])
    site.shutDownHost('host-1')
    await seen.pass(AFTER_SECONDS)
    expect(seen.verdicts()).toEqual(['m:host-1 A ups-a proved', 'm:host-1 B ups-b proved'])
    expect(seen.alarms()).toEqual([])
    expect(seen.drafts.map(({ kind }) => kind)).toEqual(['host.cabling-proved', 'host.cabling-proved'])
    await seen.close()
  })

  it('P5 are contradicted where two hosts are swapped, with an alarm, a journal entry and a note at the group', async () => {
    const site = datacenter(SWAPPED)
    const seen = await watch(site)
    await seen.pass(QUIET_SECONDS)
    site.shutDownHost('host-1')
    await seen.pass(AFTER_SECONDS)
    expect(seen.verdicts()).toEqual(['m:host-1 A ups-a contradicted', 'm:host-1 B ups-b contradicted'])
    const [alarm, ...more] = seen.alarms()
    expect(more).toEqual([])
    expect(alarm).toMatchObject({ code: 'cabling-contradicted', severity: 'warning', object: { name: 'host-1' } })
    expect(alarm?.message).toMatch(
      /^Wired otherwise than declared, feed A \(ups-a\) and feed B \(ups-b\): when host-1 went off, its load ended on ups-c \(\d+ W\) and ups-d \(\d+ W\), not on ups-a \(\d W/,
    )
    expect(seen.notes()).toEqual([expect.stringContaining('host-1 is wired otherwise than declared (feed A and B)')])
    expect(seen.keeper().isContradicted(feed('ups-a', 'host-1', 'A'))).toBe(true)
    expect(seen.drafts[0]).toMatchObject({ kind: 'host.cabling-contradicted', object: { name: 'host-1' } })
    await seen.close()
  })

  it('stay known over a restart, until a person has looked after them', async () => {
    const site = datacenter(SWAPPED)
    const seen = await watch(site)
    await seen.pass(QUIET_SECONDS)
    site.shutDownHost('host-1')
    await seen.pass(AFTER_SECONDS)
    await seen.restart()
    expect(seen.verdicts()).toHaveLength(2)
    await seen.keeper().clear(hostId('host-1'))
    expect(seen.verdicts()).toEqual([])
    expect(seen.alarms()).toEqual([])
    await seen.restart()
    expect(seen.verdicts()).toEqual([])
    await seen.close()
  })

  it('are left alone when two hosts go off together: nobody knows whose fall is whose', async () => {
    const site = datacenter(SWAPPED)
    const seen = await watch(site)
    await seen.pass(QUIET_SECONDS)
    site.shutDownHost('host-1')
    site.shutDownHost('host-2')
    await seen.pass(AFTER_SECONDS)
    expect(seen.verdicts()).toEqual([])
    await seen.close()
  })

  it('are left alone when a UPS goes off meanwhile, and before the UPSs are known', async () => {
    const site = datacenter(SWAPPED)
    const seen = await watch(site)
    await seen.pass(60)
    site.shutDownHost('host-1')
    await seen.pass(AFTER_SECONDS)
    expect(seen.verdicts()).toEqual([])
    await seen.close()
  })
})

describe('a UPS that dies under many hosts', () => {
  it('K1 its cables are proved with one write and an entry each, for the engine has more to do then', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `host-${index}`)
    const feeds = names.flatMap((name) => [feed('ups-a', name, 'A'), feed('ups-b', name, 'B')])
    const directory = mkdtempSync(join(tmpdir(), 'ridethrough-cabling-'))
    const store = await openStore({ dataDirectory: directory, keyFile: join(directory, 'secret.key'), databaseUrl: null })
    const writes: number[] = []
    const record = (drafts: readonly JournalDraft[]) => Promise.resolve(writes.push(drafts.length))
    const keeper = new CablingKeeper({ store, record, publish: () => undefined }, 0)
    const lookAt = async (nowMs: number, input: 'ok' | 'lost') => {
      const powerSupplies = [
        { name: 'PSU 1', input, inputWatts: null, readAtMs: nowMs } as const,
        { name: 'PSU 2', input: 'ok', inputWatts: null, readAtMs: nowMs } as const,
      ]
      const views = [deviceSeen('ups-a', input === 'ok' ? {} : { supply: 'off' }), deviceSeen('ups-b')]
      const managers = [manager({ refreshedAtMs: nowMs })]
      const world = worldOf({ managers, hosts: names.map((name) => host(name, { powerSupplies })), feeds })
      await keeper.look({ views, world, declared: feeds, deviceFeeds: [] }, nowMs)
    }
    await lookAt(1_000, 'ok')
    await lookAt(2_000, 'lost')
    await lookAt(70_000, 'lost')
    await lookAt(71_000, 'lost')
    expect(writes).toEqual([names.length])
    await store.close()
    rmSync(directory, { recursive: true, force: true })
  })
})
