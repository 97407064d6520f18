import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planContentSchema } from '../../../server/domain/plan'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { keyOf, openAt, quick, value } from '../kvm/session'
import { hasKvmLab, type KvmLab, startKvmLab } from '../kvm/start'
import { NUT_PROGRAMS, type NutDummy, startNutDummy } from '../ups/nut-dummy'
import { configure, hostIdFor, openSite, type Site, vmIdFor, waitForRun } from './site'

const ready = hasPrograms(NUT_PROGRAMS, 'nut-server') && hasKvmLab()
const PATIENCE_MS = 300_000
const GUEST = 'web'
const DEAF_SECONDS = 40
const LIMIT_SECONDS = 120

describe.skipIf(!ready)('the main job: an outage meets a real guest that is still booting', () => {
  let ups: NutDummy
  let lab: KvmLab
  let site: Site

  beforeAll(async () => {
    ups = await startNutDummy()
    ups.onMains()
    lab = await startKvmLab({ hosts: 1, guests: [{ name: GUEST, host: 0, deafSeconds: DEAF_SECONDS, running: false }] })
    const session = openAt(lab)
    const inventory = value(await session.inventory(quick))
    await session.close()
    const { uuid } = lab.guest(GUEST)
    site = await openSite()
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
            id: 'first',
            name: 'First',
            triggers: [{ kind: 'seconds-on-battery', seconds: 0 }],
            placements: [
              {
                vmId: vmIdFor({ uuid, nativeId: uuid }),
                vmName: GUEST,
                action: 'shutdown',
                fallback: 'power-off',
                limitSeconds: LIMIT_SECONDS,
              },
            ],
          },
        ],
      }),
    })
    await site.startEngine()
    await until('the guest to be known', async () => (await site.store.read.latest.all('vm')).length === 1, 60_000)
  }, PATIENCE_MS)

  afterAll(async () => {
    await site?.close()
    await lab?.stop()
    await ups?.stop()
  })

  it(
    'D3 A2 its power button is pressed again until it hears, and it is not cut off',
    async () => {
      await lab.virsh(0, 'start', GUEST)
      await until('the guest to boot', () => lab.countOf(GUEST) > 0, 60_000)
      await until(
        'the engine to see it on',
        async () => (await site.store.read.latest.all('vm')).some(({ doc }) => JSON.stringify(doc).includes('"power":"on"')),
        30_000,
      )
      ups.onBattery()
      const asked = await waitForRun(site, 'the guest to be asked', ({ steps }) => steps.some((step) => step.attempts.length > 0))
      expect(lab.consoleOf(GUEST)).not.toContain('hears its power button')
      const run = await waitForRun(
        site,
        'the guest to be off',
        ({ id, steps }) => id === asked.id && steps.some(({ object, state }) => object.name === GUEST && state === 'done'),
        180_000,
      )
      const step = run.steps.find(({ object }) => object.name === GUEST)
      expect(step?.attempts.length).toBeGreaterThan(1)
      expect(new Set(step?.attempts.map(({ action }) => action))).toEqual(new Set(['shutdown']))
      expect(step?.attempts.at(-1)?.outcome).toBe('verified')
      expect(lab.consoleOf(GUEST)).toMatch(/hears its power button[\s\S]*power button pressed/)
      expect(await lab.virsh(0, 'domstate', GUEST)).toContain('shut off')
    },
    PATIENCE_MS,
  )
})
