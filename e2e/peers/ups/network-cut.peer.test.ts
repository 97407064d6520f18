import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  credentialIdSchema,
  deviceIdSchema,
  planIdSchema,
  planVersionIdSchema,
  powerGroupIdSchema,
} from '../../../server/domain/ids'
import { planContentSchema } from '../../../server/domain/plan'
import { canMakeNamespaces, hasPrograms, until } from '../../../server/testing/require-peer'
import { run, tryRun } from '../kvm/command'
import { openSite, type Site, wholeJournal } from '../main-job/site'
import { SNMPD_PROGRAMS, type SnmpdUps, startSnmpdUps } from './snmpd-ups'

const NAMESPACE = 'ridethrough-cut'
const OUTSIDE = '10.231.77.1'
const INSIDE = '10.231.77.2'
const CUT_MS = 4_000
const DEVICE = deviceIdSchema.parse('ups')
const GROUP = powerGroupIdSchema.parse('row')
const PLAN = planIdSchema.parse('plan')
const deviceSchema = z.object({ supply: z.string(), contact: z.string(), secondsOnBattery: z.number().nullable() })

const content = planContentSchema.parse({
  stages: [
    { id: 'during', name: 'During the cut', triggers: [{ kind: 'seconds-on-battery', seconds: 6 }], placements: [] },
    { id: 'later', name: 'Much later', triggers: [{ kind: 'seconds-on-battery', seconds: 900 }], placements: [] },
  ],
  recovery: { minChargePercent: 10, steadySeconds: 0, startVms: true, moveHome: true, startLimitSeconds: 300 },
})

/** The engine in a network of its own, with one cable to the UPS's card. */
describe.skipIf(!hasPrograms([...SNMPD_PROGRAMS, 'ip'], 'snmpd iproute2') || !canMakeNamespaces())(
  'the network to a UPS is cut',
  () => {
    let ups: SnmpdUps
    let site: Site

    beforeAll(async () => {
      await tryRun('ip', ['netns', 'del', NAMESPACE])
      await run('ip', 'netns', 'add', NAMESPACE)
      await run('ip', 'link', 'add', 'rt-cut', 'type', 'veth', 'peer', 'name', 'card', 'netns', NAMESPACE)
      await run('ip', 'address', 'add', `${OUTSIDE}/30`, 'dev', 'rt-cut')
      await run('ip', 'link', 'set', 'rt-cut', 'up')
      const inside = (...args: string[]) => run('ip', '-n', NAMESPACE, ...args)
      await inside('address', 'add', `${INSIDE}/30`, 'dev', 'card')
      await inside('link', 'set', 'card', 'up')
      await inside('link', 'set', 'lo', 'up')
      ups = await startSnmpdUps(OUTSIDE)
      site = await openSite({ namespace: NAMESPACE, env: { RIDETHROUGH_TRAP_PORT: '0' } })
      const credentialId = credentialIdSchema.parse('ups')
      const versionId = planVersionIdSchema.parse(randomUUID())
      const plan = { id: PLAN, name: 'Row', powerGroupId: GROUP, mode: 'armed' as const, createdAtMs: Date.now() }
      await site.store.write(async (tx) => {
        const secret = { kind: 'snmp-community' as const, version: '2c' as const, community: ups.community }
        await tx.credentials.put({ id: credentialId, name: 'ups', secret })
        const address = { protocol: 'snmp' as const, host: ups.host, port: ups.port, family: 'rfc1628' }
        await tx.devices.put({ id: DEVICE, name: 'ups', address, credentialId, enabled: true, identity: null, createdAtMs: 0 })
        await tx.groups.put({ id: GROUP, name: 'Row', deviceIds: [DEVICE], requiredDevices: 1 })
        await tx.plans.put({ ...plan, publishedVersionId: null })
        await tx.plans.addVersion({
          id: versionId,
          planId: PLAN,
          number: 1,
          content,
          createdBy: 'test',
          createdAtMs: 0,
          note: null,
        })
        await tx.plans.put({ ...plan, publishedVersionId: versionId })
      })
      await site.startEngine()
      await until('the UPS on mains', async () => (await device())?.supply === 'mains')
      // What people watch may be a moment ahead of the record.
      await until('the first contact in the journal', async () => (await kindsSince(0)).includes('power.contact-made'))
    })
    afterAll(async () => {
      await site.close()
      await ups.stop()
      await tryRun('ip', ['link', 'del', 'rt-cut'])
      await tryRun('ip', ['netns', 'del', NAMESPACE])
    })

    const device = async () => {
      const [row] = await site.store.read.latest.all('device')
      const doc = deviceSchema.safeParse(row?.doc)
      return doc.success ? doc.data : null
    }
    const kindsSince = async (id: number) => (await wholeJournal(site)).filter((entry) => entry.id > id).map(({ kind }) => kind)
    const head = async () => (await site.store.read.journal.head()).id

    /** At least four seconds, and until the loss was noticed. */
    const cut = async (): Promise<void> => {
      const began = performance.now()
      await run('ip', 'link', 'set', 'rt-cut', 'down')
      try {
        await until('the lost contact', async () => (await device())?.contact === 'lost')
        await until('the end of the cut', () => performance.now() - began >= CUT_MS)
      } finally {
        await run('ip', 'link', 'set', 'rt-cut', 'up')
      }
    }

    it('P2 for four seconds on mains: said, and nothing else happens', async () => {
      const before = await head()
      await cut()
      await until('contact', async () => (await device())?.contact === 'ok')
      await until('contact in the journal', async () => (await kindsSince(before)).includes('power.contact-restored'))
      expect(await kindsSince(before)).toEqual(['power.contact-lost', 'power.contact-restored'])
      expect(await site.store.read.runs.list({ limit: 10 })).toEqual([])
    })

    it('P2 for four seconds on battery: the plan goes on by its own time, fires nothing early, and no edge is made up', async () => {
      const before = await head()
      ups.onBattery()
      await until('the outage', async () => (await device())?.supply === 'battery')
      await cut()
      const during = await kindsSince(before)
      expect(during.filter((kind) => kind === 'power.supply-changed')).toHaveLength(1)
      expect(during).toContain('power.contact-lost')
      await until('contact', async () => (await device())?.contact === 'ok')
      expect(await device()).toMatchObject({ supply: 'battery' })
      expect((await device())?.secondsOnBattery ?? 0).toBeGreaterThanOrEqual(CUT_MS / 1_000)
      await until('the first stage', async () => (await kindsSince(before)).includes('run.stage-fired'))
      ups.onMains()
      await until('mains', async () => (await device())?.supply === 'mains')
      // What people watch may be a moment ahead of the record.
      const edges = async () => (await kindsSince(before)).filter((kind) => kind === 'power.supply-changed')
      await until('both edges in the journal', async () => (await edges()).length === 2)
      const entries = (await wholeJournal(site)).filter((entry) => entry.id > before)
      const supply = entries.filter((entry) => entry.kind === 'power.supply-changed').map((entry) => entry.message)
      expect(supply).toEqual(['ups: mains → battery', 'ups: battery → mains'])
      const fired = entries.filter((entry) => entry.kind === 'run.stage-fired')
      expect(fired.map((entry) => entry.message)).toEqual([expect.stringContaining('During the cut')])
      // By the time since the edge that was seen, whatever the agent counted and however long it was silent.
      const edgeAtMs = entries.find((entry) => entry.kind === 'power.supply-changed')?.atMs ?? 0
      expect((fired[0]?.atMs ?? 0) - edgeAtMs).toBeGreaterThanOrEqual(6_000)
    })
  },
)
