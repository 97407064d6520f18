import type { WorldConfig } from './config'
import { saveGuest, shutDownGuest, startGuest, stopGuest, tickGuests } from './guests'
import { rebootHost, shutDownHost, tickHosts, wakeHost } from './hosts'
import { cancelMigration, migrateGuest, tickMigrations } from './migrations'
import { setInput, shareLoad, startSelfTest, tickPower } from './power'
import {
  createState,
  note,
  type HostState,
  type Operation,
  type PassingState,
  type UpsState,
  type VmState,
  type WorldState,
} from './state'

/** Everything happens on ticks of this length, so the outcome never depends on how `advance` is called. */
export const TICK_MS = 100

export class UnknownObject extends Error {}

const found = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new UnknownObject(`the simulated datacenter has no ${what}`)
  return value
}

export type MainsSelector = { readonly ups: string } | { readonly group: string } | 'all'

/** A datacenter on virtual time: deterministic, without a clock or randomness of its own. */
export class World {
  readonly state: WorldState
  private owedMs = 0
  private readonly beforeTick: ((nowMs: number) => void)[] = []

  constructor(config: WorldConfig) {
    this.state = createState(config)
    shareLoad(this.state)
  }

  get nowMs(): number {
    return this.state.nowMs
  }

  /** `listener` is called before each tick; returns how to end that. */
  onTick(listener: (nowMs: number) => void): () => void {
    this.beforeTick.push(listener)
    return () => void this.beforeTick.splice(this.beforeTick.indexOf(listener), 1)
  }

  advance(ms: number): void {
    this.owedMs += ms
    while (this.owedMs >= TICK_MS) {
      this.owedMs -= TICK_MS
      for (const listener of [...this.beforeTick]) listener(this.state.nowMs)
      this.state.nowMs += TICK_MS
      tickPower(this.state, TICK_MS)
      tickHosts(this.state)
      tickMigrations(this.state, TICK_MS)
      tickGuests(this.state, TICK_MS)
    }
  }

  ups(name: string): UpsState {
    return found(this.state.upses.get(name), `UPS ${name}`)
  }

  passing(name: string): PassingState {
    return found(this.state.passing.get(name), `PDU or ATS ${name}`)
  }

  host(name: string): HostState {
    return found(this.state.hosts.get(name), `host ${name}`)
  }

  vm(id: number): VmState {
    return found(this.state.vms.get(id), `VM ${id}`)
  }

  vmNamed(name: string): VmState {
    return found(
      [...this.state.vms.values()].find((vm) => vm.config.name === name),
      `VM ${name}`,
    )
  }

  setMains(on: boolean, selector: MainsSelector = 'all'): void {
    for (const ups of this.chosen(selector)) setInput(this.state, ups, on)
  }

  setCooling(on: boolean, selector: MainsSelector = 'all'): void {
    for (const ups of this.chosen(selector)) {
      ups.cooled = on
      note(this.state, 'ups', ups.config.name, on ? 'cooling-back' : 'cooling-lost')
    }
  }

  /** Something is plugged in that was not there before; 0: it is taken away. */
  setExtraLoad(upsName: string, watts: number): void {
    this.ups(upsName).extraWatts = watts
    note(this.state, 'ups', upsName, 'extra-load', String(watts))
  }

  private chosen(selector: MainsSelector): readonly UpsState[] {
    const chosen = [...this.state.upses.values()].filter(({ config }) => {
      if (selector === 'all') return true
      return 'ups' in selector ? config.name === selector.ups : config.groupName === selector.group
    })
    if (chosen.length === 0) throw new UnknownObject(`the simulated datacenter has no UPS that fits ${JSON.stringify(selector)}`)
    return chosen
  }

  selfTest(upsName: string, seconds = 8): boolean {
    return startSelfTest(this.state, this.ups(upsName), seconds)
  }

  /** Of a UPS, PDU or ATS. */
  setComms(name: string, lost: boolean): void {
    const passing = this.state.passing.get(name)
    const device = passing ?? this.ups(name)
    device.commsLost = lost
    note(this.state, passing === undefined ? 'ups' : 'passing', name, lost ? 'comms-lost' : 'comms-back')
  }

  setOutlet(name: string, outlet: number, on: boolean): void {
    const { config, outletsOn } = this.passing(name)
    if (outlet < 1 || outlet > config.outlets) throw new UnknownObject(`${name} has no outlet ${outlet}`)
    if (outletsOn[outlet - 1] === on) return
    outletsOn[outlet - 1] = on
    note(this.state, 'passing', name, on ? 'outlet-on' : 'outlet-off', String(outlet))
  }

  setManager(down: WorldState['managerDown']): void {
    if (this.state.managerDown === down) return
    this.state.managerDown = down
    note(this.state, 'manager', 'proxmox', down === 'no' ? 'back' : down)
  }

  setGuest(name: string, behaviour: { readonly hung?: boolean; readonly stopSeconds?: number }): void {
    const vm = this.vmNamed(name)
    vm.hung = behaviour.hung ?? vm.hung
    vm.stopSeconds = behaviour.stopSeconds ?? vm.stopSeconds
    if (vm.hung && vm.guestStopsAtMs !== null) vm.guestStopsAtMs = null
    note(this.state, 'vm', name, 'behaviour', JSON.stringify(behaviour))
  }

  start = (vmid: number): Operation => startGuest(this.state, this.vm(vmid))
  save = (vmid: number): Operation => saveGuest(this.state, this.vm(vmid))
  migrate = (vmid: number, targetName: string, withDisks = false): Operation =>
    migrateGuest(this.state, this.vm(vmid), targetName, withDisks)
  shutDown = (vmid: number, options = { timeoutSeconds: 180, forceStop: false }): Operation =>
    shutDownGuest(this.state, this.vm(vmid), options)
  stop = (vmid: number, options = { overruleShutdown: true }): Operation => stopGuest(this.state, this.vm(vmid), options)
  cancel = (operation: Operation): boolean => cancelMigration(this.state, operation)
  shutDownHost = (name: string): string | null => shutDownHost(this.state, this.host(name))
  rebootHost = (name: string): string | null => rebootHost(this.state, this.host(name))
  wakeHost = (name: string): void => wakeHost(this.state, this.host(name))
}
