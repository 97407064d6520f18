import pino from 'pino'
import { afterEach, expect, it, vi } from 'vitest'
import { credentialIdSchema, managerIdSchema } from '../domain/ids'
import type { Inventory } from '../domain/inventory'
import { host, vm } from '../testing/world-samples'
import { hypervisorDrivers } from '../drivers/hypervisor/registry'
import { type DriverResult, type ManagerSession, ok, unreachable } from '../drivers/ports'
import { until } from '../testing/require-peer'
import { ManagerWatch } from './manager-watch'

const EMPTY: Inventory = { clusters: [], hosts: [], vms: [], datastores: [], networks: [] }
const nothing = () => Promise.reject(new Error('not asked here'))

afterEach(() => vi.restoreAllMocks())

it('R4 an inventory is as old as the moment at which its reading began', async () => {
  const driver = hypervisorDrivers.find(({ kind }) => kind === 'proxmox')
  if (driver === undefined) throw new Error('no driver')
  const answers: ((told: DriverResult<Inventory>) => void)[] = []
  const session: ManagerSession = {
    identify: nothing,
    inventory: () => new Promise((answer) => answers.push(answer)),
    observeVm: nothing,
    observeHost: nothing,
    act: nothing,
    task: nothing,
    close: () => Promise.resolve(),
  }
  vi.spyOn(driver, 'open').mockReturnValue(session)
  let nowMs = 1_000
  const watch = new ManagerWatch({ now: () => nowMs }, pino({ level: 'silent' }), () => undefined)
  const id = managerIdSchema.parse('pve')
  const address = { kind: 'proxmox' as const, url: 'https://192.0.2.1:8006', pins: [] }
  const row = { id, name: 'pve', address, credentialId: credentialIdSchema.parse('pve'), enabled: true, createdAtMs: 0 }
  watch.start(row, { address, secret: { kind: 'password', user: 'root@pam', password: 'x' } })
  try {
    // The mains return at 2,000, while it is being read: what is read may be from before.
    nowMs = 3_000
    answers[0]?.(ok(EMPTY))
    await until('the inventory', () => watch.view(id)?.contact === 'ok')
    expect(watch.view(id)?.refreshedAtMs).toBe(1_000)
  } finally {
    await watch.stopAll()
  }
})

it('A1 A9 one that is reached otherwise is not lost from sight, and what was called the old way ends by itself', async () => {
  const driver = hypervisorDrivers.find(({ kind }) => kind === 'proxmox')
  if (driver === undefined) throw new Error('no driver')
  const shown = { ...EMPTY, datastores: [{ nativeId: 'nfs', name: 'nfs', kind: 'nfs' as const, shared: true, freeGibibytes: 1 }] }
  const closed: string[] = []
  const sessionOf = (name: string, inventory: ManagerSession['inventory']): ManagerSession => ({
    identify: nothing,
    inventory,
    observeVm: nothing,
    observeHost: nothing,
    act: nothing,
    task: nothing,
    close: () => Promise.resolve(void closed.push(name)),
  })
  const never = () => new Promise<never>(() => undefined)
  vi.spyOn(driver, 'open')
    .mockReturnValueOnce(sessionOf('old', () => Promise.resolve(ok(shown))))
    .mockReturnValueOnce(sessionOf('new', never))
  const watch = new ManagerWatch({ now: () => 1_000 }, pino({ level: 'silent' }), () => undefined)
  const id = managerIdSchema.parse('pve')
  const address = { kind: 'proxmox' as const, url: 'https://192.0.2.1:8006', pins: [] }
  const row = { id, name: 'pve', address, credentialId: credentialIdSchema.parse('pve'), enabled: true, createdAtMs: 0 }
  const target = { address, secret: { kind: 'password' as const, user: 'root@pam', password: 'x' } }
  watch.start(row, target)
  try {
    await until('the inventory', () => watch.view(id)?.contact === 'ok')
    let answer: (told: DriverResult<string>) => void = () => undefined
    let isCutOff = false
    const called = watch.call(id, { deadlineMs: 60_000 }, (_session, { signal }) => {
      signal?.addEventListener('abort', () => (isCutOff = true))
      return new Promise<DriverResult<string>>((done) => (answer = done))
    })
    await until('the call to be under way', () => answer.length === 1)
    watch.start(row, target)
    expect(watch.view(id)).toMatchObject({ contact: 'ok', refreshedAtMs: 1_000, datastores: [{ name: 'nfs' }] })
    expect([isCutOff, closed]).toEqual([false, []])
    answer(ok('accepted'))
    expect(await called).toEqual(ok('accepted'))
    await until('the old session to be closed', () => closed.length === 1)
    expect(closed).toEqual(['old'])
  } finally {
    await watch.stopAll()
  }
  expect(closed).toEqual(['old', 'new'])
})

it('P9 A9 what an earlier engine knew stands while its manager is silent: stale, of its age, and never gone', async () => {
  const driver = hypervisorDrivers.find(({ kind }) => kind === 'proxmox')
  if (driver === undefined) throw new Error('no driver')
  const answers: ((told: DriverResult<Inventory>) => void)[] = []
  const session: ManagerSession = {
    identify: nothing,
    inventory: () => new Promise((answer) => answers.push(answer)),
    observeVm: nothing,
    observeHost: nothing,
    act: nothing,
    task: nothing,
    close: () => Promise.resolve(),
  }
  vi.spyOn(driver, 'open').mockReturnValue(session)
  const told: string[] = []
  const watch = new ManagerWatch({ now: () => 600_000 }, pino({ level: 'silent' }), (id) => told.push(id))
  const id = managerIdSchema.parse('m')
  const address = { kind: 'proxmox' as const, url: 'https://192.0.2.1:8006', pins: [] }
  const row = { id, name: 'pve', address, credentialId: credentialIdSchema.parse('pve'), enabled: true, createdAtMs: 0 }
  const inventory = { ...EMPTY, hosts: [host('a')], vms: [vm('web', 'a')] }
  watch.recallInventories(new Map([[id, { refreshedAtMs: 595_000, inventory }]]))
  watch.start(row, { address, secret: { kind: 'password', user: 'root@pam', password: 'x' } })
  try {
    expect(watch.hosts(id)).toMatchObject([{ name: 'a', stale: true }])
    expect(watch.vms(id)).toMatchObject([{ name: 'web', hostId: 'm:a' }])
    expect(watch.view(id)).toMatchObject({ contact: 'never', refreshedAtMs: 595_000, awaited: true })
    expect(watch.hasRead(id)).toBe(false)
    answers[0]?.(unreachable('No answer.', 'Wait.'))
    await until('the silence', () => watch.view(id)?.contact === 'lost')
    expect(watch.view(id)?.awaited).toBeUndefined()
    expect(watch.view(id)).toMatchObject({ refreshedAtMs: 595_000, trouble: 'silent' })
    expect([watch.hosts(id), watch.vms(id)]).toMatchObject([[{ name: 'a', stale: true }], [{ name: 'web' }]])
    watch.refreshSoon(id)
    await until('the second reading', () => answers.length === 2)
    answers[1]?.(ok({ ...EMPTY, hosts: [host('b')] }))
    await until('the inventory', () => watch.view(id)?.contact === 'ok')
    expect(watch.hosts(id)).toMatchObject([{ name: 'b', stale: false }])
    expect([watch.vms(id), watch.hasRead(id), watch.view(id)?.refreshedAtMs]).toEqual([[], true, 600_000])
  } finally {
    await watch.stopAll()
  }
})
