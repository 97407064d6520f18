import pino from 'pino'
import { groupState } from '../decide/group-state'
import { stepsToBegin } from '../decide/schedule'
import type { HostPower } from '../domain/hardware'
import { type HostId, planIdSchema, planVersionIdSchema, type VmId } from '../domain/ids'
import type { PlanContent } from '../domain/plan'
import type { RunWithSteps, Step } from '../domain/run'
import type { VmProbe } from '../domain/vm-probe'
import type { Host, PowerDeviceView, PowerGroup, VirtualMachine, World } from '../domain/world'
import { AbortedOutages } from '../engine/outages/aborted-outages'
import { OutageKeeper, type OutageSite } from '../engine/outages/outage-keeper'
import { StartWatch } from '../engine/outages/start-watch'
import { Publisher } from '../engine/publisher'
import { Recorder } from '../engine/recorder'
import { RunBook } from '../engine/run-book'
import { placeOf } from '../engine/steps/step-target'
import { priorDurations } from '../planner/durations'
import { openServiceWorld, START_MS, type ServiceWorld } from './service-world'
import { device, hostId, vmId } from './world-samples'

const PLAN = planIdSchema.parse('plan')
const VERSION = planVersionIdSchema.parse('v1')
const HOST_WATTS = 200
const VM_WATTS = 50
const OTHER_WATTS = 20

export interface SimulatedBattery {
  /** What it holds when it is full, watt-seconds. */
  readonly capacity: number
  /** Percent per minute on mains. */
  readonly chargePerMinute: number
}

/**
 * A small site under one UPS, with the keeper that decides about it and an executor that does at once what is decided. Its power is that
 * of a battery that drains by what is on and takes what is on with it when it is empty.
 */
export class SimulatedOutage {
  readonly service: ServiceWorld
  readonly #group: PowerGroup
  readonly #content: PlanContent
  readonly #battery: SimulatedBattery
  /** VMs that do not come when they are started, by name. */
  readonly broken = new Set<string>()
  /** How guests are asked, where a person chose a probe. */
  readonly probes = new Map<VmId, VmProbe>()
  answers: (probe: VmProbe) => boolean = () => true
  /** Managers that do not answer, by id: what is known of them stays as it was. */
  readonly silent = new Set<string>()
  /** The UPS’s card does not answer, and has not since the engine was started. */
  isCardSilent = false
  /** Seconds until the tools of a guest run after its start. */
  bootSeconds = 0
  readonly #bootsAtMs = new Map<VmId, number>()
  /** Whether each step takes as long as is believed it does nineteen times of twenty; else it is done at once. */
  isSlow = false
  nowMs = START_MS
  mains = true
  chargePercent = 100
  world: World
  book: RunBook
  keeper: OutageKeeper
  #onBatterySinceMs: number | null = null
  /** Of every VM and host, each time it came on or went, in order. */
  readonly seen: string[] = []

  private constructor(service: ServiceWorld, world: World, content: PlanContent, battery: SimulatedBattery) {
    const [group] = world.groups
    if (group === undefined) throw new Error('a site without a power group')
    this.service = service
    this.#group = group
    this.#content = content
    this.#battery = battery
    this.world = world
    this.book = this.#newBook()
    this.keeper = this.#newKeeper()
  }

  static async open(world: World, content: PlanContent, battery: SimulatedBattery): Promise<SimulatedOutage> {
    return new SimulatedOutage(await openServiceWorld(), world, content, battery)
  }

  close(): Promise<void> {
    return this.service.close()
  }

  get run(): RunWithSteps | null {
    return [...this.book.active, ...this.book.ended].at(-1) ?? null
  }

  /** Names of the VMs that run. */
  get running(): readonly string[] {
    return this.world.vms.filter(({ power }) => power === 'on').map(({ name }) => name)
  }

  get watts(): number {
    const up = this.world.hosts.filter(({ connection }) => connection === 'up')
    return OTHER_WATTS + up.length * HOST_WATTS + this.running.length * VM_WATTS
  }

  get views(): readonly PowerDeviceView[] {
    const left = (this.chargePercent / 100) * this.#battery.capacity
    const seconds = this.#onBatterySinceMs === null ? null : (this.nowMs - this.#onBatterySinceMs) / 1_000
    const runtime = { decidingRuntimeSeconds: left / this.watts, decidingChargePercent: Math.floor(this.chargePercent) }
    const supply = this.mains ? 'mains' : this.chargePercent > 0 ? 'battery' : 'off'
    const answeredAtMs = supply === 'off' ? null : this.nowMs
    const told = {
      supply,
      answeredAtMs,
      ...runtime,
      onBatterySinceMs: this.#onBatterySinceMs,
      secondsOnBattery: seconds,
    } as const
    const silence = { contact: 'lost', message: 'no answer' } as const
    const untold = { supply: 'unknown', ...silence, decidingChargePercent: null, answeredAtMs: null } as const
    const seen = this.isCardSilent ? untold : told
    return this.#group.deviceIds.map((id) => device(id, seen, { outputWatts: this.watts }))
  }

