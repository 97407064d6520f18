import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainProblem, type DeviceFeed } from '../../domain/device-feed'
import { credentialIdSchema, deviceIdSchema, hostIdSchema, powerGroupIdSchema } from '../../domain/ids'
import type { DeviceKind } from '../../domain/ups'
import type { DeviceRow } from '../../store/store'
import type { CurrentTopology } from './import-row'
import { planImport } from './plan-import'
import { readTopologyCsv, writeTopologyCsv } from './topology-csv'

/** What people may call things: with separators, quotes, formulas, line breaks and letters of all kinds, but not blank at the ends. */
const anyName = fc
  .oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.stringMatching(/^[|\\,;"'=+@\-\t aZß火]{1,8}$/))
  .map((name) => name.trim())
  .filter((name) => name !== '')
const anyOutlet = fc.option(fc.constantFrom('1', '7', 'A|1', '=2'), { nil: null })
const anyLabel = fc.constantFrom<'A' | 'B'>('A', 'B')

const anySite: fc.Arbitrary<CurrentTopology> = fc
  .record({
    names: fc.uniqueArray(anyName, { minLength: 2, maxLength: 7 }),
    kinds: fc.array(fc.constantFrom<DeviceKind | null>('ups', 'ups', 'pdu', 'ats', null), { minLength: 7, maxLength: 7 }),
    hostNames: fc.uniqueArray(anyName, { maxLength: 4, selector: (name) => name.toLowerCase() }),
    managerName: anyName,
    groupName: anyName,
    feeds: fc.array(fc.tuple(fc.nat(3), fc.nat(6), anyLabel, anyOutlet), { maxLength: 8 }),
    links: fc.array(fc.tuple(fc.nat(6), fc.nat(6), anyLabel, anyOutlet), { maxLength: 8 }),
  })
  .map(({ names, kinds, hostNames, managerName, groupName, feeds, links }) => {
    const devices = names.map((name, index): DeviceRow => ({
      id: deviceIdSchema.parse(`d${index}`),
      name,
      address:
        index % 2 === 0
          ? { protocol: 'snmp', host: `192.0.2.${index}`, port: 161, family: 'auto' }
          : { protocol: 'nut', host: `192.0.2.${index}`, port: 3493, upsName: `ups${index}`, tls: 'starttls' },
      credentialId: credentialIdSchema.parse('c'),
      enabled: true,
      identity: null,
      createdAtMs: 0,
    }))
    const kindOf = (index: number): DeviceKind | null => kinds[index] ?? null
    const hosts = hostNames.map((name, index) => ({ id: hostIdSchema.parse(`h${index}`), name, managerName }))
    const deviceFeeds: DeviceFeed[] = []
    for (const [of, source, label, outletId] of links) {
      const [device, from] = [devices[of], devices[source]]
      if (device === undefined || from === undefined || kindOf(of) === 'ups' || (kindOf(of) === 'pdu' && label === 'B')) continue
      const link = { deviceId: device.id, label, sourceId: from.id, outletId }
      const known = deviceFeeds.some(({ deviceId, label: other }) => deviceId === link.deviceId && other === label)
      if (!known && chainProblem([...deviceFeeds, link]) === null) deviceFeeds.push(link)
    }
    const upss = devices.filter((_, index) => kindOf(index) === 'ups')
    return {
      devices,
      groups:
        upss.length === 0
          ? []
          : [
              {
                id: powerGroupIdSchema.parse('g'),
                name: groupName,
                deviceIds: upss.map(({ id }) => id),
                requiredDevices: 1,
              },
            ],
      feeds: feeds.flatMap(([hostIndex, deviceIndex, label, outletId], at) => {
        const [host, device] = [hosts[hostIndex], devices[deviceIndex]]
        const first = feeds.findIndex(([one, other]) => one === hostIndex && other === deviceIndex) === at
        return host === undefined || device === undefined || !first
          ? []
          : [{ hostId: host.id, deviceId: device.id, label, outletId }]
      }),
      deviceFeeds,
      hosts,
      outletIds: new Map(),
      kinds: new Map(
        devices.flatMap(({ id }, index) => {
          const kind = kindOf(index)
          return kind === null ? [] : [[id, kind] as const]
        }),
      ),
    }
  })

const exported = (site: CurrentTopology): string =>
  writeTopologyCsv({
    ...site,
    feeds: site.feeds.flatMap((feed) => {
      const host = site.hosts.find(({ id }) => id === feed.hostId)
      return host === undefined ? [] : [{ ...feed, hostName: host.name, managerName: host.managerName }]
    }),
  })

const imported = (csv: string, into: CurrentTopology) => {
  let made = 0
  const next = () => `new${(made += 1)}`
  return planImport(
    readTopologyCsv(csv),
    into,
    { snmp: { kind: 'snmp-community', version: '2c', community: 'c' }, nut: { kind: 'nut-user', user: '', password: '' } },
    { device: () => deviceIdSchema.parse(next()), group: () => powerGroupIdSchema.parse(next()) },
  )
}

describe('a site that is exported as CSV', () => {
  it('is as it is when it is imported again', () => {
    fc.assert(
      fc.property(anySite, (site) => {
        const { rows, ...plan } = imported(exported(site), site)
        expect(rows).toHaveLength(site.devices.length + site.groups.length + site.feeds.length + site.deviceFeeds.length)
        expect(rows.filter(({ outcome }) => outcome !== 'same')).toEqual([])
        expect([plan.devices, plan.groups, [...plan.feeds], [...plan.deviceFeeds]]).toEqual([[], [], [], []])
      }),
      { numRuns: 500 },
    )
  })

  it('is built anew from the file where nothing but its hosts is there', () => {
    fc.assert(
      fc.property(anySite, (site) => {
        const bare = { ...site, devices: [], groups: [], feeds: [], deviceFeeds: [], kinds: new Map() }
        const plan = imported(exported(site), bare)
        expect(plan.rows.filter(({ outcome }) => outcome !== 'add')).toEqual([])
        const nameOf = new Map(plan.devices.map(({ id, name }) => [id, name]))
        const before = new Map(site.devices.map(({ id, name }) => [id, name]))
        const links = [...plan.deviceFeeds.values()]
          .flat()
          .map(({ deviceId, sourceId, label, outletId }) =>
            JSON.stringify([nameOf.get(deviceId), label, nameOf.get(sourceId), outletId]),
          )
        const wanted = site.deviceFeeds.map(({ deviceId, sourceId, label, outletId }) =>
          JSON.stringify([before.get(deviceId), label, before.get(sourceId), outletId]),
        )
        expect(links.toSorted()).toEqual(wanted.toSorted())
      }),
      { numRuns: 300 },
    )
  })
})
