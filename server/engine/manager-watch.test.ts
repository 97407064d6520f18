import pino from 'pino'
import { afterEach, expect, it, vi } from 'vitest'
import { credentialIdSchema, managerIdSchema } from '../domain/ids'
import type { Inventory } from '../domain/inventory'
import { hypervisorDrivers } from '../drivers/hypervisor/registry'
import { type DriverResult, type ManagerSession, ok } from '../drivers/ports'
import { until } from '../testing/require-peer'
import { ManagerWatch } from './manager-watch'

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
    answers[0]?.(ok({ clusters: [], hosts: [], vms: [], datastores: [], networks: [] }))
    await until('the inventory', () => watch.view(id)?.contact === 'ok')
    expect(watch.view(id)?.refreshedAtMs).toBe(1_000)
  } finally {
    await watch.stopAll()
  }
})
