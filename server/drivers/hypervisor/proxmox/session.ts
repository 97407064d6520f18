import type { DriverResult, ManagerSession, ManagerTarget } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { openHttps } from '../../protocols/https/https-client'
import { performAct } from './acts'
import { watchChanges } from './change-watch'
import { openPveClient } from './client'
import type { PveResult } from './failure'
import { guestRefOf } from './guest'
import { guestCalls } from './guest-calls'
import { inventoryReader } from './inventory'
import { itself } from './itself'
import { missingPrivileges } from './privileges'
import { downtimeOfTask, taskState } from './tasks'
import { versionSchema } from './wire'

const DEFAULT_PORT = 8006

/** Only what the port knows leaves the driver. */
const plain = <T>(result: PveResult<T>): DriverResult<T> => {
  if (result.kind === 'ok') return result
  const { why: _why, ...failure } = result
  return failure
}

/** `address.url` may name several nodes, "https://pve1:8006,pve2:8006": the cluster is reached while one of them is. */
export const openSession = (target: ManagerTarget, parallelCalls: number): ManagerSession => {
  const urls = target.address.url.split(',').map((url) => url.trim())
  const endpoints = urls
    .filter((url) => url !== '')
    .map((url) => openHttps({ url, defaultPort: DEFAULT_PORT, pins: target.address.pins, connections: parallelCalls }))
  const client = openPveClient(endpoints, target.secret)
  const calls = guestCalls(client)
  const inventory = inventoryReader(client, calls, parallelCalls)
  return {
    async identify(options) {
      const budget = budgetOf(options)
      const version = await client.get('/version', {}, versionSchema, budget())
      if (version.kind !== 'ok') return plain(version)
      const notes = await missingPrivileges(client, budget)
      // The API names neither the installation nor the cluster by a UUID.
      const value = { kind: 'proxmox', product: 'Proxmox VE', version: version.value.version, instanceUuid: null } as const
      return { kind: 'ok', value: notes.length === 0 ? value : { ...value, notes } }
    },
    itself: async (options) => plain(await itself(client, options)),
    inventory: async (options) => plain(await inventory.read(options)),
    async observeVm(vmNativeId, options) {
      const ref = guestRefOf(vmNativeId)
      return ref === null ? { kind: 'ok', value: null } : plain(await inventory.guest(ref, options))
    },
    observeHost: async (hostNativeId, options) => plain(await inventory.host(hostNativeId, options)),
    act: async (act, options) => plain(await performAct(client, calls, act, options)),
    task: async (id, options) => plain(await taskState(client, id, options)),
    watchChanges: (tell, signal) => watchChanges(client, tell, signal),
    observeSafeguard: async (nativeId, options, found) => plain(await inventory.safeguards.observe(nativeId, options, found)),
    setSafeguard: async (order, options) => plain(await inventory.safeguards.set(order, options)),
    downtimeOfMove: async ({ task }, options) => ({ kind: 'ok', value: await downtimeOfTask(client, task, options) }),
    close: () => client.close(),
  }
}
