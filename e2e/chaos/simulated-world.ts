import type { ManagerAct } from '../../server/drivers/ports'
import { isUp } from '../../server/simulator/world/hosts'
import { note, type Operation } from '../../server/simulator/world/state'
import type { World } from '../../server/simulator/world/world'
import type { CardMood } from './ups-card'

/**
 * `dead`: no answer; `slow`: late ones; `refuses`: every order, while it answers what it is asked; `loses-answers`: it does what it is
 * told and is not heard saying so.
 */
export type ManagerMood = 'well' | 'dead' | 'slow' | 'refuses' | 'loses-answers'

/** How those that the engine speaks to behave just now. */
export interface Moods {
  manager: ManagerMood
  readonly cards: Map<string, CardMood>
  /** Hosts that do not come when they are woken. */
  readonly deafHosts: Set<string>
  /** VMs whose power nobody can take. */
  readonly stubbornVms: Set<string>
}

/** An order that reached the manager. `why` null: it took it. `atMs` is world time. */
export interface ManagerCall {
  readonly atMs: number
  readonly act: ManagerAct['act']
  readonly object: string
  readonly why: string | null
}

interface Taken {
  readonly why: string | null
  /** Of what runs on; also of what was taken on and then failed at once. */
  readonly task: string | null
}

/** The simulated datacenter with everything about it that an engine can meet, and what reached it. */
export class SimulatedWorld {
  readonly world: World
  readonly moods: Moods = { manager: 'well', cards: new Map(), deafHosts: new Set(), stubbornVms: new Set() }
  readonly calls: ManagerCall[] = []

  constructor(world: World) {
    this.world = world
  }

  cardOf(name: string): CardMood {
    return this.moods.cards.get(name) ?? 'well'
  }

  /** From now on it behaves so. */
  setCard(name: string, mood: CardMood): void {
    this.moods.cards.set(name, mood)
    note(this.world.state, 'scenario', name, `card-${mood}`)
  }

  setManager(mood: ManagerMood): void {
    this.moods.manager = mood
    note(this.world.state, 'scenario', 'manager', `manager-${mood}`)
  }

  vmNamed(nativeId: string): string {
    return this.world.state.vms.get(Number(nativeId))?.config.name ?? nativeId
  }

  act(act: ManagerAct): Taken {
    const { world } = this
    if ('vmNativeId' in act) return this.#actOnVm(act, Number(act.vmNativeId))
    switch (act.act) {
      case 'shutdown-host':
        return { why: world.shutDownHost(act.hostNativeId), task: null }
      case 'reboot-host':
        return { why: world.rebootHost(act.hostNativeId), task: null }
      case 'power-on-host':
        if (!this.moods.deafHosts.has(act.hostNativeId)) world.wakeHost(act.hostNativeId)
        return { why: null, task: null }
      case 'enter-maintenance':
      case 'exit-maintenance':
        return { why: 'there is no maintenance here', task: null }
    }
  }

  #actOnVm(act: Extract<ManagerAct, { vmNativeId: string }>, vmid: number): Taken {
    const { world } = this
    const vm = world.vm(vmid)
    if (!isUp(world.state.hosts.get(vm.hostName))) return { why: `node ${vm.hostName} is not online`, task: null }
    switch (act.act) {
      case 'shutdown-guest':
        return begun(world.shutDown(vmid, { timeoutSeconds: 3_600, forceStop: false }))
      case 'power-off':
        if (this.moods.stubbornVms.has(vm.config.name)) return { why: 'its process does not end', task: null }
        return begun(world.stop(vmid))
      case 'save-state':
        return begun(world.save(vmid))
      case 'start':
        if (act.hostNativeId !== null && act.hostNativeId !== vm.hostName) return { why: `it is on ${vm.hostName}`, task: null }
        return begun(world.start(vmid))
      case 'migrate':
        return begun(world.migrate(vmid, act.toHostNativeId))
      case 'cancel-migration': {
        const { activity } = vm
        return activity?.kind === 'migrating' && world.cancel(activity.operation)
          ? { why: null, task: null }
          : { why: 'it is not being migrated', task: null }
      }
    }
  }
}

const begun = ({ id, error }: Operation): Taken => ({ why: error, task: String(id) })
