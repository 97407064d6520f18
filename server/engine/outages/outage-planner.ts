import { takesAllHosts } from '../../decide/danger'
import type { GroupState } from '../../decide/group-state'
import type { ManagerId, PowerGroupId, StageId } from '../../domain/ids'
import type { PlanContent } from '../../domain/plan'
import { LONGEST_WAIT_FOR_MANAGERS_MS } from '../../domain/read-since'
import { isOpen, type Run, type RunWithSteps } from '../../domain/run'
import type { PowerDeviceView, PowerGroup } from '../../domain/world'
import { hostsLeftOff } from '../../planner/recovery/hosts-switched-off'
import { batteryRoom, NO_BATTERY_ROOM } from '../../planner/battery-room'
import { disarmLimit } from '../../planner/safeguard-steps'
import { type UnreadManager, unreadManagers } from '../../planner/unread-managers'
import { tellRejected } from '../rejected/reject-parts'
import { rejectionOf } from '../rejected/reject-steps'
import type { RunBook } from '../run-book'
import type { Site } from '../site'
import { broughtBackElsewhere, hasUnseenGuests, withGuests } from './guests'
import { type ClaimedRoom, hasMoreToMove, mayAskBatteries, roomQuestion } from './battery-targets'
import {
  arrivalsElsewhere,
  endangeredElsewhere,
  hostSteps,
  leftBehind,
  managerOf,
  type NewSteps,
  type Sight,
  stageSteps,
  takenElsewhere,
  withAllHosts,
} from './outage-steps'
import { recoverySteps, type WayBack } from './way-back'

type Views = readonly PowerDeviceView[]

/** A power group, as it is now, with the plan that its run goes by. */
export interface PlannedGroup {
  readonly group: PowerGroup
  readonly state: GroupState
  readonly content: PlanContent
  readonly views: Views
}

/** One that sleeps may be read once its hosts are woken, which begins with the way back; any other was waited for since the mains returned. */
const isPatientWith = ({ isAsleep }: UnreadManager, { mainsBackAtMs, recoveryBeganAtMs }: Run, nowMs: number): boolean => {
  const sinceMs = isAsleep ? (recoveryBeganAtMs ?? nowMs) : (mainsBackAtMs ?? nowMs)
  return nowMs - sinceMs < LONGEST_WAIT_FOR_MANAGERS_MS
}

/** So long after the mains returned, and after its last host was woken, nothing was read of it: it may never be. */
const isGivenUp = ({ id }: UnreadManager, { mainsBackAtMs, steps }: RunWithSteps, nowMs: number): boolean => {
  const wakes = steps.filter((step) => step.action === 'power-on-host' && managerOf(step) === id)
  if (mainsBackAtMs === null || wakes.some(isOpen)) return false
  return nowMs - Math.max(mainsBackAtMs, ...wakes.map(({ endedAtMs }) => endedAtMs ?? 0)) >= LONGEST_WAIT_FOR_MANAGERS_MS
}

type PlanningSite = Sight & Pick<Site, 'planOf' | 'version'>

/** Plans a run's next steps, from the site and all other runs as they are now. */
export class OutagePlanner {
  readonly #site: PlanningSite
  readonly #book: RunBook

  constructor(site: PlanningSite, book: RunBook) {
    this.#site = site
    this.#book = book
  }

  stage(
    run: RunWithSteps,
    planned: PlannedGroup,
    stage: { readonly stageId: StageId; readonly firstSeq: number },
    nowMs: number,
  ): NewSteps {
    const { content, group, views } = planned
    const sight = this.#sightOf(planned, stage.stageId)
    const batteries = mayAskBatteries(content, stage.stageId) ? this.#room(run, planned, stage.firstSeq, nowMs) : null
    const elsewhere = arrivalsElsewhere(run, this.#book.active)
    return this.#told(
      run,
      stageSteps(sight, run, content, group, views, stage, this.#taken(run), this.#endangered(run), batteries, elsewhere),
    )
  }

  /** Where the run's VMs may go although it is on battery (D4). */
  #room(run: RunWithSteps, { group, content, views }: PlannedGroup, firstSeq: number, nowMs: number): ClaimedRoom {
    const runOf = (id: PowerGroupId): RunWithSteps | null =>
      this.#book.active.find(
        ({ kind, abandoned, powerGroupId }) => kind === 'outage' && abandoned !== true && powerGroupId === id,
      ) ?? null
    const question = roomQuestion(this.#site, { group, content, run }, runOf, views, nowMs)
    return { room: hasMoreToMove(question, firstSeq) ? batteryRoom(question) : NO_BATTERY_ROOM, nowMs }
  }

