import type { JournalEntry } from '../../../server/domain/journal'
import type { OwnMachine } from '../../../server/domain/keep-alive'
import type { UpsCommand } from '../../../server/domain/ups-command'
import { steadyClock } from '../../../server/engine/steady-clock'
import { callMutation } from '../../../server/services/call-verb'
import { commandDevice } from '../../../server/services/power/command-device'
import { type Datacenter, startDatacenter } from '../../../server/simulator/datacenter'
import type { WorldConfig } from '../../../server/simulator/world/config'
import type { OrderRow } from '../../../server/store/store'
import { until } from '../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../server/testing/service-world'
import { engineOn } from '../engine-in-process'
import { watchSimulator } from '../watched-simulator'

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

/** `machine`: what the engine runs on, if that matters. */
export const startCommandedSite = async (config: WorldConfig, machine?: OwnMachine): Promise<CommandedSite> => {
  const site = await startDatacenter({ config, scenarios: [], plans: [], speed: 1 })
  const clock = steadyClock()
  const world = await openServiceWorld({ now: () => clock.now() })
  await world.store.write((tx) => watchSimulator(tx, site.description))
  const engine = engineOn(world.store, clock, machine)
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
