import type { SequenceLink } from '../../../server/domain/sequence'
import type { MigrationPlan, PlannedMove } from './plan-file'
import type { DescribedNetwork } from './site-file'

/** Links of the nodes, each direction for itself. */
export interface Topology {
  readonly links: readonly SequenceLink[]
  /** Links that a move crosses, from source to target; those without a limit are left out. */
  readonly linksBetween: (fromId: string, toId: string) => readonly string[]
  /** A node's own link outwards. */
  readonly uplinkOf: (nodeId: string) => string
}

const uplink = (nodeId: string): string => `${nodeId} out`
const downlink = (nodeId: string): string => `${nodeId} in`

/** Planned times are whole seconds: moves that overlap by one follow each other. */
const ROUNDED_SECONDS = 1

/** The most that these moves send at once, by their planned times. */
const mostAtOnce = (moves: readonly PlannedMove[]): number =>
  Math.max(
    0,
    ...moves.map(({ startSeconds }) =>
      moves
        .filter((other) => other.startSeconds <= startSeconds && other.endSeconds > startSeconds + ROUNDED_SECONDS)
        .reduce((sum, { mbitPerSecond }) => sum + mbitPerSecond, 0),
    ),
  )

/**
 * Where nothing is said of links: plans never use more of a node's link than there is, and give a move all that both ends have.
 * So a node's link carries the most that any of the plans sends over it at once, in either direction.
 */
export const inferredTopology = (plans: readonly MigrationPlan[]): Topology => {
  const capacities = new Map<string, number>()
  for (const { site, moves } of plans) {
    for (const { id } of site.nodes) {
      const most = Math.max(
        mostAtOnce(moves.filter(({ fromId }) => fromId === id)),
        mostAtOnce(moves.filter(({ toId }) => toId === id)),
      )
      capacities.set(id, Math.max(capacities.get(id) ?? 0, most))
    }
  }
  return {
    links: [...capacities].flatMap(([id, mbitPerSecond]) => [
      { id: uplink(id), mbitPerSecond },
      { id: downlink(id), mbitPerSecond },
    ]),
    linksBetween: (fromId, toId) => [uplink(fromId), downlink(toId)],
    uplinkOf: uplink,
  }
}

const reversed = (ids: readonly string[], of: ReadonlyMap<string, string>): readonly string[] =>
  ids.toReversed().flatMap((id) => of.get(id) ?? [])

/** Links as a network view tells them: a tree of switches, each node on one of them. Links are full duplex. */
export const describedTopology = ({ links }: DescribedNetwork): Topology => {
  const isNode = (link: (typeof links)[number]): boolean => link.physicalElement.type === 'node'
  const out = (link: (typeof links)[number]): string => (isNode(link) ? uplink(link.physicalElement.id) : `link ${link.id} out`)
  const into = (link: (typeof links)[number]): string => (isNode(link) ? downlink(link.physicalElement.id) : `link ${link.id} in`)
  const opposite = new Map(links.map((link) => [out(link), into(link)]))
  const above = new Map(
    links.map((link) => [
      `${link.physicalElement.type} ${link.physicalElement.id}`,
      { link: out(link), next: `switch ${link.switch}` },
    ]),
  )
  /** Ways up from a node to the top of the tree: the point reached, and the links to it. */
  const upwards = (nodeId: string) => {
    const way: { readonly point: string; readonly ids: readonly string[] }[] = []
    const seen = new Set<string>()
    let point = `node ${nodeId}`
    let ids: readonly string[] = []
    for (let step = above.get(point); step !== undefined && !seen.has(point); step = above.get(point)) {
      seen.add(point)
      ids = [...ids, step.link]
      point = step.next
      way.push({ point, ids })
    }
    return way
  }
  const limited = links
    .filter(({ capacity }) => capacity >= 0)
    .flatMap((link) => [
      { id: out(link), mbitPerSecond: link.capacity },
      { id: into(link), mbitPerSecond: link.capacity },
    ])
  const isLimited = new Set(limited.map(({ id }) => id))
  return {
    links: limited,
    linksBetween: (fromId, toId) => {
      const down = new Map(upwards(toId).map(({ point, ids }) => [point, ids]))
      const meeting = upwards(fromId).find(({ point }) => down.has(point))
      if (meeting === undefined) throw new Error(`no way from node ${fromId} to node ${toId}`)
      return [...meeting.ids, ...reversed(down.get(meeting.point) ?? [], opposite)].filter((id) => isLimited.has(id))
    },
    uplinkOf: uplink,
  }
}

/** As the files describe it; inferred where they do not. */
export const topologyOf = (plans: readonly MigrationPlan[]): Topology => {
  const network = plans.find(({ site }) => site.network !== null)?.site.network ?? null
  return network === null ? inferredTopology(plans) : describedTopology(network)
}
