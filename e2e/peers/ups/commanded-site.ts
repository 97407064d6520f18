import pino from 'pino'
import { credentialIdSchema, type DeviceId, deviceIdSchema, hostIdOf, managerIdSchema } from '../../../server/domain/ids'
import type { JournalEntry } from '../../../server/domain/journal'
import type { UpsCommand } from '../../../server/domain/ups-command'
import { Engine } from '../../../server/engine/engine'
import { steadyClock } from '../../../server/engine/steady-clock'
import { callMutation } from '../../../server/services/call-verb'
import { commandDevice } from '../../../server/services/power/command-device'
import { type Datacenter, startDatacenter } from '../../../server/simulator/datacenter'
import type { WorldConfig } from '../../../server/simulator/world/config'
import type { OrderRow } from '../../../server/store/store'
import { until } from '../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../server/testing/service-world'

const MANAGER = managerIdSchema.parse('pve')

export const deviceIdOf = (name: string): DeviceId => deviceIdSchema.parse(name)

/** A simulated datacenter, and the engine and the verbs that watch and command it. */
export interface CommandedSite {
  readonly site: Datacenter
  readonly world: ServiceWorld
  /** What an operator orders, and the engine's answer. */
  tell(name: string, command: UpsCommand, reason?: string | null): Promise<OrderRow>
  /** The newest entry of a kind, of one UPS if it is named. */
  journalled(kind: string, name?: string): Promise<JournalEntry | undefined>
  /** What is shown of a UPS, as text. */
  shown(name: string): Promise<string>
  close(): Promise<void>
}

const configure = async (world: ServiceWorld, { upses, manager, hosts }: Datacenter['description']) =>
  world.store.write(async (tx) => {
    const [snmp, token] = [credentialIdSchema.parse('snmp'), credentialIdSchema.parse('token')]
    await tx.credentials.put({ id: token, name: 'pve', secret: { kind: 'api-token', ...manager.apiToken } })
    for (const { name, host, port, community } of upses) {
      await tx.credentials.put({ id: snmp, name: 'snmp', secret: { kind: 'snmp-community', version: '2c', community } })
      await tx.devices.put({
        id: deviceIdOf(name),
        name,
        address: { protocol: 'snmp', host, port, family: 'auto' },
        credentialId: snmp,
        enabled: true,
        identity: null,
        createdAtMs: 0,
      })
    }
    await tx.managers.put({
      id: MANAGER,
      name: 'pve',
      address: { kind: 'proxmox', url: manager.url, pins: [manager.fingerprint] },
      credentialId: token,
      enabled: true,
      createdAtMs: 0,
    })
    for (const { name, feeds } of hosts) {
      const hostId = hostIdOf(MANAGER, { uuid: null, nativeId: name })
      await tx.feeds.setForHost(
        hostId,
        feeds.map(({ from, label, outletId }) => ({ deviceId: deviceIdOf(from), hostId, label, outletId })),
      )
    }
  })

export const startCommandedSite = async (config: WorldConfig): Promise<CommandedSite> => {
  const site = await startDatacenter({ config, scenarios: [], plans: [], speed: 1 })
  const clock = steadyClock()
  const world = await openServiceWorld({ now: () => clock.now() })
  await configure(world, site.description)
  const engine = new Engine({
    trapPort: null,
    store: world.store,
    clock,
    log: pino({ level: 'silent' }),
    version: 'peer-test',
    probe: () => Promise.reject(new Error('nothing is probed here')),
    demo: null,
    onLeaseLost: () => undefined,
  })
  await engine.start()
  await until('all UPSs and hosts to be seen', async () => {
    const docs = await world.store.read.latest.all('device')
    const seen = docs.filter(({ doc }) => JSON.stringify(doc).includes('"commands":{"kinds":["self-test"'))
    return seen.length === config.upses.length && (await world.store.read.latest.all('host')).length === config.hosts.length
  })
  return {
    site,
    world,
    tell: async (name, command, reason = 'a test') => {
      const input = commandDevice.input.parse({ deviceId: name, command, reason })
      const { orderId } = await callMutation(world.host, commandDevice, world.caller('operator'), input)
      return until('an answer', async () => {
        const row = await world.store.read.orders.get(orderId)
        return row !== null && (row.state === 'done' || row.state === 'failed') ? row : null
      })
    },
    journalled: async (kind, name) =>
      (await world.store.read.journal.page({ kinds: [kind], limit: 5, ...(name === undefined ? {} : { objectId: name }) })).at(0),
    shown: async (name) => JSON.stringify((await world.store.read.latest.get('device', name))?.doc),
    close: async () => {
      await engine.stop()
      await world.close()
      await site.close()
    },
  }
}
