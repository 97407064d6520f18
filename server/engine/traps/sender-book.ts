import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { UpsTarget } from '../../drivers/ports'
import type { DeviceId } from '../../domain/ids'
import type { TrapCredentials } from '../../drivers/ups-protocols/snmp/trap-decoder'
import { plainAddress } from '../../drivers/ups-protocols/snmp/trap-socket'

export interface KnownDevice {
  readonly id: DeviceId
  readonly name: string
  readonly target: UpsTarget
}

const NAMES_AGAIN_MS = 5 * 60_000
type Users = Map<string, Extract<UpsTarget['secret'], { kind: 'snmp-user' }>[]>

/** All addresses of a name. Fails where nobody could say. */
export type Resolve = (name: string) => Promise<readonly { readonly address: string }[]>

const byDns: Resolve = (name) => lookup(name, { all: true })

/** Which devices speak from which address, and with which credentials. A name that DNS no longer knows keeps its addresses (A12). */
export class SenderBook {
  #devices: readonly KnownDevice[] = []
  #byAddress = new Map<string, KnownDevice[]>()
  readonly #addressesOfName = new Map<string, readonly string[]>()
  #credentials: TrapCredentials = { communities: new Set(), users: new Map() }
  #namesAskedAtMs = Number.NEGATIVE_INFINITY
  readonly #resolve: Resolve

  constructor(resolve: Resolve = byDns) {
    this.#resolve = resolve
  }

  get credentials(): TrapCredentials {
    return this.#credentials
  }

  devicesAt(address: string): readonly KnownDevice[] {
    return this.#byAddress.get(address) ?? []
  }

  /** NUT servers send no traps; their credentials are none here. */
  set(devices: readonly KnownDevice[]): void {
    this.#devices = devices
    const communities = new Set<string>()
    const users: Users = new Map()
    for (const { target } of devices) {
      const { secret } = target
      if (secret.kind === 'snmp-community') communities.add(secret.community)
      if (secret.kind !== 'snmp-user') continue
      const named = users.get(secret.user) ?? []
      if (!named.some((one) => JSON.stringify(one) === JSON.stringify(secret))) named.push(secret)
      users.set(secret.user, named)
    }
    this.#credentials = { communities, users }
    this.#namesAskedAtMs = Number.NEGATIVE_INFINITY
    this.#index()
  }

  /** Asks DNS again where it is time. Where no name server answers that takes many seconds for each name: nothing waits for it. */
  async resolveNames(nowMs: number): Promise<void> {
    if (nowMs - this.#namesAskedAtMs < NAMES_AGAIN_MS) return
    this.#namesAskedAtMs = nowMs
    const names = new Set(this.#devices.map(({ target }) => target.address.host).filter((host) => isIP(host) === 0))
    for (const name of names) {
      const found = await this.#resolve(name).catch(() => [])
      if (found.length > 0)
        this.#addressesOfName.set(
          name,
          found.map(({ address }) => address),
        )
    }
    if (names.size > 0) this.#index()
  }

  #index(): void {
    const byAddress = new Map<string, KnownDevice[]>()
    for (const device of this.#devices) {
      const { host } = device.target.address
      for (const given of isIP(host) === 0 ? (this.#addressesOfName.get(host) ?? []) : [host]) {
        const address = plainAddress(given).toLowerCase()
        const there = byAddress.get(address)
        if (there === undefined) byAddress.set(address, [device])
        else there.push(device)
      }
    }
    this.#byAddress = byAddress
  }
}