  /** Lets time pass in turns, each of them with its decisions and what follows from them. */
  async pass(seconds: number, turnSeconds = 1): Promise<void> {
    for (let passed = 0; passed < seconds; passed += turnSeconds) {
      this.nowMs += turnSeconds * 1_000
      this.#power(turnSeconds)
      this.#read()
      await this.consider()
      await this.#execute()
    }
  }

  async consider(): Promise<void> {
    await this.keeper.consider(this.#group, groupState(this.#group, this.views), this.views)
  }

  /** Until it is so; fails after so many seconds of the site's time. */
  async until(isSo: () => boolean, seconds: number, turnSeconds = 1): Promise<void> {
    for (let passed = 0; passed < seconds && !isSo(); passed += turnSeconds) await this.pass(turnSeconds, turnSeconds)
    if (!isSo()) throw new Error(`not so after ${seconds} s; seen: ${this.seen.join(', ')}`)
  }

  /** The engine was killed: another one goes on from what is stored. */
  async restartEngine(): Promise<void> {
    this.book = this.#newBook()
    this.book.adopt(await this.service.store.read.runs.active())
    this.keeper = this.#newKeeper()
  }

  setVm(name: string, patch: Partial<VirtualMachine>): void {
    const id = vmId(name)
    this.world = { ...this.world, vms: this.world.vms.map((vm) => (vm.id === id ? { ...vm, ...patch } : vm)) }
    if (patch.power !== undefined) this.seen.push(`${name} ${patch.power}`)
  }

  setHost(name: string, patch: Partial<Host>): void {
    const id = hostId(name)
    // Of one that is up nobody believes that it is off.
    const patched = ({ verifiedOff, ...host }: Host): Host =>
      patch.connection === 'up' || verifiedOff === undefined ? { ...host, ...patch } : { ...host, verifiedOff, ...patch }
    this.world = { ...this.world, hosts: this.world.hosts.map((host) => (host.id === id ? patched(host) : host)) }
    if (patch.connection !== undefined) this.seen.push(`${name} ${patch.connection}`)
  }

  #newBook(): RunBook {
    const log = pino({ level: 'silent' })
    const now = () => this.nowMs
    return new RunBook(new Recorder(this.service.store, log, now), new Publisher(this.service.store, log, now))
  }

  #newKeeper(): OutageKeeper {
    const version = { id: VERSION, planId: PLAN, number: 1, content: this.#content, createdBy: 'ann', createdAtMs: 0, note: null }
    const plan = { id: PLAN, name: 'Row', powerGroupId: this.#group.id, publishedVersionId: VERSION, createdAtMs: 0 }
    const worldNow = () => this.world
    const viewsNow = () => this.views
    const group = this.#group
    const hostIds = () => new Set(worldNow().hosts.map(({ id }) => id))
    const site: OutageSite = {
      planOf: () => ({ plan: { ...plan, mode: 'armed' }, version }),
      version: () => version,
      get world() {
        return worldNow()
      },
      get trustedWorld() {
        return worldNow()
      },
      durations: priorDurations,
      groupStates: () => [{ group, state: groupState(group, viewsNow()) }],
      hostIdsAtRisk: () => (groupState(group, viewsNow()).inTrouble ? hostIds() : new Set()),
      hostIdsOf: hostIds,
    }
    const log = pino({ level: 'silent' })
    const clock = { now: () => this.nowMs }
    const starts = new StartWatch({
      now: clock.now,
      probeOf: (id) => this.probes.get(id) ?? null,
      ask: async (probe) => this.answers(probe),
    })
    const powerOf = (id: HostId) => this.#controllerOf(id)
    const aborted = new AbortedOutages(this.service.store)
    return new OutageKeeper({ clock, log, book: this.book, site, aborted, starts, powerOf })
  }

  /** It lives on its host's power: silent while that is dark, else as the host is. */
  #controllerOf(id: HostId): HostPower {
    const { connection, verifiedOff } = this.world.hosts.find((host) => host.id === id) ?? {}
    return verifiedOff === true ? 'off' : connection === 'up' ? 'on' : 'unknown'
  }

