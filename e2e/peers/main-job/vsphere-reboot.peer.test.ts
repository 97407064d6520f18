import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { driver as vsphere } from '../../../server/drivers/hypervisor/vsphere/driver'
import type { Engine } from '../../../server/engine/engine'
import { steadyClock } from '../../../server/engine/steady-clock'
import { DURATIONS } from '../../../server/domain/duration'
import { priorDurations } from '../../../server/planner/durations'
import { durationsOf } from '../../../server/services/durations-of'
import { docOf } from '../../../server/services/latest-doc'
import { worldOf } from '../../../server/services/world-of'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { engineOn } from '../engine-in-process'
import { type SnmpdUps, startSnmpdUps } from '../ups/snmpd-ups'
import { hasVcsim, startVcsim, type Vcsim } from '../vcsim/start'
import { configure, hostIdFor, openSite, type Site, waitForRun, wholeJournal } from './site'

const ready = hasPrograms(['snmpd'], 'snmpd') && hasVcsim()
/** Long enough to look at while it is away. */
const REBOOT_MS = 8_000
const shownSchema = z.object({ steps: z.array(z.object({ state: z.string(), progressPercent: z.number().optional() })) })
const hostSchema = z.object({ name: z.string(), inMaintenance: z.boolean(), connection: z.string() })

