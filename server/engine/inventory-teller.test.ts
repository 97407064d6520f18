import { expect, it } from 'vitest'
import type { RunWithSteps } from '../domain/run'
import type { Host, ManagerView, VirtualMachine } from '../domain/world'
import { capabilities, host, manager, managerId, vm } from '../testing/world-samples'
import { runWith } from '../testing/run-samples'
import { InventoryTeller } from './inventory-teller'

const setUp = (given: { readonly run?: RunWithSteps; readonly view?: Partial<ManagerView> } = {}) => {
  const shown = new Map<string, unknown>([
    ['host m:a', 'as the engine before showed it'],
    ['vm m:web', 'as the engine before showed it'],
  ])
  const told = { hasRead: true, hosts: [] as readonly Host[], vms: [] as readonly VirtualMachine[] }
  const rows = (kind: string) =>
    Promise.resolve(
      [...shown.keys()].filter((key) => key.startsWith(`${kind} `)).map((key) => ({ id: key.slice(kind.length + 1), doc: {} })),
    )
  const teller = new InventoryTeller({
    publisher: {
      put: (kind, id, doc) => void shown.set(`${kind} ${id}`, doc),
      remove: (kind, id) => void shown.delete(`${kind} ${id}`),
    },
    managers: {
      view: () => manager(given.view),
      hosts: () => told.hosts,
      vms: () => told.vms,
      hasRead: () => told.hasRead,
    },
    maintenance: { runOf: () => given.run ?? null },
    isOurs: () => given.run !== undefined,
    note: () => undefined,
    now: () => 1_000,
  })
  const read = { latest: { all: rows }, managers: { list: () => Promise.resolve([{ id: managerId() }]) } }
  return { shown, told, teller, read: read as never }
}

it('A9 what an earlier engine showed stays on the screens until this one has read its manager; then what is gone goes', async () => {
  const { shown, told, teller, read } = setUp({ view: { contact: 'lost', refreshedAtMs: 5 } })
  await teller.adopt({ read })
  told.hasRead = false
  teller.tell(managerId())
  expect([...shown.keys()]).toEqual(['host m:a', 'vm m:web', 'manager m'])
  told.hosts = [host('a', { stale: true })]
  told.vms = [vm('web', 'a')]
  teller.tell(managerId())
  expect(shown.get('host m:a')).toMatchObject({ name: 'a', stale: true })
  expect(shown.get('manager m')).toMatchObject({ contact: 'lost', refreshedAtMs: 5 })
  told.hasRead = true
  told.hosts = [host('a')]
  told.vms = []
  teller.tell(managerId())
  expect([...shown.keys()]).toEqual(['host m:a', 'manager m'])
})

it('R5 a host that is only on its way into maintenance is not shown in maintenance', () => {
  const { shown, told, teller } = setUp()
  told.hosts = [host('a', { enteringMaintenance: true }), host('b', { inMaintenance: true })]
  teller.tell(managerId())
  expect(shown.get('host m:a')).toMatchObject({
    inMaintenance: false,
    enteringMaintenance: true,
    outsideMaintenanceSinceMs: 1_000,
  })
  expect(shown.get('host m:b')).toMatchObject({ inMaintenance: true })
})

it('where the platform knows no maintenance, a run that holds the host is the mark', () => {
  const view = { capabilities: capabilities({ hostMaintenance: false }) }
  for (const [phase, inMaintenance] of [
    ['entering', false],
    ['in-maintenance', true],
  ] as const) {
    const { shown, told, teller } = setUp({ view, run: runWith([], { kind: 'maintenance', phase }) })
    told.hosts = [host('a')]
    teller.tell(managerId())
    expect(shown.get('host m:a')).toMatchObject({ inMaintenance })
  }
})
