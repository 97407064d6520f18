import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { keyOf, openAt, quick, value } from '../kvm/session'
import { hasKvmLab, type KvmLab, startKvmLab } from '../kvm/start'
import { NUT_PROGRAMS, type NutDummy, startNutDummy } from '../ups/nut-dummy'
import { configure, hostIdFor, openSite, type Site, waitForRun } from './site'

const ready = hasPrograms(NUT_PROGRAMS, 'nut-server') && hasKvmLab()
const useSchema = z.object({ cpuUsedPercent: z.number().nullable() })
const MOVING = ['web', 'app', 'mail'] as const
const PATIENCE_MS = 300_000

describe.skipIf(!ready)('the main job: maintenance of a real KVM host', () => {
  let ups: NutDummy
  let lab: KvmLab
  let site: Site
  let hostId: ReturnType<typeof hostIdFor>
  const namesOn = async (host: number) =>
    (await lab.virsh(host, 'list', '--all', '--name'))
      .split(/\s+/)
      .filter((name) => name !== '')
      .sort()
  const countsGoOn = async () => {
    const before = MOVING.map((name) => lab.countOf(name))
    await until('the guests to count on', () => MOVING.every((name, index) => lab.countOf(name) > (before[index] ?? 0)), 60_000)
  }
  /** Every number once and in order, however often the guest moved: it never noticed. */
  const expectUnbroken = () => {
    for (const name of MOVING) {
      const counts = [...lab.consoleOf(name).matchAll(/count (\d+)\r?\n/g)].map((match) => Number(match[1]))
      expect(counts).toEqual(counts.map((_, index) => index + 1))
      expect(lab.bootsOf(name)).toBe(1)
    }
  }

  beforeAll(async () => {
    ups = await startNutDummy()
    ups.onMains()
    lab = await startKvmLab({
      guests: [...MOVING.map((name) => ({ name, host: 0, disk: 'shared' as const })), { name: 'neighbour', host: 1 }],
    })
    const session = openAt(lab)
    const inventory = value(await session.inventory(quick))
    await session.close()
    hostId = hostIdFor(inventory.hosts[0] ?? raise())
    site = await openSite()
    await configure(site, {
      ups: {
        address: { protocol: 'nut', host: ups.host, port: ups.port, upsName: ups.upsName, tls: 'off' },
        secret: { kind: 'nut-user', user: '', password: '' },
      },
      manager: { address: { kind: 'libvirt', url: lab.url, pins: [...lab.pins] }, secret: keyOf(lab) },
      hostIds: inventory.hosts.map(hostIdFor),
    })
    await site.startEngine()
    // Guests that are booting use a whole processor each: nothing to judge a move by.
    await until(
      'the guests to be known and calm',
      async () => {
        const vms = await site.store.read.latest.all('vm')
        return vms.length === 4 && vms.every(({ doc }) => (useSchema.parse(doc).cpuUsedPercent ?? 100) < 20)
      },
      120_000,
      500,
    )
  }, PATIENCE_MS)

  afterAll(async () => {
    await site?.close()
    await lab?.stop()
    await ups?.stop()
  })

  it(
    'S1 empties the host by live migration: name, UUID and MACs stay, and no guest notices',
    async () => {
      await site.order({ kind: 'maintenance.enter', hostId, choices: [], reason: 'new memory' })
      const run = await waitForRun(
        site,
        'the host to be in maintenance',
        (seen) => ['in-maintenance', 'failed'].includes(seen.phase),
        180_000,
      )
      expect(run.steps.map((step) => [step.action, step.state, step.result])).toEqual([
        ...MOVING.map(() => ['migrate', 'done', 'verified running on its target, name, UUID and MACs unchanged']),
        ['enter-maintenance', 'done', 'verified empty'],
      ])
      expect(run.phase).toBe('in-maintenance')
      expect(await namesOn(0)).toEqual([])
      expect(await namesOn(1)).toEqual([...MOVING, 'neighbour'].sort())
      for (const name of MOVING) expect((await lab.virsh(1, 'domuuid', name)).trim()).toBe(lab.guest(name).uuid)
      await countsGoOn()
      expectUnbroken()
    },
    PATIENCE_MS,
  )

  it('R5 is not forgotten by an abort that comes too late: its record is the way back', async () => {
    const [run] = await site.store.read.runs.active()
    expect(run?.phase).toBe('in-maintenance')
    if (run === undefined) return
    await expect(site.order({ kind: 'run.abort', runId: run.id, reason: 'by mistake' })).rejects.toThrow('nothing to abort')
    expect((await site.store.read.runs.active()).map(({ phase }) => phase)).toEqual(['in-maintenance'])
  })

  it(
    'brings them home again at the end of the maintenance',
    async () => {
      await site.order({ kind: 'maintenance.exit', runId: null, hostId, bringBack: true, reason: null })
      const run = await waitForRun(site, 'the maintenance to end', (seen) => seen.phase === 'done', 180_000)
      const home = run.steps.filter((step) => step.direction === 'up')
      expect(home.map((step) => step.state)).toEqual(home.map(() => 'done'))
      expect(await namesOn(0)).toEqual([...MOVING].sort())
      expect(await namesOn(1)).toEqual(['neighbour'])
      await countsGoOn()
      expectUnbroken()
      expect(await site.store.read.journal.verify()).toMatchObject({ ok: true })
    },
    PATIENCE_MS,
  )
})

const raise = (): never => {
  throw new Error('the lab has no host')
}
