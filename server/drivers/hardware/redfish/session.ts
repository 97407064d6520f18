import type { HardwareAct, HardwareIdentity, HardwareReading, HostPower } from '../../../domain/hardware'
import { type CallOptions, type HardwareSession, type HardwareTarget, refused, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { CallFailed, resultOf } from '../../protocols/call-failed'
import { openHttps } from '../../protocols/https/https-client'
import { readChassis } from './chassis-reader'
import { RedfishClient } from './client'
import { healthFrom } from './sensors'
import { actionInfoSchema, collectionSchema, type ResetAction, rootSchema, type System, systemSchema } from './wire'

const CONNECTIONS = 3

/** `PowerState` (DSP0268, Resource). On its way from one to the other it is neither. */
const powerOf = ({ PowerState: word }: System): HostPower =>
  word === 'On' || word === 'Paused' ? 'on' : word === 'Off' ? 'off' : 'unknown'

/** What serves for an act, the best first. A button pressed on what is off would switch it on: that is looked at before. */
const RESET_TYPES: Readonly<Record<HardwareAct, readonly string[]>> = {
  'power-on': ['On', 'ForceOn'],
  'soft-off': ['GracefulShutdown', 'PushPowerButton'],
  'power-off': ['ForceOff'],
  'power-cycle': ['PowerCycle'],
}

const isSoAlready = (act: HardwareAct, power: HostPower): boolean =>
  act === 'power-on' ? power === 'on' : (act === 'soft-off' || act === 'power-off') && power === 'off'

class Machine {
  readonly #client: RedfishClient
  readonly #wanted: string | null
  #path: string | null = null

  constructor(client: RedfishClient, wanted: string | null) {
    this.#client = client
    this.#wanted = wanted
  }

  /** Read afresh, also which one it is, where there is any doubt. */
  async system(budget: () => CallOptions): Promise<System> {
    this.#path ??= await this.#find(budget)
    return this.#client.get(this.#path, systemSchema, budget)
  }

  async identify(budget: () => CallOptions): Promise<HardwareIdentity> {
    const root = await this.#client.root(rootSchema, budget())
    const system = await this.system(budget)
    const made = [system.Manufacturer, system.Model].filter((word) => word !== null).join(' ')
    return {
      kind: 'redfish',
      product: made === '' ? (root.Product ?? root.Vendor ?? 'Redfish service') : made,
      version: root.RedfishVersion,
      systemUuid: system.UUID?.toLowerCase() ?? null,
      notes: this.#notes(system),
    }
  }

  async read(budget: () => CallOptions): Promise<HardwareReading> {
    const system = await this.system(budget)
    const chassis = []
    for (const path of system.Links?.Chassis ?? []) {
      const read = await readChassis(this.#client, path, budget)
      if (read !== null) chassis.push(read)
    }
    const supplies = chassis.flatMap((one) => one.supplies ?? [])
    return {
      power: powerOf(system),
      sensors: chassis.flatMap((one) => one.sensors),
      powerSupplies: chassis.every((one) => one.supplies === null) ? null : supplies,
      powerWatts: chassis.find(({ watts }) => watts !== null)?.watts ?? null,
      health: healthFrom(system.Status),
    }
  }

  async act(act: HardwareAct, budget: () => CallOptions): Promise<null> {
    const system = await this.system(budget)
    const power = powerOf(system)
    if (isSoAlready(act, power)) return null
    const reset = system.Actions?.['#ComputerSystem.Reset'] ?? null
    if (reset === null)
      throw new CallFailed(
        unsupported(`The BMC at ${this.#client.server} has no action to switch the machine.`, 'Do it by hand.'),
      )
    const type = await this.#resetType(act, power, reset, budget)
    await this.#client.post(reset.target, { ResetType: type }, budget)
    return null
  }

  async #resetType(act: HardwareAct, power: HostPower, reset: ResetAction, budget: () => CallOptions): Promise<string> {
    const info = reset['@Redfish.ActionInfo']
    const allowed =
      reset['ResetType@Redfish.AllowableValues'] ??
      (info === null
        ? null
        : ((await this.#client.get(info, actionInfoSchema, budget)).Parameters.find(({ Name }) => Name === 'ResetType')
            ?.AllowableValues ?? null))
    const fitting = RESET_TYPES[act].filter((type) => type !== 'PushPowerButton' || power === 'on')
    const type = allowed === null ? fitting[0] : fitting.find((one) => allowed.includes(one))
    if (type !== undefined) return type
    throw new CallFailed(
      unsupported(
        `The BMC at ${this.#client.server} cannot ${act}: it allows ${(allowed ?? []).join(', ') || 'nothing'}.`,
        'Do it by hand, or plan another way.',
      ),
    )
  }

  #notes({ Actions: actions, Links: links }: System): readonly string[] {
    const notes: string[] = []
    if (actions?.['#ComputerSystem.Reset'] == null) notes.push('It offers no action to switch the machine on or off.')
    if ((links?.Chassis ?? []).length === 0) notes.push('It names no chassis, so no sensors are read.')
    return notes
  }

  async #find(budget: () => CallOptions): Promise<string> {
    const root = await this.#client.root(rootSchema, budget())
    const { server } = this.#client
    if (root.Systems === null)
      throw new CallFailed(refused(`${server} is a Redfish service without computer systems.`, 'Check the address.'))
    const { Members: paths } = await this.#client.get(root.Systems, collectionSchema, budget)
    const ids = paths.map((path) => path.replace(/\/$/, '').split('/').at(-1) ?? '')
    const [only] = paths
    const found = this.#wanted === null ? (paths.length === 1 ? only : undefined) : paths[ids.indexOf(this.#wanted)]
    if (found !== undefined) return found
    throw new CallFailed(
      this.#wanted === null && paths.length > 1
        ? refused(
            `${server} manages ${paths.length} computer systems.`,
            `Say which one is meant: ${ids.slice(0, 20).join(', ')}.`,
          )
        : refused(
            `${server} does not know the computer system ${this.#wanted === null ? '' : `“${this.#wanted}”`}.`.replace(' .', '.'),
            `It has ${ids.length === 0 ? 'none' : ids.slice(0, 20).join(', ')}.`,
          ),
    )
  }
}

const wrongSecret = (): HardwareSession => {
  const refuse = () =>
    Promise.resolve(refused('A Redfish service is signed in to with a user and a password.', 'Enter the credential again.'))
  return { identify: refuse, sensors: refuse, powerState: refuse, act: refuse, close: () => Promise.resolve() }
}

export const openSession = ({ address, secret }: HardwareTarget): HardwareSession => {
  if (address.kind !== 'redfish' || secret.kind !== 'password') return wrongSecret()
  const https = openHttps({ url: address.url, defaultPort: 443, pins: address.pins, connections: CONNECTIONS })
  const client = new RedfishClient(https, secret)
  const machine = new Machine(client, address.system)
  return {
    identify: (options) => resultOf(() => machine.identify(budgetOf(options))),
    sensors: (options) => resultOf(() => machine.read(budgetOf(options))),
    powerState: (options) => resultOf(async () => powerOf(await machine.system(budgetOf(options)))),
    act: (act, options) => resultOf(() => machine.act(act, budgetOf(options))),
    close: () => client.close(),
  }
}
