import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hardwareAddressSchema } from '../../../server/domain/hardware'
import { credentialIdSchema } from '../../../server/domain/ids'
import { KEEP_ALIVE_MARKS } from '../../../server/domain/keep-alive'
import { planContentSchema } from '../../../server/domain/plan'
import type { RunWithSteps } from '../../../server/domain/run'
import { docOf, docsOf } from '../../../server/services/latest-doc'
import { bmcModel } from '../../../server/testing/ipmi/bmc-model'
import { sampleSensors } from '../../../server/testing/ipmi/sample-sensors'
import { type BmcStandIn, startBmc } from '../../../server/testing/ipmi/stand-in'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { type GuestPages, probeGuests, startGuestPages } from '../kvm/guest-pages'
import { keyOf, openAt, quick, value } from '../kvm/session'
import { hasKvmLab, type KvmLab, startKvmLab } from '../kvm/start'
import { NUT_PROGRAMS, type NutDummy, startNutDummy } from '../ups/nut-dummy'
import { allDone, configure, hostIdFor, openSite, type Site, vmIdFor, waitForRun, wholeJournal } from './site'

const ready = hasPrograms(NUT_PROGRAMS, 'nut-server') && hasKvmLab()
const PATIENCE_MS = 300_000
const HOSTS = [0, 1] as const
const BMC = { user: 'ridethrough', password: 'bmc-password' }
/** What each host runs, and what it starts by itself when it boots, before anything happens: of `batch` it does not. */
const RUNNING = [['batch', 'console', 'web'], ['db']]
const STARTING = [['console', 'web'], ['db']]
/** What is set aside of it, host by host. */
const FOUND = ['web', 'db']
/** While autostart is set aside: but for what the operation stands on. */
const KEPT = [['console'], []]

