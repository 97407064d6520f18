import type { Sequence, SequenceHost, SequenceMove, SequenceProblem, SequenceStep } from '../domain/sequence'
import { type Demand, unmetAtWorst } from './check-flow'

/**
 * The independent checker of an order of moves (D4). It shares no code with the planner on purpose: what the planner thinks to
 * be feasible is judged here from the problem and the answer alone, once with the times as given, and once with every other
 * that the waits allow.
 */

export type SequenceRule =
  | 'duplicate'
  | 'unknown'
  | 'missing'
  | 'path'
  | 'third-host'
  | 'save-forbidden'
  | 'dependency-unknown'
  | 'dependency-circle'
  | 'time'
  | 'not-ready'
  | 'memory'
  | 'link'
  | 'limit'

/** `stepId` null: about the sequence as a whole. */
export interface SequenceViolation {
  readonly stepId: string | null
  readonly rule: SequenceRule
  readonly message: string
}

type Report = (stepId: string | null, rule: SequenceRule, message: string) => void

/** Less than this is a rounding error, in seconds, MiB and Mbit/s. */
const TOLERANCE = 1e-5

interface Judged {
  readonly problem: SequenceProblem
  readonly steps: readonly SequenceStep[]
  readonly byId: ReadonlyMap<string, SequenceStep>
  readonly hosts: ReadonlyMap<string, SequenceHost>
  readonly moves: ReadonlyMap<string, SequenceMove>
}

/** A VM goes from its source to its target, by no more than one other host, or over storage. */
const checkPath = ({ problem }: Judged, move: SequenceMove, steps: readonly SequenceStep[], report: Report): void => {
  const [first, second, ...more] = steps
  if (first === undefined) return
  if (more.length > 0) report(first.id, 'duplicate', `${move.vmId} is treated ${steps.length} times`)
  const last = second ?? first
  if (first.fromHostId !== move.fromHostId || last.toHostId !== move.toHostId)
    report(first.id, 'path', `${move.vmId} does not go from ${move.fromHostId} to ${move.toHostId}`)
  if (second === undefined) {
    if (first.kind !== 'live') report(first.id, 'path', `${move.vmId}: its state is saved or resumed, and not both`)
    return
  }
  if (!second.afterIds.includes(first.id)) report(second.id, 'path', `${move.vmId}: its second half does not wait for the first`)
  if (first.kind === 'save' && second.kind === 'resume') {
    if (!problem.savableVmIds.includes(move.vmId))
      report(first.id, 'save-forbidden', `the state of ${move.vmId} must not be saved`)
    return
  }
  if (first.kind !== 'live' || second.kind !== 'live' || first.toHostId !== second.fromHostId)
    report(first.id, 'path', `${move.vmId}: its two halves do not meet`)
  if (move.viaHostIds?.includes(first.toHostId) !== true)
    report(first.id, 'third-host', `${move.vmId} cannot be on ${first.toHostId}`)
}

const checkMoves = (judged: Judged, sequence: Sequence, report: Report): void => {
  const ofMove = new Map<string, SequenceStep[]>()
  for (const step of judged.steps) {
    if (!judged.moves.has(step.moveId)) report(step.id, 'unknown', `${step.moveId} is not one of the moves`)
    ofMove.set(step.moveId, [...(ofMove.get(step.moveId) ?? []), step])
  }
  if (judged.byId.size < judged.steps.length) report(null, 'duplicate', 'two steps carry the same id')
  const unsolved = new Set(sequence.unsolved.map(({ moveId }) => moveId))
  for (const move of judged.moves.values()) {
    const steps = [...(ofMove.get(move.id) ?? [])].sort((left, right) => left.startSeconds - right.startSeconds)
    if (unsolved.has(move.id) && steps.length > 0) report(steps[0]?.id ?? null, 'path', `${move.vmId} is said to stay, and moved`)
    if (!unsolved.has(move.id) && steps.length === 0 && move.fromHostId !== move.toHostId)
      report(null, 'missing', `${move.vmId} is neither moved nor said to stay`)
    checkPath(judged, move, steps, report)
  }
}

const checkWaits = ({ steps, byId }: Judged, report: Report): void => {
  const open = new Map<string, number>()
  const followers = new Map<string, string[]>()
  for (const step of steps) {
    if (!(step.endSeconds > step.startSeconds) || !(step.startSeconds >= 0))
      report(step.id, 'time', `${step.id} would last from ${step.startSeconds} s to ${step.endSeconds} s`)
    let count = 0
    for (const id of new Set(step.afterIds)) {
      const other = byId.get(id)
      if (other === undefined) {
        report(step.id, 'dependency-unknown', `${step.id} waits for ${id}, which is not in the sequence`)
        continue
      }
      count += 1
      const known = followers.get(id)
      if (known === undefined) followers.set(id, [step.id])
      else known.push(step.id)
      if (other.endSeconds > step.startSeconds + TOLERANCE)
        report(step.id, 'time', `${step.id} starts before ${id} has ended, for which it waits`)
    }
    open.set(step.id, count)
  }
  const free = steps.filter(({ id }) => open.get(id) === 0).map(({ id }) => id)
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    open.delete(id)
    for (const follower of followers.get(id) ?? []) {
      const left = (open.get(follower) ?? 0) - 1
      open.set(follower, left)
      if (left === 0) free.push(follower)
    }
  }
  for (const id of open.keys()) report(id, 'dependency-circle', `${id} waits for itself, through others`)
}

/** Something that steps share: what is held of it at the beginning, and who takes and who gives how much. */
interface Shared {
  readonly name: string
  readonly rule: 'memory' | 'link' | 'limit'
  readonly capacity: number
  readonly held: number
  readonly takes: Demand[]
  readonly gives: Demand[]
}

