import { afterEach, expect, it } from 'vitest'
import { hostIdSchema, vmIdSchema } from '../../domain/ids'
import { SimulatedOutage } from '../../testing/simulated-outage'
import { feed, group, host, manager, managerId, plan, stageId, vm, vmId, world } from '../../testing/world-samples'

const row = group(['ups'])
const far = { id: managerId('n'), name: 'far', kind: 'libvirt' } as const
const dc = vmIdSchema.parse('n:dc')
const k = hostIdSchema.parse('n:k')
const site = world({
  managers: [manager(), manager(far)],
  hosts: [host('h1', { bootedAtMs: 1 }), host('k', { id: k, managerId: far.id, bootedAtMs: 1 })],
  vms: [vm('lab', 'h1'), vm('web', 'h1'), vm('dc', null, { id: dc, managerId: far.id, hostId: k })],
  feeds: [feed('ups', 'h1'), { ...feed('ups', 'k'), hostId: k }],
  groups: [row],
})
const content = plan({
  stages: [
    {
      id: stageId('first'),
      name: 'first',
      triggers: [{ kind: 'seconds-on-battery', seconds: 30 }],
      placements: [{ vmId: vmId('lab'), vmName: 'lab' }],
    },
    // A person was to fire it, and nobody came.
    {
      id: stageId('last'),
      name: 'last',
      triggers: [{ kind: 'manual' }],
      placements: [
        { vmId: vmId('web'), vmName: 'web' },
        { vmId: dc, vmName: 'dc' },
      ],
    },
  ],
  recovery: { minChargePercent: 30, steadySeconds: 10, startVms: true, moveHome: true, startLimitSeconds: 300 },
})
const BATTERY = { capacity: 40_000, chargePerMinute: 30 }
const MINUTE = 60

let sim: SimulatedOutage
afterEach(() => sim.close())

const names = () => sim.run?.steps.map(({ object, action }) => `${object.name} ${action}`) ?? []
const throughOutage = async () => {
  sim.mains = false
  await sim.until(() => sim.chargePercent === 0, 300)
  sim.mains = true
}

it('R5 R6 a host that its manager, silent for weeks, still calls up is neither recorded nor powered on', async () => {
  sim = await SimulatedOutage.open(site, content, BATTERY)
  sim.silent.add(far.id)
  await throughOutage()
  await sim.until(() => sim.run?.phase === 'done', 10 * MINUTE)
  expect(names().filter((each) => each.startsWith('k ') || each.startsWith('dc '))).toEqual([])
  expect(sim.running).toContain('web')
})

it('R1 R4 what is only recorded keeps the run ten minutes for a manager that falls silent for good; then it is named, and the run ends', async () => {
  sim = await SimulatedOutage.open(site, content, BATTERY)
  sim.mains = false
  await sim.until(() => names().includes('dc keep'), 60)
  sim.silent.add(far.id)
  await throughOutage()
  const backAtMs = sim.nowMs
  await sim.pass(10 * MINUTE, 5)
  expect([sim.run?.phase, names().includes('k power-on-host')]).toEqual(['recovering', true])
  await sim.until(() => sim.run?.phase === 'done', 10 * MINUTE, 5)
  expect((sim.nowMs - backAtMs) / 60_000).toBeGreaterThanOrEqual(10)
  const [end] = await sim.service.store.read.journal.page({ kinds: ['run.finished'], limit: 1 })
  expect(end?.message).toContain('not seen since the mains returned, and left as they are: dc')
})
