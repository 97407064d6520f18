import type { HostId, RunId } from '../../domain/ids'
import type { HostSwitchedOff, RunWithSteps } from '../../domain/run'
import type { HostSight } from '../../planner/recovery/host-sight'
import { hostsSwitchedOff, type HostWitnesses } from '../../planner/recovery/hosts-switched-off'
import type { RunBook } from '../run-book'
import { type RunEntry, runEntry } from './run-entry'

const isSame = (before: readonly HostSwitchedOff[], now: readonly HostSwitchedOff[]): boolean =>
  before.length === now.length &&
  before.every((one, at) => one.hostId === now[at]?.hostId && one.isVerified === now[at].isVerified)

/** Writes down which hosts went off beside their run, while that can be told: an engine that is started later knows it too (R5, A1). */
export class HostOffWatch {
  readonly #sights = new Map<RunId, ReadonlyMap<HostId, HostSight>>()

  async settle(book: RunBook, run: RunWithSteps, witnesses: HostWitnesses, nowMs: number): Promise<void> {
    for (const id of this.#sights.keys()) if (!book.active.some((other) => other.id === id)) this.#sights.delete(id)
    const sights = this.#sights.get(run.id) ?? new Map<HostId, HostSight>()
    const found = hostsSwitchedOff({ run, active: book.active, ...witnesses, sights, nowMs })
    this.#sights.set(run.id, found.sights)
    const before = run.switchedOff ?? []
    if (isSame(before, found.switchedOff)) return
    await book.change(run.id, { run: { switchedOff: found.switchedOff } }, told(run, before, found.switchedOff, nowMs))
  }
}

const LEFT_OFF =
  'it went off although it had its power, and no step of this run had ended it, as its own controller says: somebody has switched it off, or it failed; it is not switched on after the outage (R5)'
const WOKEN =
  'it went off although it had its power, and no step of this run had ended it: somebody may have switched it off, or it failed, or has ended itself. That is not certain, so it is switched on with the rest (R1); whoever works on it puts it into maintenance'
const BACK =
  'it is up again, or its feeds have lost their power since, or a step has called its end: it comes back with the rest (R1)'

/** What is new of hosts that went off, and of those that did not after all. */
const told = (
  run: RunWithSteps,
  before: readonly HostSwitchedOff[],
  now: readonly HostSwitchedOff[],
  nowMs: number,
): readonly RunEntry[] => {
  const entry = ({ name, hostId, isVerified }: HostSwitchedOff, kind: string, words: string): RunEntry =>
    runEntry(run, nowMs, { kind, message: `${name}: ${words}`, data: { hostId, isVerified } })
  const isNew = ({ hostId, isVerified }: HostSwitchedOff): boolean =>
    !before.some((other) => other.hostId === hostId && other.isVerified === isVerified)
  const ended = before.filter(({ hostId }) => !now.some((other) => other.hostId === hostId))
  return [
    ...now.filter(isNew).map((one) => entry(one, 'run.host-switched-off', one.isVerified ? LEFT_OFF : WOKEN)),
    ...ended.map((one) => entry(one, 'run.host-not-switched-off', BACK)),
  ]
}
