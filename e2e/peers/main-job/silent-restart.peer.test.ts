import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planContentSchema } from '../../../server/domain/plan'
import { driver as vsphere } from '../../../server/drivers/hypervisor/vsphere/driver'
import { docsOf } from '../../../server/services/latest-doc'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { type SnmpdUps, startSnmpdUps } from '../ups/snmpd-ups'
import { hasVcsim, startVcsim, type Vcsim } from '../vcsim/start'
import { configure, hostIdFor, openSite, type Site, waitForRun } from './site'

const ready = hasPrograms(['snmpd'], 'snmpd') && hasVcsim()

describe.skipIf(!ready)('an engine that starts while its manager is silent', () => {
  let ups: SnmpdUps
  let vcenter: Vcsim
  let site: Site
  let isStopped = false

  const hosts = async () => docsOf('host', await site.store.read.latest.all('host'))
  const vms = async () => docsOf('vm', await site.store.read.latest.all('vm'))
  const manager = async () => docsOf('manager', await site.store.read.latest.all('manager'))[0]

  beforeAll(async () => {
    ups = await startSnmpdUps()
    ups.onMains()
    vcenter = await startVcsim({ vms: 2 })
    site = await openSite()
    const address = { kind: 'vsphere' as const, url: vcenter.url, pins: [vcenter.fingerprint] }
    const secret = { kind: 'password' as const, user: vcenter.user, password: vcenter.password }
    const session = vsphere.open({ address, secret })
    const inventory = await session.inventory({ deadlineMs: 20_000 })
    await session.close()
    if (inventory.kind !== 'ok') throw new Error(inventory.message)
    await configure(site, {
      ups: {
        address: { protocol: 'snmp', host: ups.host, port: ups.port, family: 'auto' },
        secret: { kind: 'snmp-community', version: '2c', community: ups.community },
      },
      manager: { address, secret },
      hostIds: inventory.value.hosts.map(hostIdFor),
      content: planContentSchema.parse({
        stages: [{ id: 'one', name: 'One', triggers: [{ kind: 'seconds-on-battery', seconds: 0 }], placements: [] }],
        unplaced: { action: 'shutdown', limitSeconds: 300, fallback: 'leave' },
      }),
    })
    await site.startEngine()
    await until('the site to be known', async () => (await vms()).length === 2 && (await hosts()).length > 0)
  }, 180_000)

  afterAll(async () => {
    await site?.close()
    if (!isStopped) await vcenter?.stop()
    await ups?.stop()
  })

  it('P9 A9 keeps what the one before it knew, as not fresh, and plans an outage by it', async () => {
    const before = { hosts: (await hosts()).map(({ id }) => id), readAtMs: (await manager())?.refreshedAtMs ?? 0 }
    await site.killEngine()
    await vcenter.stop()
    isStopped = true
    await site.startEngine()
    const seen = await until('its silence to be met', async () => {
      const view = await manager()
      return view?.contact === 'lost' ? view : null
    })
    expect(seen.refreshedAtMs).toBeGreaterThanOrEqual(before.readAtMs)
    expect(seen.datastores.length).toBeGreaterThan(0)
    expect((await hosts()).map(({ id, stale }) => [id, stale])).toEqual(before.hosts.map((id) => [id, true]))
    expect(await vms()).toHaveLength(2)
    ups.onBattery()
    const run = await waitForRun(site, 'the stage to be planned', ({ steps }) => steps.length > 0)
    expect(run.steps.map(({ object, action }) => [object.id, action]).toSorted()).toEqual(
      (await vms()).map(({ id }) => [id, 'shutdown']).toSorted(),
    )
    // Nobody claims that what could not be asked has ended.
    expect(run.steps.filter(({ state }) => state === 'done')).toEqual([])
  })
})
