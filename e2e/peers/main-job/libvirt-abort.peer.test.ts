import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunWithSteps } from '../../../server/domain/run'
import type { Engine } from '../../../server/engine/engine'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { engineOn } from '../engine-in-process'
import { keyOf, openAt, quick, value } from '../kvm/session'
import { hasKvmLab, type KvmLab, startKvmLab } from '../kvm/start'
import { NUT_PROGRAMS, type NutDummy, startNutDummy } from '../ups/nut-dummy'
import { configure, hostIdFor, openSite, type Site, waitForRun } from './site'

const ready = hasPrograms(NUT_PROGRAMS, 'nut-server') && hasKvmLab()
const PATIENCE_MS = 300_000
const MOVING = 'web'

/** Each test leaves the guest running on the first host, and no run. */
describe.skipIf(!ready)('the main job: a real KVM guest is on its way when nobody wants that any more', () => {
  let ups: NutDummy
  let lab: KvmLab
  let site: Site
  let engine: Engine
  let hostId: ReturnType<typeof hostIdFor>
  const running = async (host: number) =>
    (await lab.virsh(host, 'list', '--state-running', '--name')).split(/\s+/).filter((name) => name !== '')
  const stepIn = ({ steps }: RunWithSteps) => steps.find(({ object }) => object.name === MOVING)
  /** Runs once, where it should, and has never noticed: every number once and in order. */
  const expectOnceOn = async (host: number) => {
    expect([await running(0), await running(1)].map((names) => names.includes(MOVING))).toEqual([host === 0, host === 1])
    expect(await lab.virsh(host, 'domjobinfo', MOVING)).toMatch(/Job type:\s+None/)
    const before = lab.countOf(MOVING)
    await until('the guest to count on', () => lab.countOf(MOVING) > before, 60_000)
    const counts = [...lab.consoleOf(MOVING).matchAll(/count (\d+)\r?\n/g)].map((match) => Number(match[1]))
    expect(counts).toEqual(counts.map((_, index) => index + 1))
    expect(lab.bootsOf(MOVING)).toBe(1)
  }
  const enter = () => site.order({ kind: 'maintenance.enter', hostId, choices: [], reason: 'new memory' })
  /** Its memory is copied so slowly that there is time for anything. */
  const onItsWay = async () => {
    await lab.virsh(0, 'migrate-setspeed', MOVING, '1')
    await enter()
    await until(
      'the memory to be copied',
      async () => /Data processed:\s+[1-9]/.test(await lab.virsh(0, 'domjobinfo', MOVING)),
      120_000,
    )
    return await waitForRun(
      site,
      'the call to be recorded',
      (run) => run.phase === 'entering' && stepIn(run)?.attempts.at(-1)?.task != null,
    )
  }
  const CALLED_OFF = 'its move was called off and has ended, verified: it is on, and not on its target'

  beforeAll(async () => {
    ups = await startNutDummy()
    ups.onMains()
    lab = await startKvmLab({ guests: [{ name: MOVING, host: 0, disk: 'shared' }] })
    const session = openAt(lab)
    const inventory = value(await session.inventory(quick))
    await session.close()
    const [first] = inventory.hosts
    if (first === undefined) throw new Error('the lab has no host')
    hostId = hostIdFor(first)
    site = await openSite()
    await configure(site, {
      ups: {
        address: { protocol: 'nut', host: ups.host, port: ups.port, upsName: ups.upsName, tls: 'off' },
        secret: { kind: 'nut-user', user: '', password: '' },
      },
      manager: { address: { kind: 'libvirt', url: lab.url, pins: [...lab.pins] }, secret: keyOf(lab) },
      hostIds: inventory.hosts.map(hostIdFor),
    })
    engine = engineOn(site.store)
    await engine.start()
    await until('the guest to be known and at work', () => lab.countOf(MOVING) > 0, 120_000)
    await until('the guest to be known', async () => (await site.store.read.latest.all('vm')).length === 1, 60_000)
  }, PATIENCE_MS)

  afterAll(async () => {
    await engine?.stop()
    await site?.close()
    await lab?.stop()
    await ups?.stop()
  })

  it(
    'A6 A4 an abort calls the move off: the run ends once that is seen, and the guest runs on where it was, once',
    async () => {
      const { id } = await onItsWay()
      await site.order({ kind: 'run.abort', runId: id, reason: 'another day' })
      const run = await waitForRun(site, 'the run to end', (seen) => seen.id === id && seen.phase === 'aborted', 120_000)
      expect(stepIn(run)).toMatchObject({ state: 'cancelled', result: `${CALLED_OFF} (aborted by test)` })
      await expectOnceOn(0)
    },
    PATIENCE_MS,
  )

  it(
    'A6 A1 A9 Skip calls it off although its link is cut in silence, and although the engine ends meanwhile',
    async () => {
      const { id } = await onItsWay()
      const step = stepIn(await waitForRun(site, 'the run', (seen) => seen.id === id))
      if (step === undefined) throw new Error('the move has no step')
      await site.order({ kind: 'run.hold', runId: id, reason: 'a look first' })
      await lab.cutLink([0, 1])
      try {
        await site.order({ kind: 'run.skip-step', runId: id, stepId: step.id, reason: 'it stays' })
        await engine.stop()
        engine = engineOn(site.store)
        await engine.start()
        const run = await waitForRun(
          site,
          'the step to be skipped',
          (seen) => seen.id === id && stepIn(seen)?.state === 'skipped',
          180_000,
        )
        expect(stepIn(run)?.result).toBe(`${CALLED_OFF} (skipped by test)`)
      } finally {
        await lab.mendLink([0, 1])
      }
      await expectOnceOn(0)
      await site.order({ kind: 'maintenance.exit', runId: null, hostId, bringBack: true, reason: null })
      await waitForRun(site, 'the maintenance to end', (seen) => seen.id === id && seen.phase === 'done', 120_000)
      await expectOnceOn(0)
    },
    PATIENCE_MS,
  )

  it(
    'A4 R6 the end of maintenance comes when the move is about to switch over: whichever is faster, the guest runs once, and at home in the end',
    async () => {
      const { id } = await onItsWay()
      // At full speed what is left of its memory is gone within moments.
      await lab.virsh(0, 'migrate-setspeed', MOVING, '1000')
      await site.order({ kind: 'maintenance.exit', runId: null, hostId, bringBack: true, reason: null })
      const run = await waitForRun(site, 'the maintenance to end', (seen) => seen.id === id && seen.phase === 'done', 180_000)
      const [away, home] = run.steps.filter(({ object }) => object.name === MOVING)
      expect(['done', 'cancelled']).toContain(away?.state)
      expect(home).toMatchObject({ action: 'migrate-home', state: 'done' })
      // It was called home only where it had left.
      expect(home?.attempts.length).toBe(away?.state === 'done' ? 1 : 0)
      await expectOnceOn(0)
    },
    PATIENCE_MS,
  )
})
