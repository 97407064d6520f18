import { isIP } from 'node:net'
import { ADDRESS_BITS, type IpAddress, ipAddressOf } from '../../../domain/ip-address'
import type { CallOptions } from '../../ports'
import { type PveClient, segment } from './client'
import { clusterOptionsSchema, nodeAddressesSchema } from './wire'

/** It hardly ever changes. */
const LIFE_MS = 10 * 60_000
/** All else of a reading is worth more: an endpoint that hangs is not waited for. */
const PATIENCE_MS = 3_000

interface Subnet {
  readonly text: string
  readonly address: IpAddress
  readonly bits: number
}

const subnetOf = (text: string | null): Subnet | null => {
  const [, written, bits] = /^(.+)\/(\d{1,3})$/.exec(text ?? '') ?? []
  const address = written === undefined ? null : ipAddressOf(written)
  if (text === null || address === null || Number(bits) > ADDRESS_BITS[address.family]) return null
  return { text, address, bits: Number(bits) }
}

const isWithin = ({ address, bits }: Subnet, cidr: string): boolean => {
  const own = ipAddressOf(cidr.replace(/\/\d+$/, ''))
  const rest = BigInt(ADDRESS_BITS[address.family] - bits)
  return own !== null && own.family === address.family && own.value >> rest === address.value >> rest
}

/** What of a node's addresses keeps live moves to it from working; null: nothing. Proxmox VE refuses a move to a node without one. */
const troubleWith = (subnet: Subnet, cidrs: readonly string[]): string | null =>
  cidrs.some((cidr) => isWithin(subnet, cidr))
    ? null
    : `none of its addresses is in the cluster's migration network ${subnet.text}`

/** "secure,network=10.1.2.0/24" in older versions, an object in newer ones. */
const networkIn = (migration: string | { readonly network: string | null } | null): string | null =>
  typeof migration === 'string' ? (/(?:^|,)network=([^,]+)/.exec(migration)?.[1] ?? null) : (migration?.network ?? null)

/** The network that the cluster's settings set apart for migrations, and which nodes have no address in it. */
export interface MigrationNetwork {
  /** Looks anew where that was long ago. What cannot be read is not told. */
  refresh(nodes: readonly string[], options: CallOptions): Promise<void>
  /** In words; null: nothing, or nobody knows. */
  troubleOf(node: string): string | null
}

export const migrationNetwork = (
  client: Pick<PveClient, 'get'>,
  nowMs: () => number = () => performance.now(),
): MigrationNetwork => {
  let troubles: ReadonlyMap<string, string> = new Map()
  let askedAtMs = Number.NEGATIVE_INFINITY

  const troubleOfNode = async (
    node: string,
    subnet: Subnet,
    options: CallOptions,
  ): Promise<readonly (readonly [string, string])[]> => {
    const read = await client.get(`/nodes/${segment(node)}/network`, {}, nodeAddressesSchema, options)
    if (read.kind !== 'ok') return []
    const cidrs = read.value.flatMap(({ cidr, cidr6 }) => [cidr, cidr6].filter((one) => one !== null))
    // Addresses by DHCP are not in the answer: then nobody knows.
    const told = cidrs.filter((cidr) => isIP(cidr.replace(/\/\d+$/, '')) !== 0)
    const trouble = told.length === 0 ? null : troubleWith(subnet, told)
    return trouble === null ? [] : [[node, trouble]]
  }

  return {
    async refresh(nodes, options) {
      if (nowMs() - askedAtMs < LIFE_MS) return
      askedAtMs = nowMs()
      const patient = { ...options, deadlineMs: Math.min(options.deadlineMs, PATIENCE_MS) }
      const settings = await client.get('/cluster/options', {}, clusterOptionsSchema, patient)
      const subnet = settings.kind === 'ok' ? subnetOf(networkIn(settings.value.migration)) : null
      if (subnet === null) return void (troubles = new Map())
      troubles = new Map((await Promise.all(nodes.map((node) => troubleOfNode(node, subnet, patient)))).flat())
    },
    troubleOf: (node) => troubles.get(node) ?? null,
  }
}
