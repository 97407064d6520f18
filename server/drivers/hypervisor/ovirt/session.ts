import { type DriverResult, type ManagerSession, type ManagerTarget, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { openHttps } from '../../protocols/https/https-client'
import { find, number, text } from '../../protocols/xml/xml'
import { forAct } from './before-act'
import { changeWatch } from './change-watch'
import { openEngineClient } from './engine-client'
import { type OvirtResult, other } from './failure'
import { observeFencing, setFencing } from './fencing'
import { actOnHost } from './host-acts'
import { inventoryReader } from './inventory'
import { downtimeOfJob, readTask } from './jobs'
import { notesOn } from './notes'
import { missingPermits } from './privileges'
import { actOnVm } from './vm-acts'

const DEFAULT_PORT = 443
const OLDEST_MAJOR = 4

/** Only what the port knows leaves the driver. */
const plain = <T>(result: OvirtResult<T>): DriverResult<T> =>
  result.kind === 'ok' ? result : { kind: result.kind, message: result.message, hint: result.hint }

export const openSession = (target: ManagerTarget, parallelCalls: number): ManagerSession => {
  const { url, pins } = target.address
  const https = openHttps({ url, defaultPort: DEFAULT_PORT, pins, connections: parallelCalls })
  const client = openEngineClient(https, target.secret)
  const acting = forAct(client)
  const inventory = inventoryReader(client, parallelCalls)
  const changes = changeWatch(client)
  return {
    async identify(options) {
      const budget = budgetOf(options)
      const api = await client.get('', 'api', budget())
      if (api.kind !== 'ok') return plain(api)
      const product = find(api.value, 'product_info')
      const version = text(product, 'version', 'full_version')
      const major = number(product, 'version', 'major')
      if (major !== null && major < OLDEST_MAJOR)
        return plain(
          other(
            unsupported(`This engine has version ${version ?? major}: its API is another one.`, 'Version 4.0 is the oldest.'),
          ),
        )
      const found = await notesOn(client, budget)
      if (found.kind !== 'ok') return plain(found)
      const notes = [...found.value, ...(await missingPermits(client, api.value, budget))]
      const name = text(product, 'name') ?? 'oVirt'
      const instanceUuid = text(product, 'instance_id')
      const identity = { kind: 'ovirt', product: name, version, instanceUuid } as const
      return { kind: 'ok', value: notes.length === 0 ? identity : { ...identity, notes } }
    },
    inventory: async (options) => plain(await inventory.read(options)),
    observeVm: async (vmNativeId, options) => plain(await inventory.vm(vmNativeId, options)),
    observeHost: async (hostNativeId, options) => plain(await inventory.host(hostNativeId, options)),
    act: async (act, options) =>
      plain('vmNativeId' in act ? await actOnVm(acting, act, options) : await actOnHost(acting, act, options)),
    task: async (id, options) => plain(await readTask(client, id, options)),
    watchChanges: async (tell, signal) => {
      const { kind, message, hint } = await changes(tell, signal)
      return { kind, message, hint }
    },
    downtimeOfMove: async ({ task }, options) => plain(await downtimeOfJob(client, task, options)),
    observeSafeguard: async (nativeId, options) => plain(await observeFencing(client, nativeId, options)),
    setSafeguard: async (order, options) => plain(await setFencing(acting, order, options)),
    close: () => client.close(),
  }
}
