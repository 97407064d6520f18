import { z } from 'zod'
import type { Recalled, Recollection } from '../../decide/find-keep-alive'
import type { VmId } from '../../domain/ids'
import type { Json } from '../../domain/journal'

const recalledSchema = z.object({
  role: z.enum(['manager', 'database']),
  hostName: z.string(),
  address: z.string(),
  mac: z.string().nullable(),
})
const listed = <T>(schema: z.ZodType<T>) => z.record(z.string(), schema).catch({})
const keptSchema = z
  .object({ names: listed(z.array(z.string())), macs: listed(z.string()), vms: listed(z.array(recalledSchema)) })
  .catch({ names: {}, macs: {}, vms: {} })

/**
 * What was once found out of the network: it outlives this process, for an engine may start in the middle of an outage, when no name
 * server and no guest tells it anew (P9, A12).
 */
export class KnownBefore implements Recollection {
  /** Addresses by host name. */
  readonly addresses = new Map<string, readonly string[]>()
  /** Who answered, by address. */
  readonly macs = new Map<string, string>()
  readonly #vms = new Map<string, readonly Recalled[]>()

  load(stored: unknown): void {
    const { names, macs, vms } = keptSchema.parse(stored)
    for (const [hostName, addresses] of Object.entries(names)) this.addresses.set(hostName, addresses)
    for (const [address, mac] of Object.entries(macs)) this.macs.set(address, mac)
    for (const [id, recalled] of Object.entries(vms)) this.#vms.set(id, recalled)
  }

  toStore(): Json {
    return {
      names: Object.fromEntries(this.addresses),
      macs: Object.fromEntries(this.macs),
      vms: Object.fromEntries([...this.#vms].map(([id, recalled]) => [id, recalled.map((one) => ({ ...one }))])),
    }
  }

  /** What nobody configures any more says nothing. */
  retain(hostNames: ReadonlySet<string>): void {
    for (const hostName of this.addresses.keys()) if (!hostNames.has(hostName)) this.addresses.delete(hostName)
    const addresses = new Set([...this.addresses.values()].flat())
    for (const address of this.macs.keys()) if (!addresses.has(address)) this.macs.delete(address)
    for (const [id, recalled] of this.#vms)
      this.#set(
        id,
        recalled.filter(({ hostName }) => hostNames.has(hostName)),
      )
  }

  of(id: VmId): readonly Recalled[] {
    return this.#vms.get(id) ?? []
  }

  keep(id: VmId, recalled: readonly Recalled[]): void {
    this.#set(id, recalled)
  }

  #set(id: string, recalled: readonly Recalled[]): void {
    if (recalled.length === 0) this.#vms.delete(id)
    else this.#vms.set(id, recalled)
  }
}