  #power(seconds: number): void {
    if (this.mains) {
      this.#onBatterySinceMs = null
      this.chargePercent = Math.min(100, this.chargePercent + (seconds * this.#battery.chargePerMinute) / 60)
      return
    }
    this.#onBatterySinceMs ??= this.nowMs - seconds * 1_000
    this.chargePercent = Math.max(0, this.chargePercent - (100 * seconds * this.watts) / this.#battery.capacity)
    if (this.chargePercent === 0) this.#goDark()
  }

  #goDark(): void {
    for (const { name, power } of this.world.vms) if (power === 'on') this.setVm(name, { power: 'unknown' })
    for (const { name, connection } of this.world.hosts) if (connection === 'up') this.setHost(name, { connection: 'down' })
  }

  #read(): void {
    const up = new Set(this.world.hosts.filter(({ connection }) => connection === 'up').map(({ id }) => id))
    // A host that has booted anew tells that its VMs are off.
    for (const vm of this.world.vms)
      if (vm.power === 'unknown' && vm.hostId !== null && up.has(vm.hostId)) this.setVm(vm.name, { power: 'off' })
    for (const { id, name, power, guestTools } of this.world.vms) {
      const runs = power === 'on' && this.nowMs >= (this.#bootsAtMs.get(id) ?? 0)
      if ((guestTools === 'running') !== runs) this.setVm(name, { guestTools: runs ? 'running' : 'not-running' })
    }
    const managers = this.world.managers.map((manager) =>
      this.silent.has(manager.id)
        ? { ...manager, contact: 'lost' as const }
        : { ...manager, contact: 'ok' as const, refreshedAtMs: this.nowMs },
    )
    const hosts = this.world.hosts.map((host) => {
      const stale = this.silent.has(host.managerId)
      return host.stale === stale ? host : { ...host, stale }
    })
    this.world = { ...this.world, managers, hosts }
  }

  /** Begins what may begin, and ends what has had its time. */
  async #execute(): Promise<void> {
    for (const run of this.book.active) {
      const begun = stepsToBegin(run, (step) => placeOf(this.world, step), this.nowMs)
      if (begun.length > 0) await this.#begin(run, begun)
      const running = this.book.get(run.id)?.steps.filter(({ state }) => state === 'running') ?? []
      for (const step of running) if (this.#isOver(step)) await this.#end(run, step)
    }
  }

  #isOver(step: Step): boolean {
    const took = (this.nowMs - (step.startedAtMs ?? this.nowMs)) / 1_000
    return took >= Math.min(step.limitSeconds, this.#secondsOf(step))
  }

  #secondsOf({ object, action }: Step): number {
    const vm = this.world.vms.find(({ id }) => id === object.id)
    const host = this.world.hosts.find(({ id }) => id === object.id)
    if (!this.isSlow) return 0
    if (vm !== undefined) return priorDurations.vm(action, vm, 1).p95Seconds
    return host === undefined ? 0 : priorDurations.host(action, host).p95Seconds
  }

  async #begin(run: RunWithSteps, steps: readonly Step[]): Promise<void> {
    const patchStep = (step: Step): Step => ({
      ...step,
      state: 'running',
      startedAtMs: this.nowMs,
      attempts: [
        {
          action: step.action,
          startedAtMs: this.nowMs,
          intentEntryId: 1,
          task: null,
          outcome: 'open',
          message: 'accepted',
          endedAtMs: null,
        },
      ],
    })
    await this.book.change(run.id, { stepIds: steps.map(({ id }) => id), patchStep }, [])
  }

  async #end(run: RunWithSteps, { id }: Step): Promise<void> {
    const step = this.book.step(run.id, id)
    if (step?.state !== 'running') return
    const failed = this.#carryOut(step)
    const outcome = failed ? 'failed' : 'verified'
    const patchStep = (now: Step): Step => ({
      ...now,
      state: failed ? 'failed' : 'done',
      endedAtMs: this.nowMs,
      attempts: now.attempts.map((attempt) => ({ ...attempt, outcome, endedAtMs: this.nowMs })),
    })
    await this.book.change(run.id, { stepIds: [id], patchStep }, [])
  }

  /** Whether it failed. */
  #carryOut({ object, action }: Step): boolean {
    const { name } = object
    switch (action) {
      case 'shutdown':
        this.setVm(name, { power: 'off' })
        return false
      case 'shutdown-host':
        this.setHost(name, { connection: 'down' })
        return false
      case 'power-on-host':
        this.setHost(name, { connection: 'up', bootedAtMs: this.nowMs })
        return false
      case 'start': {
        const host = this.world.hosts.find(({ id }) => id === this.world.vms.find((vm) => vm.id === object.id)?.hostId)
        if (this.broken.has(name) || host?.connection !== 'up') return true
        this.#bootsAtMs.set(vmId(name), this.nowMs + this.bootSeconds * 1_000)
        this.setVm(name, { power: 'on', guestTools: 'not-running' })
        return false
      }
      default:
        throw new Error(`the simulated site cannot ${action}`)
    }
  }
}
