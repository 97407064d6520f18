import type { HostId } from '../domain/ids'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { isInOutage } from '../domain/run'
import { say } from '../domain/sentence'
import type { Host, PowerGroup, VirtualMachine, World } from '../domain/world'
import type { ForeseenOutage, RoomClaim } from './check-battery-room'
import { forecastWithCourse } from './forecast'
import { believedOf, type ForecastQuestion } from './forecast-course'
import type { SimulationResult } from './forecast-simulation'
import { atOnce, type Pieces } from './pieces'
import {
  type Candidate,
  candidateOf,
  type GroupInTrouble,
  judgeBatteries,
  litSites,
  movable,
  movesToBattery,
  type RoomQuestion,
} from './room-candidate'
import { type BatteryTargets, NO_BATTERY_TARGETS } from './target-power'
import { byName, holdsMemory, indexOf } from './world-index'

/** Where VMs may be moved although it is on battery, and what that stands on. */
export interface BatteryRoom extends BatteryTargets {
  readonly claims: readonly RoomClaim[]
}

export const NO_BATTERY_ROOM: BatteryRoom = { ...NO_BATTERY_TARGETS, claims: [] }

interface Foreseen extends ForeseenOutage {
  readonly worst: SimulationResult
}

function* foresee(question: ForecastQuestion, group: PowerGroup): Pieces<Foreseen | null> {
  const { forecast, course, worst } = yield* forecastWithCourse(question)
  if (course === null || worst === null) return null
  const { content, load, startSeconds } = course
  const { world, devices } = question
  const watts = new Map<string, number>([...load.vmWatts, ...load.hostWatts])
  return {
    forecast,
    worst,
    question: { content, world, group, devices, fromSeconds: startSeconds, totalWatts: load.totalWatts, watts },
  }
}

const progressOf = ({ run }: GroupInTrouble, nowMs: number): ForecastQuestion['progress'] =>
  run !== null && isInOutage(run) ? { run, nowMs } : null

/** From now until a plan is through: at worst, as expected, and as expected with as much battery as there may be. Null: not known. */
const throughAfter = ({ forecast, question }: Foreseen, mostBattery: number): number | null => {
  const worst = forecast.worst?.endsAtSeconds ?? null
  if (forecast.verdict === 'unknown' || worst === null) return null
  const from = question.fromSeconds ?? 0
  return Math.max(worst - from, ((forecast.endsAtSeconds ?? 0) - from) * mostBattery)
}

/** All guests on the host that has the most to end already: so they take the longest. */
const withGuests = ({ hosts, guests }: Candidate, world: World): World => {
  const { vmsOnHost } = indexOf(world)
  const countOn = (host: Host): number => (vmsOnHost.get(host.id) ?? []).filter(holdsMemory).length
  const [fullest] = [...hosts].sort((left, right) => countOn(right) - countOn(left) || byName(left, right))
  const coming = new Set(guests.map(({ id }) => id))
  return fullest === undefined
    ? world
    : {
        ...world,
        vms: world.vms.map((vm) => (coming.has(vm.id) ? { ...vm, hostId: fullest.id, hostNativeId: fullest.nativeId } : vm)),
      }
}

/** Why its own plan does not do, in words; null: it ends all of them in time, and none before the other plan is through. */
const whyOwnPlanFails = (
  { forecast, worst, question }: Foreseen,
  { guests }: Candidate,
  throughSeconds: number,
): string | null => {
  if (forecast.verdict !== 'clean' || (forecast.marginSeconds ?? -1) < 0) return P.roomPlanLate
  const expected = new Map<string, number>(forecast.bars.map(({ object, startSeconds }) => [object.id, startSeconds]))
  const from = question.fromSeconds ?? 0
  const isIn = ({ id }: VirtualMachine): boolean => worst.spans.get(id)?.ends === true && expected.has(id)
  if (!guests.every(isIn)) return P.roomPlanLate
  const beginsAfter = ({ id }: VirtualMachine): number =>
    Math.min(worst.spans.get(id)?.startSeconds ?? 0, expected.get(id) ?? 0) - from
  const sooner = guests.find((vm) => beginsAfter(vm) < throughSeconds)
  return sooner === undefined ? null : say(P.roomEndsSooner, { vm: sooner.name })
}

