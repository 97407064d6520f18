import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { containing } from '../../testing/containing'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callMutation } from '../call-verb'
import { addManager } from './add-manager'
import { changeManager } from './change-manager'
import { probeChange } from './probe-change'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const URL = 'https://pve.example:8006'
const PIN = Array.from({ length: 32 }, () => 'AB').join(':')
const secret = { kind: 'api-token', tokenId: 'root@pam!x', token: 'very-secret-token' } as const
type Given = z.output<typeof changeManager.input>
const change = (more: Partial<Given> = {}) =>
  callMutation(world.host, changeManager, world.caller('admin'), {
    managerId: IDS.manager,
    url: URL,
    pins: [],
    secret: null,
    confirmed: false,
    reason: null,
    ...more,
  })
const ordered = async (orderId: Awaited<ReturnType<typeof change>>['orderId']) =>
  (await world.store.read.orders.get(orderId))?.order
const endRuns = () =>
  world.store.write(async (tx) => {
    for (const run of await tx.runs.active()) await tx.runs.put({ ...run, phase: 'done', endedAtMs: run.startedAtMs })
  })

describe('a change of how a manager is reached', () => {
  it('A12 a second fingerprint is laid down beforehand, as it was pasted, without a credential', async () => {
    const { orderId } = await change({ pins: [PIN, 'cd'.repeat(32)], reason: 'renewal on Friday' })
    const second = PIN.replaceAll('AB', 'CD')
    expect(await ordered(orderId)).toEqual({
      kind: 'manager.change',
      managerId: IDS.manager,
      url: URL,
      pins: [PIN, second],
      sealed: null,
      save: { confirmed: false, reason: 'renewal on Friday' },
    })
    // The engine saves it, once it has looked.
    expect((await world.store.read.managers.get(IDS.manager))?.address.pins).toEqual([])
  })

  it('K5 a rotated credential travels sealed and is in no journal entry', async () => {
    const { orderId } = await change({ secret })
    const order = await ordered(orderId)
    const sealed = order?.kind === 'manager.change' ? order.sealed : null
    expect(world.store.secrets.open(sealed ?? '')).toEqual(secret)
    expect(JSON.stringify([order, await world.store.read.journal.page({ limit: 20 })])).not.toContain(secret.token)
  })

  it('while a run works with it fingerprints and credential may change (it is three in the morning), the address may not', async () => {
    await expect(change({ pins: [PIN], secret })).resolves.toMatchObject({})
    await expect(change({ url: 'https://new.example:8006', secret })).rejects.toMatchObject({
      kind: 'conflict',
      message: containing('counts on pve'),
    })
    await endRuns()
    await expect(change({ url: 'https://new.example:8006', secret })).resolves.toMatchObject({})
  })

  it('a host that merely rests in maintenance does not hold the address', async () => {
    await world.store.write(async (tx) => {
      for (const run of await tx.runs.active())
        if (run.id !== IDS.maintenanceRun) await tx.runs.put({ ...run, phase: 'done', endedAtMs: run.startedAtMs })
    })
    await expect(change({ url: 'https://new.example:8006', secret })).resolves.toMatchObject({})
  })

  it('K5 a stored credential is not sent to another address, to look or to save', async () => {
    await endRuns()
    const url = 'https://new.example:8006'
    const refusal = { kind: 'refused', message: containing('not sent to another address') }
    await expect(change({ url })).rejects.toMatchObject(refusal)
    const given = { managerId: IDS.manager, url, pins: [], secret: null }
    await expect(callMutation(world.host, probeChange, world.caller('admin'), given)).rejects.toMatchObject(refusal)
  })

  it.each([
    ['a fingerprint that is none', { pins: ['AA:BB'] }, 'no fingerprint'],
    ['a password in the address', { url: 'https://root:x@pve', secret }, 'password'],
    ['nothing new', {}, 'Nothing of pve'],
  ] satisfies readonly (readonly [string, Partial<Given>, string])[])('%s is refused', async (_what, wrong, words) => {
    await expect(change(wrong)).rejects.toMatchObject({ kind: 'refused', message: containing(words) })
  })

  it('D11 another manager’s address is refused', async () => {
    await endRuns()
    const url = 'https://other.example:8006'
    const address = { kind: 'proxmox' as const, url, pins: [] }
    await callMutation(world.host, addManager, world.caller('admin'), { name: 'other', address, secret })
    await expect(change({ url, secret })).rejects.toMatchObject({ kind: 'conflict', message: containing('other is at') })
  })
})

it('A12 a manager is added with a fingerprint that was laid down beforehand, or not at all where it is none', async () => {
  const add = (pins: string[]) =>
    callMutation(world.host, addManager, world.caller('admin'), {
      name: 'other',
      address: { kind: 'proxmox', url: 'https://other.example:8006', pins },
      secret,
    })
  await expect(add(['AA:BB'])).rejects.toMatchObject({ kind: 'refused', message: containing('no fingerprint') })
  const { managerId } = await add(['ab'.repeat(32)])
  expect((await world.store.read.managers.get(managerId))?.address.pins).toEqual([PIN])
})
