import type { ManagerCapabilities, ManagerIdentity } from '../../../domain/manager'
import {
  ok,
  refused,
  type CallOptions,
  type DriverResult,
  type HypervisorDriver,
  type ManagerAct,
  type ManagerSession,
  type ManagerTarget,
} from '../../ports'
import { autostartOrder } from '../../protocols/autostart'
import { Turns } from '../../protocols/turns'
import { autostartNamed, setAutostart } from './autostart'
import { budgetOf, type Budget } from './budget'
import { CallFailed, notReadInTime } from './call-failed'
import { watchChanges } from './change-watch'
import { Connection } from './connection'
import { actOnHost } from './host-acts'
import { inventoryOf } from './inventory'
import { itself } from './itself'
import { tcpKnock, type Knock } from './knock'
import { Mirror } from './mirror'
import { observeHost, observeVm, readRecord } from './observe'
import { Presences } from './presences'
import { missingPrivileges } from './privileges'
import { safeguardsOf, setSafeguard } from './safeguards'
import { Tasks } from './tasks'
import { UseMeter } from './use-meter'
import { actOnVm } from './vm-acts'
import { VmGroups } from './vm-groups'
import { poolsSchema } from './wire'

const capabilities: ManagerCapabilities = {
  shutdownGuest: true,
  saveState: true,
  liveMigration: true,
  hostMaintenance: true,
  coordinatorGoesLast: true,
  hostShutdown: true,
  // Where a host's power-on mode is set; else the act is unsupported, with the reason.
  hostPowerOn: true,
  hostReboot: true,
  movesStorage: {
    no: 'a move within the pool leaves disks where they are; the call that takes them along (migrate_send) is not built yet',
  },
  // What XCP-ng's own console keeps to in a pool.
  migrationsPerHost: 3,
  powerOpsPerHost: 4,
  callsPerManager: 8,
}

const identify = async (connection: Connection, budget: Budget): Promise<ManagerIdentity> => {
  const doing = 'say what it is'
  const pools = await connection.call({ method: 'pool.get_all_records', args: [], schema: poolsSchema, doing }, budget)
  const [pool] = Object.values(pools)
  const master = pool?.master ?? null
  const host = master === null ? null : await readRecord(connection, 'host', master, doing, budget)
  if (pool === undefined || host === null)
    throw new CallFailed(refused('The host does not tell of a pool.', 'Check that its toolstack is healthy.'))
  const { product_brand: brand, product_version: version } = host.software_version
  const notes = await missingPrivileges(connection, budget)
  const identity = {
    kind: 'xapi',
    product: brand || 'XenServer / XCP-ng',
    version: version ?? null,
    instanceUuid: pool.uuid,
  } as const
  return notes.length === 0 ? identity : { ...identity, notes }
}

const act = (
  wish: ManagerAct,
  connection: Connection,
  presences: Presences,
  tasks: Tasks,
  budget: Budget,
): Promise<string | null> => {
  switch (wish.act) {
    case 'shutdown-guest':
    case 'power-off':
    case 'save-state':
    case 'start':
    case 'migrate':
    case 'cancel-migration':
      return actOnVm(wish, connection, tasks, budget)
    case 'enter-maintenance':
    case 'exit-maintenance':
    case 'shutdown-host':
    case 'power-on-host':
    case 'reboot-host':
      return actOnHost(wish, connection, presences, tasks, budget)
  }
}

/** `knock` and `nowMs`: how hosts that the pool has lost are asked, and by which clock their silence is measured. */
export const openWith = (target: ManagerTarget, knock: Knock, nowMs: () => number): ManagerSession => {
  const connection = new Connection(target, capabilities.callsPerManager)
  const mirror = new Mirror(connection)
  const use = new UseMeter(connection)
  const tasks = new Tasks(connection)
  const presences = new Presences(knock, nowMs)
  const groups = new VmGroups(connection)
  connection.onNewSession = () => {
    mirror.beginAnew()
    groups.beginAnew()
  }
  const result = async <T>(options: CallOptions, work: (budget: Budget) => Promise<T>): Promise<DriverResult<T>> => {
    try {
      return ok(await work(budgetOf(options)))
    } catch (error) {
      if (error instanceof CallFailed) return error.failure
      throw error
    }
  }
  return {
    identify: (options) => result(options, (budget) => identify(connection, budget)),
    itself: (options) => result(options, (budget) => itself(connection, budget)),
    inventory: (options) =>
      result(options, async (budget) => {
        const records = await mirror.refresh(budget)
        const connections = await presences.connections(records, budget)
        await use.refresh(records, budget)
        const apart = await groups.rules(records, budget)
        // Others may bring the mirror up to date while the inventory is made in turns.
        const inventory = await inventoryOf(records.copy(), connections, use, new Turns(budget.left()))
        if (inventory === null) throw notReadInTime()
        return { ...inventory, affinityRules: [...(inventory.affinityRules ?? []), ...apart] }
      }),
    observeVm: (id, options) => result(options, (budget) => observeVm(id, connection, mirror.known, use, budget)),
    observeHost: (id, options) => result(options, (budget) => observeHost(id, connection, mirror.known, presences, use, budget)),
    act: (wish, options) => result(options, async (budget) => ({ task: await act(wish, connection, presences, tasks, budget) })),
    task: (id, options) => result(options, (budget) => tasks.state(id, budget)),
    watchChanges: (tell, signal) => watchChanges(connection, tell, signal),
    observeSafeguard: (id, options) =>
      result(options, async (budget) => {
        const records = await mirror.refresh(budget)
        return safeguardsOf(records).find(({ nativeId }) => nativeId === id) ?? autostartNamed(id, records)
      }),
    setSafeguard: (order, options) =>
      result(options, async (budget) => {
        const autostart = autostartOrder(order)
        if (autostart === null) return { task: await setSafeguard(order, connection, mirror, tasks, budget) }
        await setAutostart(autostart, connection, mirror, budget)
        return { task: null }
      }),
    close: () => connection.close(),
  }
}

const open = (target: ManagerTarget): ManagerSession => openWith(target, tcpKnock, () => performance.now())

export const driver: HypervisorDriver = { kind: 'xapi', label: 'XenServer / XCP-ng', capabilities, open }
