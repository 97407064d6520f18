import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { driver as vsphere } from '../../../server/drivers/hypervisor/vsphere/driver'
import type { ManagerSession } from '../../../server/drivers/ports'
import type { Engine } from '../../../server/engine/engine'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { engineOn } from '../engine-in-process'
import { type SnmpdUps, startSnmpdUps } from '../ups/snmpd-ups'
import { hasVcsim, startVcsim, type Vcsim } from '../vcsim/start'
import { readByWitness } from '../vcsim/witness'
import { configure, hostIdFor, openSite, type Site, waitForRun, wholeJournal } from './site'

const ready = hasPrograms(['snmpd'], 'snmpd') && hasVcsim()
const HOUR_MS = 3_600_000
const MINUTES_MS = 4 * 60_000

describe.skipIf(!ready)('the main job: live moves of a vCenter that nobody wants any more', () => {
  let ups: SnmpdUps
  let vcenter: Vcsim
  let site: Site
  let engine: Engine
  let session: ManagerSession
  let host: { readonly id: ReturnType<typeof hostIdFor>; readonly nativeId: string; readonly name: string }
  let moving: { readonly name: string; readonly nativeId: string }
  const start = async (): Promise<void> => {
    engine = engineOn(site.store)
    await engine.start()
  }
  /** As the vCenter tells it, and as VMware's own library does. */
  const expectAtHome = async () => {
    const seen = await session.observeVm(moving.nativeId, { deadlineMs: 10_000 })
    expect(seen).toMatchObject({ kind: 'ok', value: { power: 'on', lockedBy: null, hostNativeId: host.nativeId } })
    const holders = (await readByWitness(vcenter)).hosts.filter(({ vms }) => vms.includes(moving.name))
    expect(holders.map(({ name }) => name)).toEqual([host.name])
  }
  /** The maintenance run with its one VM on its way. */
  const onItsWay = async () => {
    await site.order({ kind: 'maintenance.enter', hostId: host.id, choices: [], reason: 'new memory' })
    return await waitForRun(
      site,
      'the move to be at work',
      ({ phase, steps }) =>
        phase === 'entering' &&
        steps.some(({ object, attempts }) => object.name === moving.name && attempts.at(-1)?.task != null),
    )
  }
  const stepIn = (run: Awaited<ReturnType<typeof waitForRun>>) => run.steps.find(({ object }) => object.name === moving.name)

  beforeAll(async () => {
    ups = await startSnmpdUps()
    ups.onMains()
    vcenter = await startVcsim({ vms: 4, hostsPerCluster: 2 })
    const address = { kind: 'vsphere' as const, url: vcenter.url, pins: [vcenter.fingerprint] }
    const secret = { kind: 'password' as const, user: vcenter.user, password: vcenter.password }
    session = vsphere.open({ address, secret })
    const inventory = await session.inventory({ deadlineMs: 20_000 })
    if (inventory.kind !== 'ok') throw new Error(inventory.message)
    const { hosts, vms } = inventory.value
    const busy = hosts.find(
      ({ nativeId, clusterNativeId }) => clusterNativeId !== null && vms.some((vm) => vm.hostNativeId === nativeId),
    )
    const one = vms.find(({ hostNativeId }) => hostNativeId === busy?.nativeId)
    if (busy === undefined || one === undefined) throw new Error('no host of a cluster runs a VM')
    host = { id: hostIdFor(busy), nativeId: busy.nativeId, name: busy.name }
    moving = { name: one.name, nativeId: one.nativeId }
    await vcenter.control({ vms: { [moving.name]: { migrateMs: HOUR_MS } } })
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
    await session?.close()
    await site?.close()
    await vcenter?.stop()
    await ups?.stop()
  })

  it('A6 A4 an abort cancels the move’s task: the run ends once its VM is seen at rest where it was', async () => {
    const { id } = await onItsWay()
    await site.order({ kind: 'run.abort', runId: id, reason: 'another day', seen: { phase: 'entering', abandoned: false } })
    const run = await waitForRun(site, 'the run to end', (seen) => seen.id === id && seen.phase === 'aborted')
    expect(stepIn(run)).toMatchObject({
      state: 'cancelled',
      result: 'its move was called off and has ended, verified: it is on, and not on its target (aborted by test)',
    })
    await expectAtHome()
    // The simulator spreads VMs at random: another one may have been on its way from this host.
    const told = (await wholeJournal(site)).filter(
      ({ runId, kind, object }) => runId === id && kind === 'step.called-off' && object?.name === moving.name,
    )
    expect(told).toMatchObject([{ message: `The move of ${moving.name} is called off: aborted by test` }])
  })

  it('A6 Skip cancels it, also in a run that is held, and the end of maintenance finds it where it runs', async () => {
    const { id } = await onItsWay()
    await site.order({ kind: 'run.hold', runId: id, reason: 'a look first' })
    const step = stepIn(await onlyRun())
    if (step === undefined) throw new Error('the move has no step')
    await site.order({ kind: 'run.skip-step', runId: id, stepId: step.id, reason: 'it stays' })
    const run = await waitForRun(site, 'the step to be skipped', (seen) => seen.id === id && stepIn(seen)?.state === 'skipped')
    expect(stepIn(run)?.result).toContain('(skipped by test)')
    await expectAtHome()
    await site.order({ kind: 'maintenance.exit', runId: null, hostId: host.id, bringBack: true, reason: null })
    await waitForRun(site, 'the maintenance to end', (seen) => seen.id === id && seen.phase === 'done')
    await expectAtHome()
  })

  it('A6 A2 an abort given to an engine that was not there is carried out minutes later, and the answer says so; one of another phase is not', async () => {
    const { id } = await onItsWay()
    await engine.stop()
    const orderedAtMs = Date.now() - MINUTES_MS
    const other = site.order(
      { kind: 'run.abort', runId: id, reason: 'by mistake', seen: { phase: 'leaving', abandoned: false } },
      orderedAtMs,
    )
    const refused = expect(other).rejects.toThrow(/has moved on to entering since the abort was ordered/)
    await until('the order to be placed', async () => (await site.store.read.orders.placed()).length === 1)
    await start()
    await refused
    await waitForRun(site, 'it to go on', (seen) => seen.id === id && seen.phase === 'entering' && seen.abandoned !== true)
    await engine.stop()
    const meant = site.order(
      { kind: 'run.abort', runId: id, reason: 'another day', seen: { phase: 'entering', abandoned: false } },
      orderedAtMs,
    )
    await until('the order to be placed', async () => (await site.store.read.orders.placed()).length === 1)
    await start()
    await meant
    const run = await waitForRun(site, 'the run to end', (seen) => seen.id === id && seen.phase === 'aborted')
    expect(stepIn(run)?.state).toBe('cancelled')
    await expectAtHome()
    const late = (await wholeJournal(site)).filter(({ kind, runId }) => kind === 'run.abort-late' && runId === id)
    expect(late.map(({ outcome }) => outcome)).toEqual(['refused', 'ok'])
  })

  const onlyRun = () => waitForRun(site, 'the run', ({ phase }) => phase === 'entering')
})