  hosts(run: RunWithSteps, planned: PlannedGroup, marginSeconds: number | null): NewSteps {
    const { content, group, state, views } = planned
    const active = run.dryRun ? [] : this.#book.active
    const limitSeconds = disarmLimit(state.condition === 'low-battery', marginSeconds)
    const sight = this.#sightOf(planned, null)
    return this.#told(run, hostSteps(sight, run, content, group, views, this.#taken(run), active, limitSeconds))
  }

  /** `only`: what has become possible meanwhile, for what these managers know. */
  recovery(
    run: RunWithSteps,
    { content, group, views }: Omit<PlannedGroup, 'state'>,
    nowMs: number,
    only?: ReadonlySet<ManagerId>,
  ): WayBack {
    const left = run.dryRun ? [] : leftBehind(this.#site, run, group, views, this.#book.active)
    const unread = this.unread(run)
    const reach = {
      unread: new Set(unread.map(({ id }) => id)),
      patientWith: new Set(unread.filter((manager) => isPatientWith(manager, run, nowMs)).map(({ id }) => id)),
      givenUp: new Set(unread.filter((manager) => isGivenUp(manager, run, nowMs)).map(({ id }) => id)),
      switchedOff: hostsLeftOff(this.#book.active),
      broughtBack: run.dryRun ? new Map<string, string>() : broughtBackElsewhere(run, this.#book.active, this.#site.world),
      hasUnseenGuests: hasUnseenGuests(run, this.#site.world, nowMs),
      ...(only === undefined ? {} : { only }),
    }
    return this.#told(run, recoverySteps(this.#site, run, content, views, left, this.#endangered(run), reach))
  }

  /** What the checker did not accept as planned is on record with all that its verdict stands on (K1). */
  #told<Found extends NewSteps>(run: RunWithSteps, found: Found): Found {
    const about = {
      object: { kind: 'run', id: run.id, name: run.title },
      runId: run.id,
      actor: 'engine',
      channel: 'engine',
    } as const
    tellRejected(this.#book.rejected, about, found.rejectedParts ?? [])
    if (found.rejected !== undefined)
      this.#book.rejected.tell({
        ...about,
        message: `The independent checker does not accept what was planned for ${run.title}: ${found.rejected.violations.length} findings`,
        ...rejectionOf(found.rejected),
      })
    return { ...found, steps: withGuests(found.steps, run, this.#book.active, this.#site.world) }
  }

  /** Managers of what the run took down that were not read since the mains returned. */
  unread(run: RunWithSteps): readonly UnreadManager[] {
    return unreadManagers(run, this.#site.world, this.#book.active)
  }

  /** Whose VMs and hosts a stage, or the end of the hosts (`null`), is about: a stage goes for any later one that holds, too. */
  #sightOf({ group, state, content: { stages, hosts } }: PlannedGroup, stageId: StageId | null) {
    const from = stages.findIndex(({ id }) => id === stageId)
    const upTo = stages[from]?.alone === true ? from + 1 : stages.length
    const triggers = stageId === null ? hosts.triggers : stages.slice(from, upTo).flatMap((stage) => stage.triggers)
    return takesAllHosts(triggers, state) ? withAllHosts(this.#site, group) : this.#site
  }

  #taken(run: RunWithSteps): ReturnType<typeof takenElsewhere> {
    const isArmed = ({ powerGroupId }: Run): boolean =>
      powerGroupId !== null && this.#site.planOf({ id: powerGroupId })?.plan.mode === 'armed'
    return takenElsewhere(run, this.#book.active, isArmed)
  }

  #endangered(run: RunWithSteps): ReturnType<typeof endangeredElsewhere> {
    return endangeredElsewhere(this.#site, run, run.dryRun ? [] : this.#book.active)
  }
}
