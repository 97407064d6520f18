import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEEP_ALIVE_MARKS } from '../../../server/domain/keep-alive'
import { planContentSchema } from '../../../server/domain/plan'
import { docOf } from '../../../server/services/latest-doc'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { keyOf, openAt, quick, value } from '../kvm/session'
import { hasKvmLab, type KvmLab, startKvmLab } from '../kvm/start'
import { NUT_PROGRAMS, type NutDummy, startNutDummy } from '../ups/nut-dummy'
import { configure, hostIdFor, openSite, type Site, vmIdFor, waitForRun } from './site'

const ready = hasPrograms(NUT_PROGRAMS, 'nut-server') && hasKvmLab()
const PATIENCE_MS = 300_000

describe.skipIf(!ready)('the main job: the operation comes to stand on a real guest whose autostart is aside', () => {
  let ups: NutDummy
  let lab: KvmLab
  let site: Site
  const starting = async () =>
    (await lab.virsh(0, 'list', '--name', '--all', '--autostart'))
      .split(/\s+/)
      .filter((name) => name !== '')
      .sort()
  const idOf = (name: string) => vmIdFor({ uuid: lab.guest(name).uuid, nativeId: lab.guest(name).uuid })
  const keep = (...names: readonly string[]) =>
    site.store.write((tx) => tx.settings.set(KEEP_ALIVE_MARKS, Object.fromEntries(names.map((name) => [idOf(name), 'kept']))))
  const isKept = async (name: string) => docOf('vm', await site.store.read.latest.get('vm', idOf(name)))?.keepAlive !== undefined

  beforeAll(async () => {
    ups = await startNutDummy()
    ups.onMains()
    lab = await startKvmLab({
      hosts: 1,
      guests: [
        { name: 'console', host: 0 },
        { name: 'dns', host: 0 },
        { name: 'web', host: 0 },
        // Keeps its host from going for so long.
        { name: 'slow', host: 0, slowSeconds: 45 },
      ],
    })
    for (const name of ['console', 'dns', 'web']) await lab.virsh(0, 'autostart', name)
    site = await openSite()
    const session = openAt(lab)
    const inventory = value(await session.inventory(quick))
    await session.close()
    await configure(site, {
      ups: {
        address: { protocol: 'nut', host: ups.host, port: ups.port, upsName: ups.upsName, tls: 'off' },
        secret: { kind: 'nut-user', user: '', password: '' },
      },
      manager: { address: { kind: 'libvirt', url: lab.url, pins: [...lab.pins] }, secret: keyOf(lab) },
      hostIds: inventory.hosts.map(hostIdFor),
      content: planContentSchema.parse({
        stages: [
          {
            id: 'all',
            name: 'All',
            triggers: [{ kind: 'seconds-on-battery', seconds: 0 }],
            placements: ['dns', 'web', 'slow'].map((name) => ({ vmId: idOf(name), vmName: name, limitSeconds: 90 })),
          },
        ],
        hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 0 }], limitSeconds: 60 },
        recovery: { minChargePercent: 60, steadySeconds: 1, startVms: true, moveHome: true, startLimitSeconds: 120 },
      }),
    })
    await keep('console')
    await site.startEngine()
    await until('the site to be known', () => isKept('console'), 60_000)
  }, PATIENCE_MS)

  afterAll(async () => {
    await site?.close()
    await lab?.stop()
    await ups?.stop()
  })

  it(
    'D5 R8 A1 it gets it back while its host is still up, also by an engine that was killed meanwhile; the others do not',
    async () => {
      ups.onBattery()
      await until('it to be set aside', async () => (await starting()).join() === 'console')
      await waitForRun(site, 'that to be seen', ({ steps }) =>
        steps.some(({ action, state }) => action === 'disarm' && state === 'done'),
      )
      await site.killEngine()
      await keep('console', 'dns')
      await site.startEngine()
      await until('it to be put back', async () => (await starting()).includes('dns'), 60_000)
      expect(await starting()).toEqual(['console', 'dns'])
      expect(lab.isOn(0)).toBe(true)
      const run = await waitForRun(site, 'that to be verified', ({ steps }) =>
        steps.some(({ action, state }) => action === 'restore' && state === 'done'),
      )
      const [restore] = run.steps.filter(({ action }) => action === 'restore')
      expect(restore?.safeguard).toMatchObject({ early: true, found: { vms: [{ name: 'dns' }] } })
      expect(run.phase).toBe('shedding')

      await until('the host to be off', () => !lab.isOn(0), PATIENCE_MS)
      await lab.startHost(0)
      const running = (await lab.virsh(0, 'list', '--name')).split(/\s+/).filter((name) => name !== '')
      expect(running.sort()).toEqual(['console', 'dns'])
    },
    PATIENCE_MS,
  )
})
