import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { userIdSchema } from '../../../server/domain/ids'
import type { Order } from '../../../server/domain/order'
import { planContentSchema } from '../../../server/domain/plan'
import { driver as vsphere } from '../../../server/drivers/hypervisor/vsphere/driver'
import type { Engine } from '../../../server/engine/engine'
import { steadyClock } from '../../../server/engine/steady-clock'
import { SignInLimit } from '../../../server/services/auth/sign-in-limit'
import { callMutation } from '../../../server/services/call-verb'
import { docOf } from '../../../server/services/latest-doc'
import { changeManager } from '../../../server/services/managers/change-manager'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { engineOn } from '../engine-in-process'
import { type SnmpdUps, startSnmpdUps } from '../ups/snmpd-ups'
import { hasVcsim, startVcsim, type Vcsim } from '../vcsim/start'
import { readByWitness } from '../vcsim/witness'
import { configure, hostIdFor, MANAGER, openSite, type Site, vmIdFor, waitForRun, wholeJournal } from './site'

const ready = hasPrograms(['snmpd'], 'snmpd') && hasVcsim()
const alarmSchema = z.object({ code: z.string(), severity: z.string(), hint: z.string().nullable() })
/** What each guest does when it is asked, and what its step must say. */
const GUESTS = {
  quick: { shutdownMs: 100 },
  slow: { shutdownMs: 3_000 },
  hung: { shutdownMs: -1 },
  toolless: { noTools: true },
  forgotten: { shutdownMs: 2_000 },
  saved: { powerMs: 500 },
} as const

