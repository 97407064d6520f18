import type { ManagerId } from '../domain/ids'
import type { Json } from '../domain/journal'
import type { Store } from '../store/store'
import type { MaintenanceKeeper } from './maintenance-keeper'
import type { ManagerWatch } from './manager-watch'
import type { Publisher } from './publisher'

interface Shown {
  readonly hosts: ReadonlySet<string>
  readonly vms: ReadonlySet<string>
}

const NOTHING: Shown = { hosts: new Set(), vms: new Set() }

/** Tells people what each manager has, and takes away what it has no more. */
export class InventoryTeller {
  readonly #publisher: Publisher
  readonly #managers: ManagerWatch
  readonly #maintenance: MaintenanceKeeper
  readonly #shown = new Map<ManagerId, Shown>()

  constructor(publisher: Publisher, managers: ManagerWatch, maintenance: MaintenanceKeeper) {
    this.#publisher = publisher
    this.#managers = managers
    this.#maintenance = maintenance
  }

  /** What an earlier engine showed stays until it is seen again, or seen to be gone. Returns its hosts and VMs as they were told. */
  async adopt({ read }: Store): Promise<readonly Json[]> {
    const [hosts, vms, managers] = await Promise.all([read.latest.all('host'), read.latest.all('vm'), read.managers.list()])
    for (const { id } of managers) {
      const own = (rows: readonly { readonly id: string }[]) =>
        new Set(rows.map((row) => row.id).filter((rowId) => rowId.startsWith(`${id}:`)))
      this.#shown.set(id, { hosts: own(hosts), vms: own(vms) })
    }
    return [...hosts, ...vms].map((row) => row.doc)
  }

  tell(id: ManagerId): void {
    const view = this.#managers.view(id)
    if (view === null) return
    this.#publisher.put('manager', id, view)
    const hosts = this.#managers.hosts(id).map((host) => {
      // Where the platform knows no maintenance mode, our own run is the mark.
      const ours = !view.capabilities.hostMaintenance && this.#maintenance.runOf(host.id)?.phase === 'in-maintenance'
      return ours ? { ...host, inMaintenance: true } : host
    })
    const vms = this.#managers.vms(id)
    for (const host of hosts) this.#publisher.put('host', host.id, host)
    for (const vm of vms) this.#publisher.put('vm', vm.id, vm)
    this.#show(id, { hosts: new Set(hosts.map((host) => host.id)), vms: new Set(vms.map((vm) => vm.id)) })
  }

  forget(id: ManagerId): void {
    this.#publisher.remove('manager', id)
    this.#show(id, NOTHING)
    this.#shown.delete(id)
  }

  #show(id: ManagerId, now: Shown): void {
    const before = this.#shown.get(id) ?? NOTHING
    for (const gone of before.hosts) if (!now.hosts.has(gone)) this.#publisher.remove('host', gone)
    for (const gone of before.vms) if (!now.vms.has(gone)) this.#publisher.remove('vm', gone)
    this.#shown.set(id, now)
  }
}
