import type { SequenceHost, SequenceLink, SequenceMove, SequenceProblem, SequenceStepKind } from '../../domain/sequence'

/** One thing to do in a sequence: a move as asked for, or one of the two halves of a move that has no direct way. */
export interface Leg {
  readonly id: string
  readonly kind: SequenceStepKind
  /** The move that it carries out, by itself or in part; its hosts, links and rate are those of the leg. */
  readonly move: SequenceMove
  /** Position, among the legs, of the one that must have ended before; null: none. */
  readonly afterLeg: number | null
}

/** A problem's parts in an order of their own, so that nothing depends on the order in which they were given. */
export interface Site {
  readonly hosts: readonly SequenceHost[]
  readonly links: readonly SequenceLink[]
  /** Only those that go somewhere. */
  readonly moves: readonly SequenceMove[]
  readonly hostNumber: ReadonlyMap<string, number>
  readonly linkNumber: ReadonlyMap<string, number>
  readonly savable: ReadonlySet<string>
}

const byId = (left: { readonly id: string }, right: { readonly id: string }): number =>
  left.id < right.id ? -1 : left.id > right.id ? 1 : 0

const numbered = (items: readonly { readonly id: string }[]): ReadonlyMap<string, number> =>
  new Map(items.map(({ id }, number) => [id, number]))

export const siteOf = (problem: SequenceProblem): Site => {
  const hosts = [...problem.hosts].sort(byId)
  const links = [...problem.links].sort(byId)
  return {
    hosts,
    links,
    moves: problem.moves.filter(({ fromHostId, toHostId }) => fromHostId !== toHostId).sort(byId),
    hostNumber: numbered(hosts),
    linkNumber: numbered(links),
    savable: new Set(problem.savableVmIds),
  }
}

export const directLeg = (move: SequenceMove): Leg => ({ id: move.id, kind: 'live', move, afterLeg: null })

const hostOf = ({ hosts, hostNumber }: Site, id: string): SequenceHost | undefined => hosts[hostNumber.get(id) ?? -1]

/** What a VM crosses between two hosts of which no path was given, and the rate that it has on it. */
export const pathBetween = (site: Site, move: SequenceMove, fromHostId: string, toHostId: string): SequenceMove => {
  const linkIds = [...(hostOf(site, fromHostId)?.outLinkIds ?? []), ...(hostOf(site, toHostId)?.inLinkIds ?? [])]
  const rates = linkIds.map((id) => site.links[site.linkNumber.get(id) ?? -1]?.mbitPerSecond ?? Infinity)
  const mbitPerSecond = rates.length === 0 ? move.mbitPerSecond : Math.min(...rates)
  return { ...move, fromHostId, toHostId, linkIds, mbitPerSecond }
}

/** To a third host, and from there to the target. */
export const firstLegVia = (site: Site, move: SequenceMove, viaHostId: string): Leg => ({
  id: `${move.id}/1`,
  kind: 'live',
  move: pathBetween(site, move, move.fromHostId, viaHostId),
  afterLeg: null,
})

export const secondLegVia = (site: Site, move: SequenceMove, viaHostId: string, afterLeg: number): Leg => ({
  id: `${move.id}/2`,
  kind: 'live',
  move: pathBetween(site, move, viaHostId, move.toHostId),
  afterLeg,
})

/** Its memory goes to storage and comes back from there: the links between the hosts are not used. */
export const saveLeg = (move: SequenceMove): Leg => ({
  id: `${move.id}/1`,
  kind: 'save',
  move: { ...move, linkIds: [] },
  afterLeg: null,
})

export const resumeLeg = (move: SequenceMove, afterLeg: number): Leg => ({
  id: `${move.id}/2`,
  kind: 'resume',
  move: { ...move, linkIds: [] },
  afterLeg,
})
