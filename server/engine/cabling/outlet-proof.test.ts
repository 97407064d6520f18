import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { HostCabling } from '../../domain/cabling'
import { openStore } from '../../store/open-store'
import { deviceSeen, readings } from '../../testing/power-samples'
import { deviceId, feed, host, manager, world } from '../../testing/world-samples'
import { CablingKeeper } from './cabling-keeper'

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const one of undo.splice(0)) await one()
})

/** Host 1 is declared on outlet 1 of the PDU, host 2 on outlet 2; host 1 draws from the outlet that is given, until it goes off. */
const verdictsFor = async (realOutlet: '1' | '2', metered: boolean): Promise<readonly string[]> => {
  const directory = mkdtempSync(join(tmpdir(), 'ridethrough-outlets-'))
  const store = await openStore({ dataDirectory: directory, keyFile: join(directory, 'secret.key'), databaseUrl: null })
  undo.push(async () => {
    await store.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const published = new Map<string, HostCabling | null>()
  const keeper = new CablingKeeper(
    { store, record: () => Promise.resolve(0), publish: (id, cabling) => void published.set(id, cabling) },
    0,
  )
  const declared = [feed('pdu', 'host-1', 'A', '1'), feed('pdu', 'host-2', 'A', '2')]
  const via = (outletId: string) => ({ via: [{ deviceId: deviceId('pdu'), outletId, name: 'pdu' }] })
  const feeds = [
    { ...feed('ups', 'host-1', 'A'), ...via('1') },
    { ...feed('ups', 'host-2', 'A'), ...via('2') },
  ]
  const offAtMs = 20 * 60_000
  for (let nowMs = 1_000; nowMs < offAtMs + 6 * 60_000; nowMs += 1_000) {
    const isOff = nowMs >= offAtMs
    const readAtMs = Math.floor(nowMs / 10_000) * 10_000
    const swing = (nowMs / 1_000) % 7
    const drawn = (outlet: '1' | '2') => (outlet === realOutlet ? (isOff ? 5 : 205) : 180) + swing
    const outlets = (['1', '2'] as const).map((id) => ({
      id,
      name: null,
      state: 'on' as const,
      ...(metered ? { watts: drawn(id) } : {}),
    }))
    const answeredAtMs = Math.floor(nowMs / 2_000) * 2_000
    const views = [
      deviceSeen('ups', { answeredAtMs, readings: readings({ outputWatts: 900 }) }),
      {
        ...deviceSeen('pdu', { answeredAtMs, readings: readings({ outputWatts: drawn('1') + drawn('2') }) }),
        kind: 'pdu',
        outlets,
      } as const,
    ]
    await keeper.look(
      {
        views,
        declared,
        deviceFeeds: [{ deviceId: deviceId('pdu'), label: 'A', sourceId: deviceId('ups'), outletId: null }],
        world: world({
          managers: [manager({ refreshedAtMs: readAtMs })],
          hosts: [host('host-1', { connection: readAtMs >= offAtMs ? 'down' : 'up' }), host('host-2')],
          feeds,
        }),
      },
      nowMs,
    )
  }
  return [...published.values()].flatMap(
    (cabling) =>
      cabling?.feeds.map(({ outletId, verdict, evidence }) => `${cabling.hostId} ${outletId} ${verdict}: ${evidence}`) ?? [],
  )
}

describe('outlets that measure what is drawn from them', () => {
  it('P5 prove the very outlet that a host hangs on', async () => {
    expect(await verdictsFor('1', true)).toEqual([
      'm:host-1 1 proved: when host-1 went off, 200 W of load ended on outlet 1 of pdu',
    ])
  })
  it('P5 contradict it where the load ended on another outlet of the same PDU', async () => {
    expect(await verdictsFor('2', true)).toEqual([
      'm:host-1 1 contradicted: when host-1 went off, its load ended on outlet 2 of pdu (200 W), not on outlet 1 of pdu (0 W of difference)',
    ])
  })
  it('where they do not, the PDU as a whole is all that is known', async () => {
    expect(await verdictsFor('2', false)).toEqual(['m:host-1 1 proved: when host-1 went off, 200 W of load ended on pdu'])
  })
})
