import type { HostId, ManagerId } from '../domain/ids'
import type { JournalDraft, Json } from '../domain/journal'
import type { Host, ManagerView, VirtualMachine } from '../domain/world'
import type { Store } from '../store/store'
import type { MaintenanceKeeper } from './maintenance-keeper'
import type { PublishedInventories } from './last-known'
import type { ManagerWatch } from './manager-watch'
import { OutsideMaintenance } from './outside-maintenance'
import type { Publisher } from './publisher'
import { PlanStates } from './recovery/plan-states'

interface Shown {
  readonly hosts: ReadonlySet<string>
  /** Null: an earlier engine showed it. */
  readonly vms: ReadonlyMap<string, VirtualMachine | null>
}

const NOTHING: Shown = { hosts: new Set(), vms: new Map() }

/** Tells people what each manager has, and takes away what it has no more. */
export class InventoryTeller {
  readonly #publisher: Pick<Publisher, 'put' | 'remove'>
  readonly #managers: Pick<ManagerWatch, 'view' | 'hosts' | 'vms' | 'hasRead'>
  readonly #maintenance: Pick<MaintenanceKeeper, 'runOf'>
  readonly #isOurs: (id: HostId) => boolean
  readonly #note: (drafts: readonly JournalDraft[]) => void
  readonly #now: () => number
  readonly #outside = new OutsideMaintenance()
  readonly #planStates = new PlanStates()
  readonly #shown = new Map<ManagerId, Shown>()

  constructor(parts: {
    readonly publisher: Pick<Publisher, 'put' | 'remove'>
    readonly managers: Pick<ManagerWatch, 'view' | 'hosts' | 'vms' | 'hasRead'>
    readonly maintenance: Pick<MaintenanceKeeper, 'runOf'>
    /** Hosts that runs of ours hold, empty or shut down. */
    readonly isOurs: (id: HostId) => boolean
    readonly note: (drafts: readonly JournalDraft[]) => void
    readonly now: () => number
  }) {
    this.#publisher = parts.publisher
    this.#managers = parts.managers
    this.#maintenance = parts.maintenance
    this.#isOurs = parts.isOurs
    this.#note = parts.note
    this.#now = parts.now
  }

  /** What an earlier engine showed stays until it is seen again, or seen to be gone. Returns it as it was told. */
  async adopt({ read }: Pick<Store, 'read'>): Promise<PublishedInventories> {
    const [hosts, vms, told, managers] = await Promise.all([
      read.latest.all('host'),
      read.latest.all('vm'),
      read.latest.all('manager'),
      read.managers.list(),
    ])
    this.#planStates.recall(told.map((row) => row.doc))
    for (const { id } of managers) {
      const own = (rows: readonly { readonly id: string }[]) =>
        rows.map((row) => row.id).filter((rowId) => rowId.startsWith(`${id}:`))
      this.#shown.set(id, { hosts: new Set(own(hosts)), vms: new Map(own(vms).map((vmId) => [vmId, null])) })
    }
    this.#outside.recall(hosts.map((row) => row.doc))
    const docs = (rows: readonly { readonly doc: Json }[]) => rows.map(({ doc }) => doc)
    return { managers: docs(told), hosts: docs(hosts), vms: docs(vms) }
  }

  tell(id: ManagerId): void {
    const view = this.#managers.view(id)
    if (view === null) return
    this.#note(this.#planStates.see(view, this.#now()))
    this.#note(this.#outside.see(this.#managers.hosts(id), (hostId) => this.#isOurs(hostId), this.#now()))
    const hosts = this.#managers.hosts(id).map((host) => {
      // Where the platform knows no maintenance mode, our own run is the mark.
      const ours = !view.capabilities.hostMaintenance && this.#maintenance.runOf(host.id)?.phase === 'in-maintenance'
      const sinceMs = this.#outside.sinceMs(host, this.#isOurs(host.id))
      const shown = ours ? { ...host, inMaintenance: true } : host
      return sinceMs === null ? shown : { ...shown, outsideMaintenanceSinceMs: sinceMs }
    })
    if (!this.#managers.hasRead(id)) return this.#tellRecalled(view, hosts)
    const vms = this.#managers.vms(id)
    const before = this.#shown.get(id) ?? NOTHING
    for (const host of hosts) this.#publisher.put('host', host.id, host)
    // A VM of which nothing else is told is the same object: with ten thousand of them, writing all of them again would cost.
    const shown = new Map(vms.map((vm) => [String(vm.id), vm]))
    for (const [vmId, vm] of shown) if (before.vms.get(vmId) !== vm) this.#publisher.put('vm', vmId, vm)
    this.#show(id, { hosts: new Set(hosts.map((host) => host.id)), vms: shown })
    // Last: it says when all that was read, and thousands of documents are written one part after the other (R4).
    this.#publisher.put('manager', id, view)
  }

  /** This engine has not read it yet: what an earlier one showed stays, but for its hosts that are not fresh any more, and for its contact. */
  #tellRecalled(view: ManagerView, hosts: readonly Host[]): void {
    for (const host of hosts) this.#publisher.put('host', host.id, host)
    this.#publisher.put('manager', view.id, view)
  }

  forget(id: ManagerId): void {
    this.#publisher.remove('manager', id)
    this.#show(id, NOTHING)
    this.#shown.delete(id)
    this.#planStates.forget(id)
  }

  #show(id: ManagerId, now: Shown): void {
    const before = this.#shown.get(id) ?? NOTHING
    for (const gone of before.hosts) if (!now.hosts.has(gone)) this.#publisher.remove('host', gone)
    for (const gone of before.vms.keys()) if (!now.vms.has(gone)) this.#publisher.remove('vm', gone)
    this.#shown.set(id, now)
  }
}
