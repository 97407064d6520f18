import { type DriverResult, type ManagerSession, type ManagerTarget, unsupported } from '../../ports'
import { openHttps } from '../../protocols/https/https-client'
import { find, number, text } from '../../protocols/xml/xml'
import { openEngineClient } from './engine-client'
import { type OvirtResult, other } from './failure'
import { actOnHost } from './host-acts'
import { inventoryReader } from './inventory'
import { readTask } from './jobs'
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
  const inventory = inventoryReader(client, parallelCalls)
  return {
    async identify(options) {
      const api = await client.get('', 'api', options)
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
      const name = text(product, 'name') ?? 'oVirt'
      return { kind: 'ok', value: { kind: 'ovirt', product: name, version, instanceUuid: text(product, 'instance_id') } }
    },
    inventory: async (options) => plain(await inventory.read(options)),
    observeVm: async (vmNativeId, options) => plain(await inventory.vm(vmNativeId, options)),
    observeHost: async (hostNativeId, options) => plain(await inventory.host(hostNativeId, options)),
    act: async (act, options) =>
      plain('vmNativeId' in act ? await actOnVm(client, act, options) : await actOnHost(client, act, options)),
    task: async (id, options) => plain(await readTask(client, id, options)),
    close: () => client.close(),
  }
}
