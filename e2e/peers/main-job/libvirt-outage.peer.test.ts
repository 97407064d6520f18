import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { planContentSchema } from '../../../server/domain/plan'
import { isRecordOnly } from '../../../server/domain/run'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { type GuestPages, probeGuests, startGuestPages } from '../kvm/guest-pages'
import { keyOf, openAt, quick, value } from '../kvm/session'
import { hasKvmLab, type KvmLab, startKvmLab } from '../kvm/start'
import { NUT_PROGRAMS, type NutDummy, startNutDummy } from '../ups/nut-dummy'
import { allDone, configure, hostIdFor, openSite, type Site, vmIdFor, waitForRun, wholeJournal } from './site'

const ready = hasPrograms(NUT_PROGRAMS, 'nut-server') && hasKvmLab()
const NAMES = ['web', 'db', 'cache', 'rest'] as const
const deviceSchema = z.object({ supply: z.string() })
const STARTED_MS = 300_000

describe.skipIf(!ready)('the main job: NUT and real KVM hosts', () => {
  let ups: NutDummy
  let lab: KvmLab
  let pages: GuestPages
  let site: Site
  const statesOf = async () => {
    const all = await Promise.all([0, 1].map((host) => lab.virsh(host, 'list', '--name')))
    return NAMES.filter((name) => all.some((names) => names.split('\n').includes(name)))
  }

  beforeAll(async () => {
    ups = await startNutDummy()
    ups.onMains()
    lab = await startKvmLab({
      guests: [
        // The first one takes its time: what waits for it must wait for its verified end, not for the call.
        { name: 'web', host: 0, slowSeconds: 3 },
        { name: 'db', host: 1 },
        { name: 'cache', host: 0 },
        { name: 'rest', host: 1 },
      ],
    })
    site = await openSite()
    const session = openAt(lab)
    const inventory = value(await session.inventory(quick))
    await session.close()
    const idOf = (name: string) => vmIdFor({ uuid: lab.guest(name).uuid, nativeId: lab.guest(name).uuid })
    const placement = (name: string, action: 'shutdown' | 'save-state') => ({
      vmId: idOf(name),
      vmName: name,
      action,
      limitSeconds: 120,
    })
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
            placements: [placement('web', 'shutdown'), { ...placement('db', 'shutdown'), after: [idOf('web')] }],
          },
          {
            id: 'second',
            name: 'Second',
            triggers: [{ kind: 'seconds-on-battery', seconds: 15 }],
            placements: [placement('cache', 'save-state')],
          },
        ],
        recovery: { minChargePercent: 60, steadySeconds: 2, startVms: true, moveHome: true, startLimitSeconds: 120 },
      }),
    })
    pages = await startGuestPages(lab)
    await probeGuests(
      site.store,
      pages,
      lab.guests.map(({ name }) => ({ id: idOf(name), name })),
    )
    await site.startEngine()
    await until(
      'the UPS and the hosts to be known',
      async () => {
        const devices = await site.store.read.latest.all('device')
        const vms = await site.store.read.latest.all('vm')
        return devices.some(({ doc }) => deviceSchema.parse(doc).supply === 'mains') && vms.length === NAMES.length
      },
      60_000,
    )
  }, STARTED_MS)

  afterAll(async () => {
    await site?.close()
    await pages?.close()
    await lab?.stop()
    await ups?.stop()
  })

  it(
    'A4 D7 stops the guests in the plan’s order, as virsh on the hosts sees it too',
    async () => {
      expect(await statesOf()).toEqual(NAMES)
      ups.onBattery()
      const run = await waitForRun(site, 'every guest to have ended', (seen) => seen.fired.length === 2 && allDone(seen))
      expect(await statesOf()).toEqual([])
      expect(await lab.virsh(0, 'list', '--all', '--with-managed-save', '--name')).toContain('cache')
      for (const name of ['web', 'db', 'rest']) expect(lab.consoleOf(name)).toContain('power button pressed')

      const endOf = (name: string) => run.steps.find((step) => step.object.name === name)?.endedAtMs ?? 0
      const startOf = (name: string) => run.steps.find((step) => step.object.name === name)?.startedAtMs ?? 0
      expect(startOf('db')).toBeGreaterThanOrEqual(endOf('web'))
      expect(startOf('cache')).toBeGreaterThan(startOf('db'))

      const journal = (await wholeJournal(site)).filter((entry) => entry.runId === run.id)
      for (const step of run.steps.filter((each) => !isRecordOnly(each))) {
        const intent = journal.find((entry) => entry.kind === 'step.intent' && entry.object.id === step.object.id)
        const result = journal.find((entry) => entry.kind === 'step.result' && entry.object.id === step.object.id)
        expect(intent?.id).toBeLessThan(result?.id ?? 0)
        expect(result?.outcome).toBe('ok')
      }
    },
    STARTED_MS,
  )

  it(
    'R1 R6 starts again what ran, where it ran, once mains are back',
    async () => {
      const counted = lab.countOf('cache')
      ups.onMains()
      const run = await waitForRun(site, 'the recovery to end', (seen) => seen.phase === 'done', 240_000)
      expect(run.steps.filter((step) => step.direction === 'up').map((step) => step.state)).toEqual(NAMES.map(() => 'done'))
      expect(await statesOf()).toEqual(NAMES)
      expect(await lab.virsh(0, 'list', '--name')).toMatch(/web[^]*cache|cache[^]*web/)
      await until('the restored guest to count on', () => lab.countOf('cache') > counted, 60_000)
      await until(
        'the others to have booted again',
        () => ['web', 'db', 'rest'].every((name) => lab.bootsOf(name) === 2),
        120_000,
      )
      expect(lab.bootsOf('cache')).toBe(1)
      expect(await site.store.read.journal.verify()).toMatchObject({ ok: true })
    },
    STARTED_MS,
  )
})