const mapHosts = (hosts: readonly Host[], wordsOf: (host: Host) => string): readonly (readonly [HostId, string])[] =>
  hosts.map((host) => [host.id, wordsOf(host)])

const refusedBy = ({ group, hosts }: Candidate, why: string): readonly (readonly [HostId, string])[] =>
  mapHosts(hosts, () => say(P.noRoomOnBattery, { group: group.name, why }))

/**
 * D4: hosts of other power groups on battery that may take VMs of this one. Their batteries, at the low end of what is believed, with
 * all that any plan might move there and nothing shed, outlast this plan with its reserve; and their own armed plan ends all of that
 * before its reserve, and no sooner than this plan is through. What is not known counts as no; in a site-wide outage there are none.
 */
export function* batteryRoomInPieces(question: RoomQuestion): Pieces<BatteryRoom> {
  const { world, devices, durations, mover, others, nowMs } = question
  const isOut = mover.run === null || isInOutage(mover.run)
  if (!movesToBattery(mover.content) || !isOut || movable(mover, world).length === 0) return NO_BATTERY_ROOM
  const lit = litSites(question)
  const refused: (readonly [HostId, string])[] = []
  const left: { readonly candidate: Candidate; readonly watts: number; readonly lastsSeconds: number }[] = []
  for (const target of [...others].sort((one, other) => byName(one.group, other.group))) {
    yield
    const all = candidateOf(target, question)
    if (all.guests.length === 0) continue
    const dark = all.hosts.filter(({ site }) => !lit.has(site))
    refused.push(...refusedBy({ ...all, hosts: dark }, P.roomSiteDark))
    const candidate = { ...all, hosts: all.hosts.filter((host) => !dark.includes(host)) }
    if (candidate.hosts.length === 0) continue
    const judged = judgeBatteries(candidate, question)
    if ('why' in judged) refused.push(...refusedBy(candidate, judged.why))
    else left.push({ candidate, ...judged })
  }
  if (left.length === 0) return { hosts: new Map(), refused: new Map(refused), claims: [] }
  const asIf: BatteryTargets = {
    ...NO_BATTERY_TARGETS,
    hosts: new Map(left.flatMap(({ candidate }) => mapHosts(candidate.hosts, () => ''))),
  }
  const asked = { world, devices, durations }
  const own = yield* foresee(
    { ...asked, content: mover.content, groupId: mover.group.id, progress: progressOf(mover, nowMs), batteries: asIf },
    mover.group,
  )
  const through = own === null ? null : throughAfter(own, believedOf(mover.group, devices).high)
  const hosts: (readonly [HostId, string])[] = []
  const claims: RoomClaim[] = []
  for (const { candidate, watts, lastsSeconds } of left) {
    yield
    if (own === null || through === null) {
      refused.push(...refusedBy(candidate, P.roomUnforeseen))
      continue
    }
    const { group, content, guests, guestWatts } = candidate
    const neededSeconds = through + mover.content.reserveSeconds
    const told = { lasts: Math.floor(Math.min(lastsSeconds, 86_400)), needed: Math.ceil(neededSeconds) }
    if (lastsSeconds < neededSeconds) {
      refused.push(...refusedBy(candidate, say(P.roomTooShort, told)))
      continue
    }
    const theirs = yield* foresee(
      {
        ...asked,
        world: withGuests(candidate, world),
        content,
        groupId: group.id,
        progress: progressOf(candidate, nowMs),
        loadWatts: watts,
      },
      group,
    )
    const why = theirs === null ? P.roomPlanLate : whyOwnPlanFails(theirs, candidate, through)
    if (theirs === null || why !== null) {
      refused.push(...refusedBy(candidate, why ?? P.roomPlanLate))
      continue
    }
    hosts.push(...mapHosts(candidate.hosts, (host) => say(P.onBatteryWithRoom, { host: host.name, group: group.name, ...told })))
    claims.push({
      groupId: group.id,
      hostIds: candidate.hosts.map(({ id }) => id),
      guestIds: guests.map(({ id }) => id),
      guestWatts,
      neededSeconds,
      lastsSeconds,
      mover: own,
      own: theirs,
    })
  }
  return { hosts: new Map(hosts), refused: new Map(refused), claims }
}

/** As `batteryRoomInPieces`, without a break. */
export const batteryRoom = (question: RoomQuestion): BatteryRoom => atOnce(batteryRoomInPieces(question))
