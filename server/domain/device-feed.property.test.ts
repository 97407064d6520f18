import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviceId, hostId } from '../testing/world-samples'
import { type ChainDevice, chainProblem, type DeviceFeed, effectiveFeeds, MOST_HOPS } from './device-feed'
import type { DeviceId } from './ids'
import type { DeviceKind } from './ups'
import type { Feed } from './world'

const NAMES = ['ups-1', 'ups-2', 'pdu-1', 'pdu-2', 'ats-1', 'ats-2', 'new', 'gone']
const kindOf = (name: string): DeviceKind | null =>
  name.startsWith('ups') ? 'ups' : name.startsWith('pdu') ? 'pdu' : name.startsWith('ats') ? 'ats' : null

const anyName = fc.constantFrom(...NAMES).map(deviceId)
const anyOutlet = fc.constantFrom<string | null>(null, '1', '2')
const anyLabel = fc.constantFrom<'A' | 'B'>('A', 'B')
const anyDevice = (name: string): fc.Arbitrary<ChainDevice> =>
  fc.record({
    id: fc.constant(deviceId(name)),
    name: fc.constant(name),
    kind: fc.constant(kindOf(name)),
    supply: fc.constantFrom<ChainDevice['supply']>('mains', 'off', 'unknown', 'battery'),
    contact: fc.constantFrom<ChainDevice['contact']>('ok', 'lost'),
    outlets: fc.constantFrom<ChainDevice['outlets']>(
      [],
      [{ id: '1', name: null, state: 'on' }],
      [
        { id: '1', name: null, state: 'off' },
        { id: '2', name: null, state: 'unknown' },
      ],
    ),
  })
const anySite = fc.record({
  feeds: fc.array(
    fc.record({ hostId: fc.constantFrom(hostId('h'), hostId('i')), deviceId: anyName, label: anyLabel, outletId: anyOutlet }),
    {
      maxLength: 4,
    },
  ),
  links: fc.uniqueArray(fc.record({ deviceId: anyName, label: anyLabel, sourceId: anyName, outletId: anyOutlet }), {
    maxLength: 12,
    selector: ({ deviceId: id, label }) => `${id} ${label}`,
  }),
  devices: fc
    .tuple(...NAMES.filter((name) => name !== 'gone').map(anyDevice))
    .map((devices) => new Map(devices.map((device) => [device.id, device]))),
})

/** All that is behind a device, or is it; circles end it. */
const reachable = (from: DeviceId, links: readonly DeviceFeed[]): ReadonlySet<DeviceId> => {
  const seen = new Set<DeviceId>()
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...links.filter((link) => link.deviceId === id).map(({ sourceId }) => sourceId))
  }
  return seen
}

const isOff = (devices: ReadonlyMap<DeviceId, ChainDevice>, hop: Pick<Feed, 'deviceId' | 'outletId'>): boolean =>
  devices.get(hop.deviceId)?.outlets.some(({ id, state }) => id === hop.outletId && state === 'off') === true

describe('flattened feeds', () => {
  it('P5 never invent a UPS, end in circles too, and are dead behind each outlet that is off on the way', () => {
    fc.assert(
      fc.property(anySite, ({ feeds, links, devices }) => {
        const found = effectiveFeeds(feeds, links, devices)
        for (const feed of found) {
          const kind = devices.get(feed.deviceId)?.kind ?? null
          expect(kind === 'pdu' || kind === 'ats').toBe(false)
          const declared = feeds.filter(({ hostId: id, label }) => id === feed.hostId && label === feed.label)
          expect(declared.some(({ deviceId: id }) => reachable(id, links).has(feed.deviceId))).toBe(true)
          const via = feed.via ?? []
          expect(via.length).toBeLessThanOrEqual(MOST_HOPS)
          expect(new Set(via.map((hop) => hop.deviceId)).size).toBe(via.length)
          const deadDevice = via.some(({ deviceId: id }) => {
            const device = devices.get(id)
            return device?.supply === 'off' && device.contact === 'ok'
          })
          expect(feed.dead !== undefined).toBe(via.some((hop) => isOff(devices, hop)) || deadDevice)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('are all UPSs that can be reached, where links are possible', () => {
    fc.assert(
      fc.property(anySite, ({ feeds, links, devices }) => {
        fc.pre(chainProblem(links) === null)
        const onlyPassing = links.filter(({ deviceId: id }) => devices.get(id)?.kind !== 'ups')
        for (const feed of feeds) {
          const found = new Set(effectiveFeeds([feed], links, devices).map(({ deviceId: id }) => id))
          const ups = [...reachable(feed.deviceId, onlyPassing)].filter((id) => devices.get(id)?.kind === 'ups')
          for (const id of ups) expect(found.has(id)).toBe(true)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
