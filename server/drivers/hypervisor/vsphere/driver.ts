import type { ManagerCapabilities, ManagerIdentity } from '../../../domain/manager'
import {
  ok,
  type CallOptions,
  type DriverResult,
  type HypervisorDriver,
  type ManagerAct,
  type ManagerSession,
  type ManagerTarget,
} from '../../ports'
import { budgetOf, type Budget } from './budget'
import { watchChanges } from './change-watch'
import { Connection } from './connection'
import { CallFailed } from './failures'
import { RequirementCache } from './cpu-requirements'
import { actOnHost } from './host-acts'
import { readInventory } from './inventory'
import { itself } from './itself'
import { observeHost, observeVm } from './observe'
import { missingPrivileges } from './privileges'
import { observeSafeguard, setSafeguard } from './safeguards'
import { TagCache } from './tag-cache'
import { TagService, tellsTags } from './tag-service'
import { SensorCache } from './sensor-cache'
import { PathCache } from './storage-paths'
import { readTask } from './task'
import { actOnVm } from './vm-acts'

/** So long one who signs in waits for tags. */
const TAGS_PATIENCE_MS = 5_000

/** vCenter's documented limits: 4 migrations per host on 1 GbE (8 on 10 GbE and faster). */
const capabilities: ManagerCapabilities = {
  shutdownGuest: true,
  saveState: true,
  liveMigration: true,
  hostMaintenance: true,
  hostShutdown: true,
  hostPowerOn: false, // only out of the standby that vCenter itself ordered; a host that was shut down needs its BMC
  hostReboot: true,
  // With its home goes its swap file, as large as its memory.
  movesStorage: { to: 'any-datastore', writesSwap: true },
  migrationsPerHost: 4,
  powerOpsPerHost: 8,
  callsPerManager: 8,
}

/** Said where they are not told: for as long as that lasts nothing of this vCenter is saved, and nobody would know why (D9). */
const tagNotes = async (connection: Connection, tagService: TagService, budget: Budget): Promise<readonly string[]> => {
  const content = await connection.serviceContent(budget)
  if (!tellsTags(content)) return []
  const { deadlineMs, ...rest } = budget.left()
  const why = await tagService.whyUntold(content, budgetOf({ ...rest, deadlineMs: Math.min(deadlineMs / 4, TAGS_PATIENCE_MS) }))
  return why === null
    ? []
    : [
        `Tags are not told by vCenter's REST service (/api, /rest): ${why}. Those told last stand; the state of a VM whose tags were never told is not saved.`,
      ]
}

const identify = async (
  connection: Connection,
  tagService: TagService,
  unknown: Set<string>,
  budget: Budget,
): Promise<ManagerIdentity> => {
  const { product, version, instanceUuid, standalone } = await connection.serviceContent(budget)
  await connection.signIn(budget) // an identity without the right to use it is no success
  const ofTags = await tagNotes(connection, tagService, budget)
  const notes = [...(await missingPrivileges(connection, unknown, budget)), ...ofTags]
  return {
    kind: 'vsphere',
    product,
    version,
    instanceUuid,
    ...(notes.length === 0 ? {} : { notes }),
    ...(standalone ? { isHost: true } : {}),
  }
}

const act = async (wish: ManagerAct, connection: Connection, unknown: Set<string>, budget: Budget): Promise<string | null> => {
  switch (wish.act) {
    case 'shutdown-guest':
    case 'power-off':
    case 'save-state':
    case 'start':
    case 'migrate':
    case 'cancel-migration':
      return actOnVm(wish, connection, unknown, budget)
    case 'enter-maintenance':
    case 'exit-maintenance':
    case 'shutdown-host':
    case 'power-on-host':
    case 'reboot-host':
      return actOnHost(wish, connection, unknown, budget)
  }
}

const open = (target: ManagerTarget): ManagerSession => {
  const connection = new Connection(target)
  /** Properties that this manager's version turned out not to have. */
  const unknown = new Set<string>()
  const paths = new PathCache(() => performance.now())
  const requirements = new RequirementCache(() => performance.now())
  const tags = new TagCache(() => performance.now())
  const tagService = new TagService(target)
  const sensors = new SensorCache(
    () => performance.now(),
    () => Date.now(),
  )
  const result = async <T>(options: CallOptions, work: (budget: Budget) => Promise<T>): Promise<DriverResult<T>> => {
    try {
      return ok(await work(budgetOf(options)))
    } catch (error) {
      if (error instanceof CallFailed) return error.failure
      throw error
    }
  }
  return {
    identify: (options) => result(options, (budget) => identify(connection, tagService, unknown, budget)),
    itself: (options) => result(options, (budget) => itself(connection, unknown, budget)),
    inventory: (options) =>
      result(options, (budget) => readInventory(connection, unknown, { sensors, paths, requirements, tags, tagService }, budget)),
    observeVm: (id, options) =>
      result(options, async (budget) => {
        const vm = await observeVm(id, connection, unknown, budget)
        if (vm === null) return null
        const completed = requirements.complete(vm)
        return tellsTags(await connection.serviceContent(budget)) ? tags.complete(completed) : completed
      }),
    observeHost: (id, options) => result(options, (budget) => observeHost(id, connection, unknown, budget, sensors.of(id))),
    act: (wish, options) => result(options, async (budget) => ({ task: await act(wish, connection, unknown, budget) })),
    task: (id, options) => result(options, (budget) => readTask(id, connection, unknown, budget)),
    watchChanges: (tell, signal) => watchChanges(connection, tell, signal),
    observeSafeguard: (id, options, found) =>
      result(options, (budget) => observeSafeguard(id, connection, unknown, budget, found)),
    setSafeguard: (order, options) =>
      result(options, async (budget) => ({ task: await setSafeguard(order, connection, unknown, budget) })),
    close: async () => {
      await tagService.close()
      await connection.close()
    },
  }
}

export const driver: HypervisorDriver = { kind: 'vsphere', label: 'VMware vSphere (vCenter or ESX host)', capabilities, open }
