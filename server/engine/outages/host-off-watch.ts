import type { HostId, RunId } from '../../domain/ids'
import type { HostSwitchedOff, RunWithSteps } from '../../domain/run'
import type { PowerDeviceView, World } from '../../domain/world'
import { type HostSight, hostsSwitchedOff } from '../../planner/recovery/hosts-switched-off'
import type { RunBook } from '../run-book'
import { type RunEntry, runEntry } from './run-entry'

const isSame = (before: readonly HostSwitchedOff[], now: readonly HostSwitchedOff[]): boolean =>
  before.length === now.length &&
  before.every((one, at) => one.hostId === now[at]?.hostId && one.isVerified === now[at].isVerified)

/** Writes down which hosts went off beside their run, while that can be told: an engine that is started later knows it too (R5, A1). */
export class HostOffWatch {
  readonly #sights = new Map<RunId, ReadonlyMap<HostId, HostSight>>()

  async settle(
    book: RunBook,
    run: RunWithSteps,
    world: World,
    devices: readonly PowerDeviceView[],
    nowMs: number,
  ): Promise<void> {
    const sights = this.#sights.get(run.id) ?? new Map<HostId, HostSight>()
    const found = hostsSwitchedOff({ run, active: book.active, world, devices, sights, nowMs })
    this.#sights.set(run.id, found.sights)
    const before = run.switchedOff ?? []
    if (isSame(before, found.switchedOff)) return
    await book.change(run.id, { run: { switchedOff: found.switchedOff } }, told(run, before, found.switchedOff, nowMs))
  }

  end(runId: RunId): void {
    this.#sights.delete(runId)
  }
}

const told = (
  run: RunWithSteps,
  before: readonly HostSwitchedOff[],
  now: readonly HostSwitchedOff[],
  nowMs: number,
): readonly RunEntry[] => {
  const entry = ({ name, hostId, isVerified }: HostSwitchedOff, kind: string, words: string): RunEntry =>
    runEntry(run, nowMs, { kind, message: `${name}: ${words}`, data: { hostId, isVerified } })
  const has = (list: readonly HostSwitchedOff[], { hostId }: HostSwitchedOff): boolean =>
    list.some((other) => other.hostId === hostId)
  const went = now.filter((one) => !has(before, one))
  const ended = before.filter((one) => !has(now, one))
  return [
    ...went.map((one) =>
      entry(
        one,
        'run.host-switched-off',
        `it went off although it had its power, and no step of this run had ended it: somebody has switched it off, or it failed; it is not switched on after the outage (R5)${one.isVerified ? '' : '. Only its manager says so: should its feeds lose their power too, it is taken for what lost its power with them'}`,
      ),
    ),
    ...ended.map((one) =>
      entry(
        one,
        'run.host-not-switched-off',
        'it is up again, or its feeds have lost their power since: it comes back with the rest (R1)',
      ),
    ),
  ]
}
