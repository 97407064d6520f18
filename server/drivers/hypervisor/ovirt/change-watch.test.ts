import { afterEach, expect, it } from 'vitest'
import { engineModel, happened, hostId, vmId } from '../../../testing/ovirt/engine-model'
import type { EngineReply } from '../../../testing/ovirt/scripted-engine'
import { startStandIn, type StandInOptions } from '../../../testing/ovirt/stand-in'
import { until } from '../../../testing/require-peer'
import type { ChangedObjects, DriverFailure } from '../../ports'
import { openHttps } from '../../protocols/https/https-client'
import { changeWatch } from './change-watch'
import { openEngineClient } from './engine-client'

const account = { user: 'monitor@internal', password: 'right-secret' }
const OFTEN_MS = 10
const open: { close(): Promise<void> }[] = []
const stops: AbortController[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) stop.abort()
  for (const one of open.splice(0).reverse()) await one.close()
})

/** An engine in which much has happened before anybody listens. */
const start = async (options: StandInOptions = {}) => {
  const model = engineModel(2, 3)
  for (let number = 0; number < 40; number += 1) happened(model, { vm: vmId(3) })
  const engine = await startStandIn(model, account, options)
  open.push(engine)
  const https = openHttps({ url: engine.url, defaultPort: 443, pins: [engine.fingerprint], connections: 2 })
  const client = openEngineClient(https, { kind: 'password', ...account })
  open.push(client)
  const watch = changeWatch(client, OFTEN_MS)
  const looks = () => engine.calls.filter(({ path }) => path === '/events').length
  const listen = async () => {
    const stop = new AbortController()
    stops.push(stop)
    const told: (ChangedObjects | null)[] = []
    const before = looks()
    const ended: Promise<DriverFailure> = watch((changed) => told.push(changed), stop.signal)
    await until('the engine to be listened to', () => looks() > before)
    return { told, stop, ended }
  }
  /** Two more looks: the second one begins when the first is over. */
  const twoLooks = async () => {
    const before = looks()
    await until('two looks', () => looks() > before + 1)
  }
  return { model, listen, twoLooks, looks }
}

const vmsIn = (told: readonly (ChangedObjects | null)[]) => told.flatMap((changed) => changed?.vmNativeIds ?? [])
const hostsIn = (told: readonly (ChangedObjects | null)[]) => told.flatMap((changed) => changed?.hostNativeIds ?? [])

it('tells of VMs and hosts that events name, once, and not of what was before', async () => {
  const { model, listen, twoLooks } = await start()
  const { told, stop, ended } = await listen()
  happened(model, { code: 62, vm: vmId(1), host: hostId(2) })
  await until('the VM to be told', () => vmsIn(told).includes(vmId(1)))
  happened(model, { code: 15, host: hostId(1) })
  await until('the host to be told', () => hostsIn(told).includes(hostId(1)))
  await twoLooks()
  expect(vmsIn(told)).toEqual([vmId(1)])
  expect(hostsIn(told)).toEqual([hostId(2), hostId(1)])
  expect(told).not.toContain(null)
  stop.abort()
  expect(await ended).toMatchObject({ kind: 'unreachable' })
})

it('says nothing of people who sign in, and of events that name neither a VM nor a host', async () => {
  const { model, listen, twoLooks } = await start()
  const { told } = await listen()
  happened(model, { code: 456, vm: vmId(1) })
  happened(model, { code: 30 })
  await twoLooks()
  expect(told).toEqual([])
  happened(model, { code: 61, vm: vmId(2) })
  await until('the VM to be told', () => told.length > 0)
  expect(vmsIn(told)).toEqual([vmId(2)])
})

it('an event that was stored after its successors is told, too', async () => {
  const { model, listen, twoLooks } = await start()
  const { told } = await listen()
  happened(model, { index: 45, vm: vmId(1) })
  await until('the first to be told', () => told.length > 0)
  await twoLooks()
  model.events.push({ correlationId: '', severity: 'normal', description: 'late', index: 43, time: 'then', vm: vmId(2) })
  await until('the late one to be told', () => vmsIn(told).includes(vmId(2)))
  expect(told).not.toContain(null)
})

it('after a restart of the engine it goes on where it was', async () => {
  let isAway = false
  const answer = (): EngineReply | undefined => (isAway ? { status: 503 } : undefined)
  const { model, listen } = await start({ answer })
  const { ended } = await listen()
  isAway = true
  expect(await ended).toMatchObject({ kind: 'unreachable' })
  happened(model, { code: 142, vm: vmId(1) })
  isAway = false
  const { told } = await listen()
  await until('what happened meanwhile', () => told.length > 0)
  expect(told).toEqual([{ vmNativeIds: [vmId(1)], hostNativeIds: [] }])
})

it.each([
  ['fewer than before', 12],
  ['none', 0],
  ['as many as before', 40],
])('an index that went back (restored from a backup; %s) leads to everything, and then on', async (_what, count) => {
  const { model, listen } = await start()
  const { told } = await listen()
  model.events.splice(0)
  for (let index = 1; index <= count; index += 1) happened(model, { index, time: `another time ${index}`, vm: vmId(2) })
  await until('everything to be asked for', () => told.includes(null))
  expect(told).toEqual([null])
  happened(model, { vm: vmId(1) })
  await until('the next to be named', () => told.length > 1)
  expect(told).toEqual([null, { vmNativeIds: [vmId(1)], hostNativeIds: [] }])
})

it('more than can be named in between leads to everything', async () => {
  const { model, listen } = await start()
  const { told } = await listen()
  for (let number = 0; number < 300; number += 1) happened(model, { vm: vmId(1) })
  await until('everything to be asked for', () => told.length > 0)
  expect(told).toEqual([null])
  happened(model, { host: hostId(1) })
  await until('the next to be named', () => hostsIn(told).includes(hostId(1)))
})

it('an engine that answers more than was asked for is not read wholly all the time', async () => {
  const { model, listen, twoLooks } = await start({
    answer: (call) => void (call.path === '/events' && Object.assign(call.query, { from: undefined })),
  })
  for (let number = 0; number < 400; number += 1) happened(model, { vm: vmId(1) })
  const { told } = await listen()
  await twoLooks()
  expect(told).toEqual([])
})

it('one without a single event is listened to as well', async () => {
  const { model, listen, twoLooks } = await start()
  model.events.splice(0)
  const { told } = await listen()
  await twoLooks()
  expect(told).toEqual([])
  happened(model, { vm: vmId(1) })
  await until('the first event', () => vmsIn(told).includes(vmId(1)))
})