describe.skipIf(!ready)('the main job: a vCenter in trouble', () => {
  let ups: SnmpdUps
  let vcenter: Vcsim
  let site: Site
  let engine: Engine
  /** The engine's clock can be put forward: nobody waits for a limit of minutes. */
  let aheadMs = 0
  let hosts: ReadonlyMap<string, ReturnType<typeof hostIdFor>>
  let names: Readonly<Record<keyof typeof GUESTS, string>>
  const alarms = async () => (await site.store.read.latest.all('alarm')).map(({ doc }) => alarmSchema.parse(doc))
  const alarm = (code: string) =>
    until(`the alarm ${code}`, async () => (await alarms()).find((found) => found.code === code), 60_000)
  const powers = async () => new Map((await readByWitness(vcenter)).vms.map((vm) => [vm.name, vm.power]))
  const order = (given: Order) => site.order(given, Date.now() + aheadMs)
  const address = { kind: 'vsphere' as const, url: '', pins: [] as string[] }
  const secret = () => ({ kind: 'password' as const, user: vcenter.user, password: vcenter.password })
  /** As an admin does it: the verb's order, and what the engine answered. */
  const reached = async (how: { readonly url?: string; readonly pins?: readonly string[]; readonly password?: string }) => {
    const now = () => Date.now() + aheadMs
    const host = { store: site.store, now, version: 'peer-test', signInLimit: new SignInLimit(), demo: false }
    const actor = { userId: userIdSchema.parse('anna'), name: 'anna', role: 'admin' as const, locale: null }
    const caller = { actor, channel: 'web' as const, address: null, sessionTokenHash: null }
    const { orderId } = await callMutation(host, changeManager, caller, {
      managerId: MANAGER,
      url: how.url ?? address.url,
      pins: [...(how.pins ?? address.pins)],
      secret: how.password === undefined ? null : { ...secret(), password: how.password },
      confirmed: false,
      reason: 'renewed',
    })
    const answer = await until('the answer', async () => {
      const row = await site.store.read.orders.get(orderId)
      return row?.state === 'done' || row?.state === 'failed' ? row : null
    })
    if (answer.state === 'done') Object.assign(address, { url: how.url ?? address.url, pins: how.pins ?? address.pins })
    return answer
  }
  /** The fingerprint that the alarm about a changed certificate names. */
  const fingerprintSeen = async () => {
    const changed = await alarm('manager-certificate')
    expect(changed.severity).toBe('critical')
    const seen = /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/.exec(changed.hint ?? '')?.[0] ?? ''
    expect(address.pins).not.toContain(seen)
    return seen
  }

  beforeAll(async () => {
    ups = await startSnmpdUps()
    ups.onMains()
    vcenter = await startVcsim({ vms: 6, hostsPerCluster: 2 })
    site = await openSite()
    Object.assign(address, { url: vcenter.url, pins: [vcenter.fingerprint] })
    const session = vsphere.open({ address, secret: secret() })
    const inventory = await session.inventory({ deadlineMs: 20_000 })
    await session.close()
    if (inventory.kind !== 'ok') throw new Error(inventory.message)
    const vms = [...inventory.value.vms].sort((left, right) => left.name.localeCompare(right.name))
    const vmOf = (guest: string) => vms[Object.keys(GUESTS).indexOf(guest)] ?? raise()
    names = Object.fromEntries(Object.keys(GUESTS).map((guest) => [guest, vmOf(guest).name])) as typeof names
    hosts = new Map(inventory.value.hosts.map((host) => [host.nativeId, hostIdFor(host)]))
    const placements = Object.keys(GUESTS).map((guest) => ({
      vmId: vmIdFor(vmOf(guest)),
      vmName: vmOf(guest).name,
      action: guest === 'saved' ? 'save-state' : 'shutdown',
      limitSeconds: guest === 'hung' ? 5 : 30,
    }))
    await configure(site, {
      ups: {
        address: { protocol: 'snmp', host: ups.host, port: ups.port, family: 'auto' },
        secret: { kind: 'snmp-community', version: '2c', community: ups.community },
      },
      manager: { address, secret: secret() },
      hostIds: [...hosts.values()],
      content: planContentSchema.parse({
        stages: [{ id: 'all', name: 'All', triggers: [{ kind: 'seconds-on-battery', seconds: 0 }], placements }],
        recovery: { minChargePercent: 60, steadySeconds: 1, startVms: true, moveHome: true, startLimitSeconds: 30 },
      }),
    })
    await vcenter.control({ vms: Object.fromEntries(Object.entries(GUESTS).map(([guest, how]) => [vmOf(guest).name, how])) })
    const clock = steadyClock()
    engine = engineOn(site.store, { now: () => clock.now() + aheadMs })
    await engine.start()
    await until('the UPS and the manager to be known', async () => {
      const devices = await site.store.read.latest.all('device')
      return devices.length === 1 && (await site.store.read.latest.all('vm')).length === vms.length
    })
  })

  afterAll(async () => {
    await engine?.stop()
    await site?.close()
    await vcenter?.stop()
    await ups?.stop()
  })

  it('A1 A3 slow, hung and tool-less guests and a session that expires in mid-run: each ends as its plan says', async () => {
    ups.onBattery()
    await waitForRun(site, 'the guests to be asked', (run) => run.steps.some((step) => step.attempts.length > 0))
    const expiring = setInterval(() => void vcenter.control({ forgetSessions: true }), 700)
    try {
      const run = await waitForRun(
        site,
        'every guest to have ended',
        (seen) => seen.steps.length >= 6 && seen.steps.every((step) => step.state !== 'pending' && step.state !== 'running'),
      )
      const actionsOf = (guest: keyof typeof GUESTS) =>
        run.steps.find((step) => step.object.name === names[guest])?.attempts.map(({ action }) => action)
      expect(run.steps.map(({ state }) => state)).toEqual(run.steps.map(() => 'done'))
      expect(actionsOf('quick')).toEqual(['shutdown'])
      expect(actionsOf('slow')).toEqual(['shutdown'])
      expect(actionsOf('hung')).toEqual(['shutdown', 'power-off'])
      expect(actionsOf('toolless')?.at(-1)).toBe('power-off')
      expect(actionsOf('forgotten')).toEqual(['shutdown'])
    } finally {
      clearInterval(expiring)
    }
    const seen = await powers()
    for (const guest of Object.keys(GUESTS) as (keyof typeof GUESTS)[])
      expect(`${guest} ${seen.get(names[guest])}`).toBe(`${guest} ${guest === 'saved' ? 'suspended' : 'poweredOff'}`)
  })

  it('R1 all of them run again when mains are back', async () => {
    await vcenter.control({ vms: Object.fromEntries(Object.values(names).map((name) => [name, {}])) })
    ups.onMains()
    await waitForRun(site, 'the recovery to end', (run) => run.phase === 'done')
    expect([...(await powers()).values()]).toEqual(Object.keys(GUESTS).map(() => 'poweredOn'))
  })

  it('A9 A12 a certificate that changes in mid-run is accepted then and there: the run goes on, and nothing is lost', async () => {
    const hangings = await hangingOnTheManager()
    const slow = Object.fromEntries(Object.values(names).map((name) => [name, { shutdownMs: 12_000 }]))
    await vcenter.control({ vms: slow })
    ups.onBattery()
    const begun = await waitForRun(
      site,
      'the guests to be asked again',
      ({ phase, steps }) => phase === 'shedding' && steps.some(({ attempts }) => attempts.length > 0),
    )
    await vcenter.control({ newCertificate: true })
    const seen = await fingerprintSeen()
    await expect(reached({ url: 'https://192.0.2.9', password: 'x' })).rejects.toThrow('counts on')
    expect(await reached({ pins: [...address.pins, seen] })).toMatchObject({ state: 'done', result: { instance: 'same' } })
    const run = await waitForRun(site, 'every guest to have ended', ({ id, steps }) =>
      steps.every(({ state }) => id === begun.id && !['pending', 'running'].includes(state)),
    )
    expect(run.steps.map(({ state }) => state)).toEqual(run.steps.map(() => 'done'))
    expect(await hangingOnTheManager()).toBe(hangings)
    const words = (await wholeJournal(site)).filter(({ kind }) => kind.startsWith('manager.change'))
    expect(words.map(({ kind, actor }) => `${kind} by ${actor}`)).toEqual([
      'manager.change-ordered by anna',
      'manager.changed by anna',
    ])
    ups.onMains()
    await waitForRun(site, 'the recovery to end', ({ id, phase }) => id === begun.id && phase === 'done')
    expect([...(await powers()).values()]).toEqual(Object.keys(GUESTS).map(() => 'poweredOn'))
    await vcenter.control({ vms: Object.fromEntries(Object.values(names).map((name) => [name, {}])) })
  })

  it('A12 K5 a password that is wrong is not saved, one that is right is, and neither is in the journal', async () => {
    expect(await reached({ password: 'a-wrong-password' })).toMatchObject({ state: 'failed' })
    const row = await site.store.read.managers.get(MANAGER)
    const kept = row === null ? null : await site.store.read.credentials.reveal(row.credentialId)
    expect(kept).toEqual(secret())
    expect(await reached({ password: vcenter.password })).toMatchObject({ state: 'done' })
    expect((await site.store.read.managers.get(MANAGER))?.credentialId).not.toBe(row?.credentialId)
    const journal = JSON.stringify(await wholeJournal(site))
    expect(journal).toContain('manager.change-refused')
    for (const password of ['a-wrong-password', vcenter.password]) expect(journal).not.toContain(password)
  })

  it('A3 A4 moves that fail are tried again, one that hangs is given up at its limit and cancelled: its VM stays', async () => {
    const { hosts: known } = await readByWitness(vcenter)
    const emptied = known.find((host) => host.vms.length >= 2) ?? raise()
    const [failing = '', hanging = ''] = emptied.vms
    const hostId = hosts.get((await hostNativeId(emptied.name)) ?? '') ?? raise()
    await vcenter.control({ vms: { [failing]: { migrateFault: 'MigrationFault' }, [hanging]: { migrateMs: 3_600_000 } } })
    await order({ kind: 'maintenance.enter', hostId, choices: [], reason: 'new memory' })
    const stepOf = (run: Awaited<ReturnType<typeof waitForRun>>, name: string) =>
      run.steps.find((step) => step.object.name === name)
    await waitForRun(site, 'the failing move to be tried again', (run) => (stepOf(run, failing)?.attempts.length ?? 0) > 1)
    await vcenter.control({ vms: { [failing]: {} } })
    await waitForRun(site, 'it to succeed', (run) => stepOf(run, failing)?.state === 'done')
    aheadMs += 3_600_000
    const run = await waitForRun(site, 'the hanging move to be given up', (seen) => stepOf(seen, hanging)?.state === 'failed')
    expect(stepOf(run, hanging)?.attempts).toHaveLength(1)
    const there = (await readByWitness(vcenter)).hosts.find((host) => host.vms.includes(hanging))
    expect(there?.name).toBe(emptied.name)
    // Cancelled on the vCenter, too: it does not go by itself an hour later.
    const session = vsphere.open({ address, secret: secret() })
    const nativeIds = z.object({ name: z.string(), nativeId: z.string() })
    const vms = (await site.store.read.latest.all('vm')).map(({ doc }) => nativeIds.parse(doc))
    const seen = await session.observeVm(vms.find(({ name }) => name === hanging)?.nativeId ?? '', { deadlineMs: 10_000 })
    await session.close()
    expect(seen).toMatchObject({ kind: 'ok', value: { power: 'on', lockedBy: null } })
  })

  it('A12 a changed certificate is an alarm that names the new one, the plan is not executable, nothing is begun; accepted, all is well', async () => {
    for (const run of await site.store.read.runs.active()) await order({ kind: 'run.abort', runId: run.id, reason: 'enough' })
    await vcenter.control({ newCertificate: true })
    const seen = await fingerprintSeen()
    expect(await alarm('plan-not-executable')).toMatchObject({ severity: 'critical' })
    const provedTo = (...troubles: readonly string[]) =>
      until(`the proof to find ${troubles.join()}`, async () => {
        const [row] = await site.store.read.latest.all('readiness')
        const doc = row === undefined ? null : docOf('readiness', row)
        const found = doc?.ways.flatMap(({ findings }) => findings.map(({ trouble }) => trouble))
        return doc?.state === 'ended' && JSON.stringify(found) === JSON.stringify(troubles)
      })
    await order({ kind: 'readiness.prove' })
    await provedTo('certificate')
    const [hostId = raise()] = [...hosts.values()]
    await expect(order({ kind: 'maintenance.enter', hostId, choices: [], reason: 'new memory' })).rejects.toThrow(
      'cannot be used now',
    )

    expect(await reached({ pins: [...address.pins, seen] })).toMatchObject({ state: 'done', result: { instance: 'same' } })
    await until('the alarms to be gone', async () =>
      (await alarms()).every(({ code }) => !['manager-certificate', 'plan-not-executable'].includes(code)),
    )
    // A manager that was changed is proved anew by itself. Its hosts have no other way.
    await provedTo('no-direct-path')
  })

  const hangingOnTheManager = async () => {
    const { read } = site.store
    return JSON.stringify([
      await read.feeds.list(),
      await read.plans.list(),
      (await read.latest.all('vm')).map(({ id }) => id).sort(),
    ])
  }

  const hostNativeId = async (name: string): Promise<string | undefined> => {
    const schema = z.object({ name: z.string(), nativeId: z.string() })
    return (await site.store.read.latest.all('host')).map(({ doc }) => schema.parse(doc)).find((host) => host.name === name)
      ?.nativeId
  }
})

const raise = (): never => {
  throw new Error('there is no such thing in the lab')
}
