import { afterEach, beforeEach, expect, it } from 'vitest'
import { holdHost } from '../../testing/held-host'
import { vmStep } from '../../testing/run-samples'
import { hostDoc, IDS, putDocs, seedServiceWorld, vmDoc } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callQuery, callVerb } from '../call-verb'
import { exitMaintenance } from './exit-maintenance'
import { previewReboot } from './preview-reboot'
import { rebootHost } from './reboot-host'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const right = { hostId: IDS.busyHost, confirmation: hostDoc(IDS.busyHost).name, reason: 'new firmware' }
const ordered = async () => (await world.store.read.orders.placed()).filter(({ order }) => order.kind.startsWith('maintenance.'))

it.each([
  ['R5 that is in service', { hostId: IDS.host }, /not held in maintenance/],
  ['whose name was not typed', { confirmation: 'another' }, /not that of/],
  ['without a reason', { reason: '  ' }, /reason/],
])('A8 no reboot of a host %s is ordered', async (_what, wrong, why) => {
  await holdHost(world)
  await expect(callVerb(world.host, rebootHost, world.caller('admin'), { ...right, ...wrong })).rejects.toThrow(why)
  expect(await ordered()).toEqual([])
})

it('D11 nor while an outage is under way', async () => {
  await expect(callVerb(world.host, rebootHost, world.caller('admin'), right)).rejects.toThrow(
    /outage run is active|cannot reboot/,
  )
  expect(await ordered()).toEqual([])
})

it('R5 what stands against it is told before anybody orders it', async () => {
  const outlook = async () =>
    (await callQuery(world.host, previewReboot, world.caller('viewer'), { hostId: IDS.busyHost })).refusal
  expect((await outlook())?.message).toMatch(/outage run is active|cannot reboot/)
  await holdHost(world)
  expect(await outlook()).toBeNull()
  const starting = vmDoc(IDS.vm, IDS.busyHost, { power: 'off', startsWithHost: true })
  await world.store.write((tx) => putDocs(tx, 'vm', [starting]))
  expect((await outlook())?.message).toContain('would start VMs by itself when it boots')
})

it('orders it once all of that is so', async () => {
  await holdHost(world)
  await callVerb(world.host, rebootHost, world.caller('operator'), right)
  expect((await ordered()).map(({ order }) => order)).toEqual([{ kind: 'maintenance.reboot', ...right }])
})

it('D4 a maintenance is not ended while its host is being rebooted', async () => {
  await holdHost(world)
  const exit = { hostId: IDS.busyHost, bringBack: true, reason: null }
  const run = (await world.store.read.runs.active()).find(({ hostId }) => hostId === IDS.busyHost)
  if (run === undefined) throw new Error('nothing holds the host')
  const { steps: _, ...row } = run
  const step = {
    ...vmStep('reboot', { runId: run.id, seq: 90, action: 'reboot-host' }),
    object: { kind: 'host' as const, id: IDS.busyHost, name: 'host-1' },
  }
  await world.store.write(async (tx) => {
    await tx.runs.put(row)
    await tx.runs.putSteps([step])
  })
  await expect(callVerb(world.host, exitMaintenance, world.caller('operator'), exit)).rejects.toThrow(/being rebooted/)
  expect(await ordered()).toEqual([])
})
