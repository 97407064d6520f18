import type { Leg, Site } from './legs'

/** So much of anything is nothing: sums of shares are not exact. */
export const HARDLY_ANY = 1e-6

/** Amounts of resources per leg, one list after the other: those of leg `l` are at `from[l]` up to `from[l + 1]`. */
export interface Amounts {
  readonly from: Int32Array
  readonly resource: Int32Array
  readonly amount: Float64Array
}

/**
 * Memory of hosts, rates of links and moves at once are the same thing here: a leg takes so much of some at its start, and gives
 * so much of some at its end. A live move takes memory of its target and gives memory of its source.
 */
export interface Resources {
  /** What is free before the first leg starts; the first `memoryCount` are the hosts' memory. */
  readonly free: Float64Array
  readonly memoryCount: number
  readonly takes: Amounts
  readonly gives: Amounts
  /** The outgoing link of each leg's target, as a resource; −1: nothing leaves it. */
  readonly targetUplink: Int32Array
}

const packed = (lists: readonly (readonly (readonly [resource: number, amount: number])[])[]): Amounts => {
  const from = new Int32Array(lists.length + 1)
  const flat = lists.flat()
  for (const [leg, list] of lists.entries()) from[leg + 1] = (from[leg] ?? 0) + list.length
  return {
    from,
    resource: Int32Array.from(flat, ([resource]) => resource),
    amount: Float64Array.from(flat, ([, amount]) => amount),
  }
}

/** The link that what leaves a host crosses first. */
const uplinks = ({ hosts, hostNumber, linkNumber }: Site, legs: readonly Leg[]): readonly number[] => {
  const uplinkOf = hosts.map(({ outLinkIds }) => linkNumber.get(outLinkIds?.[0] ?? '') ?? -1)
  for (const { move } of legs) {
    const host = hostNumber.get(move.fromHostId) ?? -1
    if (uplinkOf[host] === -1) uplinkOf[host] = linkNumber.get(move.linkIds[0] ?? '') ?? -1
  }
  return uplinkOf
}

export const resourcesOf = (site: Site, legs: readonly Leg[]): Resources => {
  const { hosts, links, hostNumber, linkNumber } = site
  const linksFrom = hosts.length
  const slotsFrom = linksFrom + links.length
  const uplinkOf = uplinks(site, legs)
  const takes: [number, number][][] = []
  const gives: [number, number][][] = []
  const targetUplink = new Int32Array(legs.length).fill(-1)
  for (const [number, { kind, move }] of legs.entries()) {
    const from = hostNumber.get(move.fromHostId)
    const to = hostNumber.get(move.toHostId)
    const crossed = move.linkIds.flatMap((id): [number, number][] => {
      const link = linkNumber.get(id)
      return link === undefined ? [] : [[linksFrom + link, move.mbitPerSecond]]
    })
    const isAt = { from: kind !== 'resume' && from !== undefined, to: kind !== 'save' && to !== undefined }
    const slots = [isAt.from ? from : undefined, isAt.to ? to : undefined].flatMap((host): [number, number][] =>
      host === undefined || hosts[host]?.movesAtOnce === null ? [] : [[slotsFrom + host, 1]],
    )
    takes.push([...(isAt.to ? [[to ?? 0, move.memoryMiB] as [number, number]] : []), ...crossed, ...slots])
    gives.push([...(isAt.from ? [[from ?? 0, move.memoryMiB] as [number, number]] : []), ...crossed, ...slots])
    const uplink = to === undefined || kind !== 'live' ? -1 : (uplinkOf[to] ?? -1)
    if (uplink >= 0) targetUplink[number] = linksFrom + uplink
  }
  return {
    free: Float64Array.from([
      ...hosts.map(({ memoryMiB, heldMiB }) => memoryMiB - heldMiB),
      ...links.map(({ mbitPerSecond }) => mbitPerSecond),
      ...hosts.map(({ movesAtOnce }) => movesAtOnce ?? Infinity),
    ]),
    memoryCount: hosts.length,
    takes: packed(takes),
    gives: packed(gives),
    targetUplink,
  }
}