describe.skipIf(!ready)('the main job: a host is rebooted in its maintenance', () => {
  let ups: SnmpdUps
  let vcenter: Vcsim
  let site: Site
  let engine: Engine
  let host: { readonly id: ReturnType<typeof hostIdFor>; readonly name: string; readonly vmNames: readonly string[] }
  const start = async (): Promise<void> => {
    engine = engineOn(site.store, steadyClock())
    await engine.start()
  }
  const reboot = (confirmation: string) =>
    site.order({ kind: 'maintenance.reboot', hostId: host.id, confirmation, reason: 'new firmware' })
  const exit = () => site.order({ kind: 'maintenance.exit', runId: null, hostId: host.id, bringBack: true, reason: null })
  const seenHost = async () =>
    (await site.store.read.latest.all('host')).map(({ doc }) => hostSchema.parse(doc)).find(({ name }) => name === host.name)
  const rebootIntents = async () =>
    (await wholeJournal(site)).filter(({ kind, message }) => kind === 'step.intent' && message.includes('reboot host'))

  beforeAll(async () => {
    ups = await startSnmpdUps()
    ups.onMains()
    vcenter = await startVcsim({ vms: 4, hostsPerCluster: 2 })
    const address = { kind: 'vsphere' as const, url: vcenter.url, pins: [vcenter.fingerprint] }
    const secret = { kind: 'password' as const, user: vcenter.user, password: vcenter.password }
    const session = vsphere.open({ address, secret })
    const inventory = await session.inventory({ deadlineMs: 20_000 })
    await session.close()
    if (inventory.kind !== 'ok') throw new Error(inventory.message)
    const { hosts, vms } = inventory.value
    const busy = hosts.find(
      ({ nativeId, clusterNativeId }) => clusterNativeId !== null && vms.some((vm) => vm.hostNativeId === nativeId),
    )
    if (busy === undefined) throw new Error('no host of a cluster runs a VM')
    const there = vms.filter(({ hostNativeId }) => hostNativeId === busy.nativeId)
    host = { id: hostIdFor(busy), name: busy.name, vmNames: there.map(({ name }) => name) }
    await vcenter.control({ vms: { '*': { migrateMs: 4_000 } }, hosts: { [busy.name]: { rebootMs: REBOOT_MS } } })
    site = await openSite()
    await configure(site, {
      ups: {
        address: { protocol: 'snmp', host: ups.host, port: ups.port, family: 'auto' },
        secret: { kind: 'snmp-community', version: '2c', community: ups.community },
      },
      manager: { address, secret },
      hostIds: hosts.map(hostIdFor),
    })
    await start()
    await until('the inventory', async () => (await site.store.read.latest.all('vm')).length === vms.length)
  })

  afterAll(async () => {
    await engine?.stop()
    await site?.close()
    await vcenter?.stop()
    await ups?.stop()
  })

  it('R5 a host in service is not rebooted', async () => {
    await expect(reboot(host.name)).rejects.toThrow(/not held in maintenance by Ridethrough/)
    expect(await rebootIntents()).toEqual([])
  })

  it('K1 while it is emptied the moves show how far they are; what is kept of them does not', async () => {
    await site.order({ kind: 'maintenance.enter', hostId: host.id, choices: [], reason: 'new firmware' })
    const percent = await until('a move to tell how far it is', async () => {
      const [shown] = await site.store.read.latest.all('run')
      const steps = shown === undefined ? [] : shownSchema.parse(shown.doc).steps
      return steps.find(({ progressPercent = 0 }) => progressPercent > 0)?.progressPercent ?? null
    })
    expect(percent).toBeLessThanOrEqual(100)
    const run = await waitForRun(site, 'the host to be in maintenance', ({ phase }) => phase === 'in-maintenance')
    expect(
      run.steps
        .filter((step) => step.action === 'migrate')
        .map((step) => step.object.name)
        .toSorted(),
    ).toEqual(host.vmNames.toSorted())
    expect(JSON.stringify(run)).not.toContain('progressPercent')
  })

  it('A2 A4 it is called once, also when the engine ends meanwhile, and done only when a new boot is seen', async () => {
    await expect(reboot('another')).rejects.toThrow(/another was confirmed/)
    await reboot(host.name)
    await waitForRun(site, 'the reboot to be called', ({ steps }) =>
      steps.some(({ action, attempts }) => action === 'reboot-host' && attempts[0]?.message === 'accepted'),
    )
    await until('the host to be seen away', async () => (await seenHost())?.connection === 'down')
    // D4: nothing is brought to a host that is about to go, or away.
    await expect(exit()).rejects.toThrow(/being rebooted/)
    await expect(reboot(host.name)).rejects.toThrow(/still under way/)
    await engine.stop()
    await start()
    const run = await waitForRun(site, 'the reboot to be over', ({ steps }) =>
      steps.every(({ state }) => state !== 'pending' && state !== 'running'),
    )
    const [rebooted, entered] = run.steps.slice(-2)
    expect(rebooted).toMatchObject({ action: 'reboot-host', state: 'done', result: 'verified booted anew' })
    expect(rebooted?.attempts).toHaveLength(1)
    expect(entered).toMatchObject({ action: 'enter-maintenance', state: 'done', attempts: [] })
    expect(await rebootIntents()).toHaveLength(1)
    // It stays in maintenance until a person ends it.
    expect(run.phase).toBe('in-maintenance')
    await until('it to be seen back', async () => (await seenHost())?.connection === 'up')
    expect(await seenHost()).toMatchObject({ inMaintenance: true })
  })

  it('R6 then its maintenance ends as any other, with its VMs back', async () => {
    await exit()
    const run = await waitForRun(site, 'the maintenance to end', ({ phase }) => phase === 'done')
    const home = run.steps.filter(({ action, state }) => action === 'migrate-home' && state === 'done')
    expect(home.map((step) => step.object.name).toSorted()).toEqual(host.vmNames.toSorted())
    expect(await seenHost()).toMatchObject({ inMaintenance: false })
  })

  it('what its moves and its reboot took is learned, over the engine’s restart', async () => {
    const learned = await until('what the way home taught', async () => {
      const doc = docOf('durations', await site.store.read.latest.get('durations', DURATIONS))
      return doc?.moves[0]?.moveCount === 2 * host.vmNames.length ? doc : null
    })
    const counts = learned.ratios.filter(({ objectId }) => objectId === host.id)
    expect(Object.fromEntries(counts.map(({ action, sampleCount }) => [action, sampleCount]))).toEqual({
      'enter-maintenance': 1,
      'reboot-host': 1,
      'exit-maintenance': 1,
    })
    // It takes 8 s here, where 330 are assumed: one reboot does not make anybody believe that, but it says something.
    const book = await durationsOf(site.store.read)
    const [world, prior] = [await worldOf(site.store.read), priorDurations]
    const known = world.hosts.find(({ id }) => id === host.id)
    if (known === undefined) throw new Error('the host is not known')
    expect(book.host('reboot-host', known).p50Seconds).toBeLessThan(prior.host('reboot-host', known).p50Seconds)
    expect(book.host('reboot-host', known).p50Seconds).toBeGreaterThan(REBOOT_MS / 1_000)
  })
})