/** What a step crosses, and how much of it: the path of its move, or, by a third host, the ends that the hosts name. */
const crossingOf = ({ problem, hosts }: Judged, step: SequenceStep, move: SequenceMove): readonly Demand[] => {
  if (step.kind !== 'live') return []
  const isDirect = step.fromHostId === move.fromHostId && step.toHostId === move.toHostId
  if (isDirect) return move.linkIds.map((id) => ({ id, amount: move.mbitPerSecond }))
  const ids = [...(hosts.get(step.fromHostId)?.outLinkIds ?? []), ...(hosts.get(step.toHostId)?.inLinkIds ?? [])]
  const rate = Math.min(...problem.links.filter(({ id }) => ids.includes(id)).map(({ mbitPerSecond }) => mbitPerSecond))
  return ids.map((id) => ({ id, amount: rate }))
}

const sharedOf = (judged: Judged): readonly Shared[] => {
  const { problem, steps, moves } = judged
  const shared = (name: string, rule: Shared['rule'], capacity: number, held: number): Shared => ({
    name,
    rule,
    capacity,
    held,
    takes: [],
    gives: [],
  })
  const memory = new Map(problem.hosts.map((host) => [host.id, shared(host.id, 'memory', host.memoryMiB, host.heldMiB)]))
  const limits = new Map(problem.hosts.map((host) => [host.id, shared(host.id, 'limit', host.movesAtOnce ?? Infinity, 0)]))
  const links = new Map(problem.links.map((link) => [link.id, shared(link.id, 'link', link.mbitPerSecond, 0)]))
  const isWhole = (each: Shared | undefined, id: string, amount: number): void => {
    each?.takes.push({ id, amount })
    each?.gives.push({ id, amount })
  }
  for (const step of steps) {
    const move = moves.get(step.moveId)
    if (move === undefined) continue
    if (step.kind !== 'save') memory.get(step.toHostId)?.takes.push({ id: step.id, amount: move.memoryMiB })
    if (step.kind !== 'resume') memory.get(step.fromHostId)?.gives.push({ id: step.id, amount: move.memoryMiB })
    if (step.kind !== 'resume') isWhole(limits.get(step.fromHostId), step.id, 1)
    if (step.kind !== 'save') isWhole(limits.get(step.toHostId), step.id, 1)
    for (const { id, amount } of crossingOf(judged, step, move)) isWhole(links.get(id), step.id, amount)
  }
  return [...memory.values(), ...limits.values(), ...links.values()].filter(({ takes }) => takes.length > 0)
}

/** What is held too much already may stay so; it must not become more. */
const limitOf = ({ capacity, held }: Shared): number => Math.max(capacity, held)

const UNITS: Readonly<Record<Shared['rule'], string>> = { memory: 'MiB', link: 'Mbit/s', limit: 'moves' }

/** With the times as given: what ends at a moment has gone before what starts at it comes. */
const checkTimes = ({ byId }: Judged, shared: Shared, report: Report): void => {
  const limit = limitOf(shared)
  const changes = [
    ...shared.gives.map(({ id, amount }) => ({ id, by: -amount, atSeconds: byId.get(id)?.endSeconds ?? 0 })),
    ...shared.takes.map(({ id, amount }) => ({ id, by: amount, atSeconds: (byId.get(id)?.startSeconds ?? 0) + TOLERANCE })),
  ].sort((left, right) => left.atSeconds - right.atSeconds)
  let held = shared.held
  for (const { id, by, atSeconds } of changes) {
    held += by
    if (by > 0 && held > limit + TOLERANCE)
      report(
        id,
        shared.rule,
        `${shared.name} would carry ${Math.ceil(held)} of ${shared.capacity} ${UNITS[shared.rule]} at ${Math.round(atSeconds)} s`,
      )
  }
}

/** With every duration that may be: nothing is taken to have ended that nobody waits for. */
const checkWorst = ({ byId }: Judged, shared: Shared, report: Report): void => {
  const limit = limitOf(shared)
  const spare = limit - shared.held
  const unmet = unmetAtWorst(shared.takes, shared.gives, (id) => byId.get(id)?.afterIds ?? [], spare + TOLERANCE)
  if (unmet <= spare + TOLERANCE * shared.takes.length) return
  const names = shared.takes.map(({ id }) => id)
  report(
    names.at(-1) ?? null,
    shared.rule,
    `${shared.name} would carry ${Math.ceil(shared.held + unmet)} of ${shared.capacity} ${UNITS[shared.rule]} if some of what leaves it takes longer`,
  )
}

/** Why an order of moves must not be carried out; none: it may. */
export const checkSequence = (problem: SequenceProblem, sequence: Sequence): readonly SequenceViolation[] => {
  const violations: SequenceViolation[] = []
  const report: Report = (stepId, rule, message) => void violations.push({ stepId, rule, message })
  const judged: Judged = {
    problem,
    steps: sequence.steps,
    byId: new Map(sequence.steps.map((step) => [step.id, step])),
    hosts: new Map(problem.hosts.map((host) => [host.id, host])),
    moves: new Map(problem.moves.map((move) => [move.id, move])),
  }
  checkMoves(judged, sequence, report)
  checkWaits(judged, report)
  for (const step of judged.steps) {
    const target = judged.hosts.get(step.toHostId)
    if (target === undefined) report(step.id, 'unknown', `${step.toHostId} is not one of the hosts`)
    else if (step.kind !== 'save' && step.startSeconds < target.readyAtSeconds - TOLERANCE)
      report(step.id, 'not-ready', `${step.id} starts before ${target.id} takes part`)
  }
  for (const shared of sharedOf(judged)) {
    checkTimes(judged, shared, report)
    checkWorst(judged, shared, report)
  }
  return violations
}
