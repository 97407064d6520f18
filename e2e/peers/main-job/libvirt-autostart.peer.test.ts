import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEEP_ALIVE_MARKS } from '../../../server/domain/keep-alive'
import { planContentSchema } from '../../../server/domain/plan'
import type { ManagerSession } from '../../../server/drivers/ports'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { ending, keyOf, openAt, quick, value } from '../kvm/session'
import { hasKvmLab, type KvmLab, startKvmLab } from '../kvm/start'
import { NUT_PROGRAMS, type NutDummy, startNutDummy } from '../ups/nut-dummy'
import { configure, hostIdFor, openSite, type Site, vmIdFor, waitForRun } from './site'

const ready = hasPrograms(NUT_PROGRAMS, 'nut-server') && hasKvmLab()
const PATIENCE_MS = 300_000

describe.skipIf(!ready)('autostart that comes to a real KVM host while it is emptied', () => {
  let ups: NutDummy
  let lab: KvmLab
  let site: Site
  let session: ManagerSession
  const there = async (...which: readonly string[]) =>
    (await lab.virsh(0, 'list', ...which, '--name'))
      .split(/\s+/)
      .filter((name) => name !== '')
      .sort()
  const starting = () => there('--all', '--autostart')
  const uuidOf = (name: string) => lab.guest(name).uuid

  beforeAll(async () => {
    ups = await startNutDummy()
    ups.onMains()
    lab = await startKvmLab({
      guests: [
        // Long enough for another one to come.
        { name: 'slow', host: 0, slowSeconds: 30 },
        { name: 'web', host: 1, disk: 'shared' },
        { name: 'dns', host: 1 },
      ],
    })
    await lab.virsh(1, 'autostart', 'web')
    session = openAt(lab)
    const { hosts } = value(await session.inventory(quick))
    const goes = hosts.find(({ nativeId }) => nativeId === lab.addresses[0])
    if (goes === undefined) throw new Error('no host')
    site = await openSite()
    await configure(site, {
      ups: {
        address: { protocol: 'nut', host: ups.host, port: ups.port, upsName: ups.upsName, tls: 'off' },
        secret: { kind: 'nut-user', user: '', password: '' },
      },
      manager: { address: { kind: 'libvirt', url: lab.url, pins: [...lab.pins] }, secret: keyOf(lab) },
      hostIds: [hostIdFor(goes)],
      content: planContentSchema.parse({
        stages: [{ id: 'one', name: 'One', triggers: [{ kind: 'seconds-on-battery', seconds: 0 }], placements: [] }],
        unplaced: { action: 'shutdown', limitSeconds: 120, fallback: 'leave' },
        hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 0 }], limitSeconds: 120 },
        recovery: { minChargePercent: 60, steadySeconds: 2, startVms: true, moveHome: true, startLimitSeconds: 120 },
      }),
    })
    // While any VM may be this console's own, no autostart is touched.
    const dns = vmIdFor({ uuid: uuidOf('dns'), nativeId: uuidOf('dns') })
    await site.store.write((tx) => tx.settings.set(KEEP_ALIVE_MARKS, { [dns]: 'kept' }))
    await site.startEngine()
    await until('the site to be known', async () => {
      const devices = await site.store.read.latest.all('device')
      return devices.length === 1 && (await site.store.read.latest.all('vm')).length === 3
    })
  }, PATIENCE_MS)

  afterAll(async () => {
    await session?.close()
    await site?.close()
    await lab?.stop()
    await ups?.stop()
  })

  it(
    'D10 R8 is set aside before the host goes, so that it starts nothing by itself',
    async () => {
      ups.onBattery()
      await waitForRun(site, 'its guest to be asked', ({ steps }) =>
        steps.some(({ object, attempts }) => object.name === 'slow' && attempts.length > 0),
      )
      const move = { act: 'migrate', vmNativeId: uuidOf('web'), toHostNativeId: lab.addresses[0] ?? '' } as const
      expect(await ending(session, value(await session.act(move, quick)).task)).toEqual({ state: 'succeeded' })
      await until('its autostart to have come along', async () => (await starting()).includes('web'))
      const run = await waitForRun(site, 'the host to be off', ({ steps }) =>
        steps.some(({ action, state }) => action === 'shutdown-host' && state === 'done'),
      )
      const [aside, ...others] = run.steps.filter(({ action }) => action === 'disarm')
      expect(others).toEqual([])
      expect(aside).toMatchObject({ state: 'done', safeguard: { found: { vms: [{ name: 'web', nativeId: uuidOf('web') }] } } })
      const called = run.steps.find(({ action }) => action === 'shutdown-host')?.attempts[0]?.startedAtMs ?? 0
      expect(aside?.endedAtMs ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(called)
      await lab.startHost(0)
      expect([await starting(), await there()]).toEqual([[], []])
    },
    PATIENCE_MS,
  )

  it(
    'R1 R8 comes back once its VMs are on',
    async () => {
      ups.onMains()
      const run = await waitForRun(site, 'the recovery to end', ({ phase }) => phase === 'done', 240_000)
      expect(run.steps.filter(({ direction }) => direction === 'up').map(({ state }) => state)).not.toContain('failed')
      expect([await starting(), await there()]).toEqual([['web'], ['slow', 'web']])
    },
    PATIENCE_MS,
  )
})
