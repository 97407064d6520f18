import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planContentSchema } from '../../../server/domain/plan'
import type { SafeguardFacts } from '../../../server/domain/safeguard'
import { driver as vsphere } from '../../../server/drivers/hypervisor/vsphere/driver'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { type SnmpdUps, startSnmpdUps } from '../ups/snmpd-ups'
import { hasVcsim, startVcsim, type Vcsim } from '../vcsim/start'
import { configure, hostIdFor, openSite, type Site, waitForRun, wholeJournal } from './site'

const ready = hasPrograms(['snmpd'], 'snmpd') && hasVcsim()

describe.skipIf(!ready)('HA and DRS of a whole cluster in an outage', () => {
  let ups: SnmpdUps
  let vcenter: Vcsim
  let site: Site
  let before: readonly SafeguardFacts[]
  let names: readonly string[] = []

  const read = async () => {
    const address = { kind: 'vsphere' as const, url: vcenter.url, pins: [vcenter.fingerprint] }
    const secret = { kind: 'password' as const, user: vcenter.user, password: vcenter.password }
    const session = vsphere.open({ address, secret })
    const inventory = await session.inventory({ deadlineMs: 20_000 })
    await session.close()
    if (inventory.kind !== 'ok') throw new Error(inventory.message)
    return { address, secret, inventory: inventory.value }
  }
  const happened = async () => (await vcenter.happenings()).filter(({ what }) => /^(ha|drs) /.test(what)).map(({ what }) => what)
  const alarms = async () => (await site.store.read.latest.all('alarm')).map(({ id }) => id.split(':')[0])

  beforeAll(async () => {
    ups = await startSnmpdUps()
    ups.onMains()
    vcenter = await startVcsim({ vms: 2 })
    site = await openSite()
    const { address, secret, inventory } = await read()
    before = inventory.safeguards ?? []
    names = inventory.vms.map(({ name }) => name)
    await configure(site, {
      ups: {
        address: { protocol: 'snmp', host: ups.host, port: ups.port, family: 'auto' },
        secret: { kind: 'snmp-community', version: '2c', community: ups.community },
      },
      manager: { address, secret },
      hostIds: inventory.hosts.map(hostIdFor),
      content: planContentSchema.parse({
        stages: [{ id: 'one', name: 'One', triggers: [{ kind: 'seconds-on-battery', seconds: 0 }], placements: [] }],
        unplaced: { action: 'shutdown', limitSeconds: 300, fallback: 'leave' },
        hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 0 }], limitSeconds: 300 },
        recovery: { minChargePercent: 60, steadySeconds: 1, startVms: true, moveHome: true, startLimitSeconds: 30 },
      }),
    })
    await site.startEngine()
    await until('the site to be known', async () => {
      const devices = await site.store.read.latest.all('device')
      return devices.length === 1 && (await site.store.read.latest.all('vm')).length === 2
    })
  }, 180_000)

  afterAll(async () => {
    await site?.close()
    await vcenter?.stop()
    await ups?.stop()
  })

  it('D10 R1 R8 they are set aside before a host goes, and put back when mains return early', async () => {
    // Their hosts wait for guests that hang.
    await vcenter.control({ vms: { '*': { shutdownMs: -1 } } })
    ups.onBattery()
    await until('both to be set aside', async () => (await happened()).length === 2)
    expect((await happened()).toSorted()).toEqual(['drs manual', 'ha off'])
    const shedding = await waitForRun(site, 'both to be verified', (run) =>
      run.steps.filter(({ action }) => action === 'disarm').every(({ state }) => state === 'done'),
    )
    expect(shedding.steps.find(({ action }) => action === 'shutdown-host')?.attempts).toEqual([])
    await until('the alarm that says so', async () => (await alarms()).includes('safeguard-aside'))
    ups.onMains()
    await waitForRun(site, 'mains to be back', ({ phase }) => phase === 'waiting')
    await vcenter.control({ shape: Object.fromEntries(names.map((name) => [name, { power: 'poweredOff' as const }])) })
    const run = await waitForRun(site, 'the run to end', ({ phase }) => phase === 'done')
    const back = run.steps.filter(({ action }) => action === 'restore')
    expect(back.map(({ state, result }) => [state, result])).toEqual([
      ['done', 'verified as it was found'],
      ['done', 'verified as it was found'],
    ])
    expect((await read()).inventory.safeguards).toEqual(before)
    await until('the alarm to go', async () => !(await alarms()).some((code) => code?.startsWith('safeguard')))
    const intent = (await wholeJournal(site)).find(({ kind, object }) => kind === 'step.intent' && object.kind === 'safeguard')
    expect(intent?.data).toMatchObject({
      found: expect.stringMatching(/^on, host monitoring enabled|^partiallyAutomated/) as string,
    })
  })

  it('A1 A2 R8 an engine killed in between knows what it had found, and a person’s abort puts that back, too', async () => {
    const earlier = (await happened()).length
    ups.onBattery()
    await until('the first of them to be called', async () => (await happened()).length > earlier)
    await site.killEngine()
    await site.startEngine()
    // A call whose answer died with the engine is given time to show before it is made again (A1).
    await until('both to be set aside', async () => (await happened()).length === earlier + 2, 60_000)
    const run = await waitForRun(site, 'both to be verified', ({ phase, steps }) => {
      const aside = steps.filter(({ action }) => action === 'disarm')
      return phase === 'shedding' && aside.length === 2 && aside.every(({ state }) => state === 'done')
    })
    await site.order({ kind: 'run.abort', runId: run.id, reason: 'a test' })
    const ended = await waitForRun(site, 'the aborted run to end', ({ id, phase }) => id === run.id && phase === 'aborted')
    expect(ended.steps.filter(({ action }) => action === 'restore').map(({ state }) => state)).toEqual(['done', 'done'])
    expect(ended.steps.filter(({ action }) => action === 'shutdown-host').every(({ state }) => state === 'cancelled')).toBe(true)
    expect((await read()).inventory.safeguards).toEqual(before)
    expect((await happened()).slice(earlier).toSorted()).toEqual(['drs manual', 'drs partiallyAutomated', 'ha off', 'ha on'])
    expect(await site.store.read.journal.verify()).toMatchObject({ ok: true })
  })
})