describe.skipIf(!ready)('the main job: real KVM hosts that start guests when they boot', () => {
  let ups: NutDummy
  let lab: KvmLab
  let pages: GuestPages
  let site: Site
  let bmcs: readonly BmcStandIn[] = []
  /** Hosts whose BMC takes the call to switch them on, and does nothing. */
  const dead = new Set<number>()
  const namesOn = async (host: number, ...which: string[]) =>
    (await lab.virsh(host, 'list', '--name', ...which))
      .split(/\s+/)
      .filter((name) => name !== '')
      .sort()
  const startingOn = (host: number) => namesOn(host, '--all', '--autostart')
  const running = () => Promise.all(HOSTS.map((host) => namesOn(host)))
  const starting = () => Promise.all(HOSTS.map(startingOn))
  const allOff = () => until('both hosts to be off', () => HOSTS.every((host) => !lab.isOn(host)), PATIENCE_MS)
  const booting = new Map<number, Promise<void>>()
  /** Pressed twice it is pressed once. Over once libvirtd answers, which it does not before it has started what it starts. */
  const switchOn = (host: number): Promise<void> => {
    const begun = booting.get(host) ?? (lab.isOn(host) ? Promise.resolve() : lab.startHost(host))
    booting.set(host, begun)
    return begun.finally(() => booting.delete(host))
  }
  const boot = () => Promise.all(HOSTS.map(switchOn))
  const mainsOnFlatBattery = () => ups.set({ 'ups.status': 'OL CHRG', 'battery.charge': '20' })
  /** Knows the host's power, and can give it: without one, each host that goes is doubted for half a minute. */
  const bmcOf = (host: number) =>
    startBmc(
      Object.defineProperty(bmcModel(sampleSensors()), 'power', {
        get: () => (lab.isOn(host) ? 'on' : 'off'),
        set: (power: 'on' | 'off') => {
          if (power === 'on' && !dead.has(host)) void switchOn(host)
        },
      }),
      { ...BMC, kg: null },
    )
  const idOf = (name: string) => vmIdFor({ uuid: lab.guest(name).uuid, nativeId: lab.guest(name).uuid })
  const stepsOf = ({ steps }: RunWithSteps, action: string) => steps.filter((step) => step.action === action)
  const foundIn = (run: RunWithSteps) =>
    run.steps.flatMap(({ safeguard }) =>
      safeguard?.found.kind === 'autostart' ? [safeguard.found.vms.map(({ name }) => name).join()] : [],
    )
  const begun = ({ steps }: RunWithSteps, name: string, action: string) =>
    steps.findLast((step) => step.object.name === name && step.action === action)?.startedAtMs ?? Number.NaN
  const ended = ({ steps }: RunWithSteps, name: string, action: string) =>
    steps.findLast((step) => step.object.name === name && step.action === action)?.endedAtMs ?? Number.NaN

  beforeAll(async () => {
    ups = await startNutDummy()
    ups.onMains()
    lab = await startKvmLab({
      guests: [
        { name: 'console', host: 0 },
        { name: 'web', host: 0 },
        { name: 'batch', host: 0 },
        { name: 'db', host: 1 },
      ],
    })
    for (const [host, names] of STARTING.entries()) for (const name of names) await lab.virsh(host, 'autostart', name)
    site = await openSite()
    const session = openAt(lab)
    const inventory = value(await session.inventory(quick))
    await session.close()
    const placement = (name: string) => ({ vmId: idOf(name), vmName: name, limitSeconds: 60 })
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
            placements: [placement('web'), { ...placement('db'), after: [idOf('web')] }],
          },
        ],
        hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 0 }], limitSeconds: 60 },
        recovery: { minChargePercent: 60, steadySeconds: 1, startVms: true, moveHome: true, startLimitSeconds: 120 },
      }),
    })
    bmcs = await Promise.all(HOSTS.map(bmcOf))
    pages = await startGuestPages(lab)
    await probeGuests(
      site.store,
      pages,
      lab.guests.map(({ name }) => ({ id: idOf(name), name })),
    )
    await site.store.write(async (tx) => {
      await tx.settings.set(KEEP_ALIVE_MARKS, { [idOf('console')]: 'kept' })
      const credentialId = credentialIdSchema.parse('bmc')
      await tx.credentials.put({ id: credentialId, name: 'bmc', secret: { kind: 'ipmi-user', ...BMC, kgHex: '' } })
      for (const [index, host] of inventory.hosts.entries()) {
        const address = hardwareAddressSchema.parse({ kind: 'ipmi', host: '127.0.0.1', port: bmcs[index]?.port })
        await tx.hardware.put({ hostId: hostIdFor(host), address, credentialId, createdAtMs: 0 })
      }
    })
    await site.startEngine()
    await until(
      'the site to be known',
      async () =>
        (await site.store.read.latest.all('device')).length === 1 &&
        docsOf('hardware', await site.store.read.latest.all('hardware')).filter(({ power }) => power === 'on').length === 2 &&
        docOf('vm', await site.store.read.latest.get('vm', idOf('console')))?.keepAlive !== undefined,
      60_000,
    )
  }, PATIENCE_MS)

  afterAll(async () => {
    await site?.close()
    await Promise.all(bmcs.map((bmc) => bmc.close()))
    await pages?.close()
    await lab?.stop()
    await ups?.stop()
  })

  it(
    'D10 D5 R2 it is set aside for all but the kept guest before the hosts go, and hosts that boot too early start nothing else',
    async () => {
      expect([await running(), await starting()]).toEqual([RUNNING, STARTING])
      ups.onBattery()
      await allOff()
      const run = await waitForRun(site, 'all steps to be done', allDone)
      expect(begun(run, 'db', 'shutdown')).toBeGreaterThanOrEqual(ended(run, 'web', 'shutdown'))
      for (const name of ['web', 'db', 'batch'])
        expect(begun(run, 'console', 'shutdown')).toBeGreaterThanOrEqual(ended(run, name, 'shutdown'))
      for (const name of lab.addresses)
        expect(begun(run, name, 'shutdown-host')).toBeGreaterThanOrEqual(ended(run, `autostart of ${name}`, 'disarm'))
      expect(new Set(foundIn(run))).toEqual(new Set(FOUND))

      mainsOnFlatBattery()
      await waitForRun(site, 'mains to be back', ({ phase }) => phase === 'waiting')
      await boot()
      expect([await running(), await starting()]).toEqual([KEPT, KEPT])
    },
    PATIENCE_MS,
  )

  it(
    'R2 R3 R8 A4 once the battery is charged what ran is started in order, and autostart put back as it was found after that',
    async () => {
      ups.onMains()
      const run = await waitForRun(site, 'the recovery to end', ({ phase }) => phase === 'done')
      expect(await running()).toEqual(RUNNING)
      expect(await starting()).toEqual(STARTING)
      // What stopped last starts first. The kept guest was not started a second time.
      expect(begun(run, 'web', 'start')).toBeGreaterThanOrEqual(ended(run, 'db', 'start'))
      expect(stepsOf(run, 'start').find(({ object }) => object.name === 'console')?.attempts).toEqual([])
      const lastStart = Math.max(...stepsOf(run, 'start').map(({ endedAtMs }) => endedAtMs ?? Number.NaN))
      expect(stepsOf(run, 'restore').map(({ state, result }) => [state, result])).toEqual(
        HOSTS.map(() => ['done', 'verified as it was found']),
      )
      for (const restore of stepsOf(run, 'restore')) expect(restore.startedAtMs).toBeGreaterThanOrEqual(lastStart)
      await until('all to have booted', () => ['console', 'web', 'db', 'batch'].every((name) => lab.bootsOf(name) === 2))
    },
    PATIENCE_MS,
  )

  it(
    'A1 A2 D10 an engine killed once it is set aside goes on where it was; one host boots while none is there, and starts the kept guest alone',
    async () => {
      ups.onBattery()
      await until('it to be set aside', async () => !(await startingOn(0)).includes('web'))
      await waitForRun(site, 'the guests to be off', ({ steps }) =>
        steps.some(({ object, state }) => object.name === 'db' && state === 'done'),
      )
      await site.killEngine()
      await site.startEngine()
      await allOff()
      await site.killEngine()
      await switchOn(0)
      expect([await namesOn(0), await startingOn(0)]).toEqual([['console'], ['console']])
    },
    PATIENCE_MS,
  )

  it(
    'R1 R3 R8 A1 the next engine waits for what that one knew of the host that is still away; mains fail again, and in the end what was found first is put back',
    async () => {
      dead.add(1)
      const boots = lab.bootsOf('batch')
      ups.onMains()
      await site.startEngine()
      // The other host does not come: its guest is waited for, with what hangs on it, and with the autostart of both.
      await waitForRun(site, 'the recovery to be under way', (run) =>
        stepsOf(run, 'start').some(({ object, state }) => object.name === 'batch' && state === 'done'),
      )
      // Before that it would not hear its power button.
      await until('it to have booted', () => lab.bootsOf('batch') > boots, PATIENCE_MS)
      expect([await namesOn(0), await startingOn(0)]).toEqual([['batch', 'console'], ['console']])
      ups.onBattery()
      await waitForRun(site, 'the second outage', ({ phase }) => phase === 'shedding')
      await allOff()
      await waitForRun(site, 'both to be seen off', ({ steps }) =>
        steps.every(({ state }) => !['pending', 'running'].includes(state)),
      )
      dead.clear()
      ups.onMains()
      const run = await waitForRun(site, 'the recovery to end', ({ phase }) => phase === 'done')
      expect([await running(), await starting()]).toEqual([RUNNING, STARTING])
      expect(new Set(foundIn(run))).toEqual(new Set(FOUND))
      const journal = await wholeJournal(site)
      const found = journal.flatMap(({ kind, object, data }) =>
        kind === 'step.intent' && object.kind === 'safeguard' ? [(data as { readonly found?: string }).found] : [],
      )
      expect(new Set(found)).toEqual(new Set(['starts web', 'starts db']))
      expect(journal.filter(({ kind }) => kind === 'run.started')).toHaveLength(2)
      expect(await site.store.read.journal.verify()).toMatchObject({ ok: true })
    },
    PATIENCE_MS,
  )

  it(
    'R8 what was put back is what the hosts start: after a power cut without any engine',
    async () => {
      await site.stopEngine()
      await Promise.all(HOSTS.map((host) => lab.killHost(host)))
      await boot()
      expect(await running()).toEqual(STARTING)
    },
    PATIENCE_MS,
  )
})
