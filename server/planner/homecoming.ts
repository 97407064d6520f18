import { CHECK_SENTENCES as S } from '../domain/check-sentences'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { HostId, VmId } from '../domain/ids'
import { type CarriedStorage, type CheckResults, CHECKS } from '../domain/preflight'
import { isHalfway, isMove, isOpen, silentSinceMoved, type Step, type StepAction } from '../domain/run'
import { type Host, isSeenUp, type VirtualMachine, type World } from '../domain/world'
import { commit, type Commitment } from './commitments'
import { coldStartWarning } from './cpu-compatibility'
import { type DurationBook, priorDurations } from './durations'
import { startElsewhere } from './elsewhere'
import { judgeMigration, type MigrationVerdict, NOT_NEEDED, roomMiB } from './preflight'
import type { OnRejected } from './rejected-part'
import { orderInWorld, type OrderedMoves, type WishedMove } from './sequence/moves-in-world'
import { ANY_POWER, hasLastingPower, type TargetPower, whyNoLastingPower } from './target-power'
import { byName, holdsMemory, indexOf, type WorldIndex } from './world-index'

/** What one VM that a run stopped or moved needs to be as it was. */
export interface Homecoming {
  readonly vm: VirtualMachine
  /** The step that took it away. */
  readonly down: Step
  readonly action: 'start' | 'migrate-home' | 'stay'
  readonly home: Host | null
  readonly checks: CheckResults
  readonly why: string
  /** What to know although it comes back. */
  readonly warning: string | null
  /** Of a move home. Absent: it waits for no other, and goes directly. */
  readonly leg?: Leg
}

/** A move home, or a part of one, among others that leave room for it. */
export interface Leg {
  readonly id: string
  /** It only goes to this host, and from there home with its next leg. Null: it goes home. */
  readonly third: Host | null
  /** Legs that leave the room that it takes, or that bring it to where it starts from. They come before it in the list. */
  readonly afterIds: readonly string[]
}

export interface HomecomingQuestion {
  readonly world: World
  /** Every step of the run. */
  readonly steps: readonly Step[]
  readonly startVms: boolean
  readonly moveHome: boolean
  /** Hosts that will be up before anything comes back to them. */
  readonly comingUp: ReadonlySet<HostId>
  /** Hosts on which nothing starts that did not run there. Absent: none. */
  readonly avoid?: ReadonlySet<HostId>
  /** Nothing moves where power does not last, also home (D4). Absent: moves home are not restricted by power. */
  readonly power?: TargetPower
  readonly durations?: DurationBook
  /** Absent: nobody asks. */
  readonly onRejected?: OnRejected
}

/** Something was called for it, or may have been. */
export const wasTouched = (step: Step): boolean => step.attempts.length > 0 || step.state === 'done' || step.state === 'running'

const lastAction = (step: Step): StepAction => step.attempts.at(-1)?.action ?? step.action

/**
 * The last step that took each object away and that nothing has undone yet, latest first: what stopped last comes back first.
 * What is on its way back already is left out.
 */
export const openDepartures = (steps: readonly Step[]): readonly Step[] => {
  const away = new Map<string, Step>()
  for (const step of [...steps].sort((left, right) => left.seq - right.seq)) {
    if (step.direction === 'up') {
      if (!isHalfway(step) && (step.state === 'done' || isOpen(step))) away.delete(step.object.id)
    } else if (wasTouched(step)) away.set(step.object.id, step)
  }
  return [...away.values()].sort((left, right) => right.seq - left.seq)
}

/** So many are looked at where a VM has no direct way home. */
const THIRD_HOSTS = 8

const isEnd = (action: StepAction): boolean => action === 'shutdown' || action === 'power-off' || action === 'save-state'

/**
 * Whether a VM ran when its run came to it: one of which that could not be seen did, where the run itself called its end, was not
 * refused, and has seen it off since. Null: nobody knows, and only a person may start it (R6).
 */
export const ranBefore = ({ before, state, attempts }: Pick<Step, 'before' | 'state' | 'attempts'>): boolean | null => {
  if (before.power !== 'unknown') return before.power === 'on'
  return state === 'done' && attempts.some(({ action, outcome }) => isEnd(action) && outcome !== 'refused') ? true : null
}

/** What a departure calls for, before it is asked whether there is room. `ask`: whether it ran is not known. */
const needOf = (vm: VirtualMachine, down: Step): 'start' | 'migrate-home' | 'ask' | null => {
  const isOff = vm.power === 'off' || vm.power === 'saved'
  // What was ended for it is undone, for nothing stays off because it could not be seen (R1).
  if (down.before.power === 'unknown') {
    if (vm.power === 'on' || vm.power === 'paused') return null
    return ranBefore(down) === true ? 'start' : 'ask'
  }
  if (down.before.power !== 'on') return null
  if (isOff) return 'start'
  // It was no home of its own that this run ended it on.
  if (down.isGuest === true && vm.hostId !== down.before.hostId) return null
  if (vm.hostId !== down.before.hostId) return 'migrate-home'
  if (isMove(lastAction(down))) return isOpen(down) ? 'migrate-home' : null
  // Still seen running: it is being stopped, or the inventory is older than its end. Starting what runs does no harm.
  return isOpen(down) || down.state === 'done' ? 'start' : null
}

/** It may find all of the VM's disks, as far as its manager tells. What is local is where the VM is registered, and nowhere else. */
const reachesDisks = (host: Host, vm: VirtualMachine): boolean =>
  vm.hostId === host.id ||
  vm.disks.every(({ local, datastoreNativeId: id }) => !local && (id === null || host.datastoreNativeIds.includes(id)))

/**
 * Where a VM that is off starts: on the host that it came from, or, where that is seen not to reach its disks, where it is registered.
 * A disk of the same name elsewhere would be missing or out of date (R6, A4): while home is silent or boots, it may have the newer
 * one, and is waited for. Null: not known.
 */
export const startHostOf = ({ hosts }: Pick<WorldIndex, 'hosts'>, vm: VirtualMachine, { before }: Step): HostId | null => {
  const home = before.hostId === null ? undefined : hosts.get(before.hostId)
  return home === undefined || vm.hostId === null || !isSeenUp(home) || reachesDisks(home, vm) ? before.hostId : vm.hostId
}

const stillThere = ({ leaves = [] }: CarriedStorage, from: Host | null): string =>
  leaves.length === 0
    ? ''
    : `; its old disks were left on ${from?.name ?? 'its old host'}, for a person to delete: ${leaves.join(', ')}`

/** Said when what ran together before takes more than the host has, as platforms that over-commit memory allow. */
const overCommitted = (
  index: WorldIndex,
  host: Host,
  vm: VirtualMachine,
  ledger: ReadonlyMap<HostId, Commitment>,
): string | null => {
  const room = roomMiB(index, host, ledger)
  const isThere = vm.hostId === host.id && holdsMemory(vm)
  if (room === null || vm.memoryMiB === null || isThere || vm.memoryMiB <= room) return null
  return `${host.name} has ${Math.max(0, Math.floor(room))} MiB to give, ${vm.name} takes ${vm.memoryMiB} MiB: it is started all the same, for it ran there before`
}

/** Where it ran when it was taken away, and where it may have run since, may have had another processor (S3-14, S3-15). */
const coldStartWarnings = (index: WorldIndex, vm: VirtualMachine, down: Step, home: Host): readonly string[] => {
  const ranOn = new Set([down.before.hostId, vm.hostId])
  return [...ranOn].flatMap((id) => (id === null ? [] : (coldStartWarning(index.hosts.get(id), home) ?? [])))
}

/** From whom a mandatory rule would part a VM that goes home, in words; null: from nobody. */
const partedFrom = (index: WorldIndex, items: ReadonlyMap<VmId, Homecoming>, { vm, home }: Homecoming): string | null => {
  for (const { rule, vms } of index.rulesOfVm.get(vm.id) ?? []) {
    if (!rule.mandatory || rule.kind !== 'together') continue
    for (const partner of vms) {
      const item = items.get(partner.id)
      const comes = item !== undefined && item.action !== 'stay'
      const place = comes ? item.home?.id : holdsMemory(partner) ? partner.hostId : null
      if (partner.systemKind === null && place != null && place !== home?.id)
        return say(P.brokenRule, { rule: rule.name, why: say(P.keptTogether, { vm: partner.name }) })
    }
  }
  return null
}

const goesElsewhere = ({ action, vm, home }: Homecoming): boolean => action === 'migrate-home' && vm.hostId !== home?.id

/** Those that must stay after all: a move home would part what the platform keeps together, or finds no room in any order (D4). */
const thoseThatStay = (
  index: WorldIndex,
  items: readonly Homecoming[],
  stuck: ReadonlySet<VmId>,
  ledger: ReadonlyMap<HostId, Commitment>,
): readonly Homecoming[] => {
  const byVm = new Map(items.map((item) => [item.vm.id, item]))
  return items.filter(goesElsewhere).flatMap((item): Homecoming[] => {
    const parted = partedFrom(index, byVm, item)
    const why = parted ?? (stuck.has(item.vm.id) ? whyNoRoom(index, item, ledger) : null)
    return why === null
      ? []
      : [{ ...item, action: 'stay', why: say(P.cannotGoHome, { host: item.home?.name ?? '?', reasons: why }) }]
  })
}

const whyNoRoom = (index: WorldIndex, { vm, home, checks }: Homecoming, ledger: ReadonlyMap<HostId, Commitment>): string => {
  const room = home === null ? 0 : (roomMiB(index, home, ledger) ?? 0)
  const words = { wanted: vm.memoryMiB ?? 0, host: home?.name ?? '?', room: Math.max(0, Math.floor(room)) }
  return checks.memory.reason ?? say(S.memoryTooMuch, words)
}

/** It fits in every other way, and there would be room if others left. */
const lacksOnlyRoom = ({ obstacles, checks }: MigrationVerdict): boolean =>
  obstacles.length === 0 && CHECKS.every((name) => (checks[name].state === 'fail') === (name === 'memory'))

/**
 * What of a run's departures comes back, and why the rest stays: only what was running is started (R6), to the host it came
 * from. What ran there before may start there again (R1: nothing stays off); a move home, which is only tidiness, needs room
 * beside all that starts: room that is there, or that others leave who go home before it (D4). Starts first, in reverse order of
 * leaving; then moves, in an order that has room for each.
 */
export const homecomings = (question: HomecomingQuestion): readonly Homecoming[] => {
  const { world, steps, startVms, moveHome, comingUp, power = ANY_POWER, durations = priorDurations } = question
  const avoid = new Set([...(question.avoid ?? []), ...power.hostsWithoutPower])
  const index = indexOf(world)
  const ledger = new Map<HostId, Commitment>()
  const silent = silentSinceMoved(steps)
  const secondsHome = (vm: VirtualMachine): number =>
    durations.vm('migrate-home', vm, index.managers.get(vm.managerId)?.capabilities.migrationsPerHost ?? 1).p50Seconds
  const needs = openDepartures(steps).flatMap((down) => {
    const vm = down.object.kind === 'vm' ? index.vms.get(down.object.id) : undefined
    const need = vm === undefined ? null : needOf(vm, down)
    return vm === undefined || need === null ? [] : [{ vm, down, need }]
  })
  const decide = ({ vm, down, need }: (typeof needs)[number], ledger: Map<HostId, Commitment>): Homecoming => {
    const homeId = need === 'start' ? startHostOf(index, vm, down) : down.before.hostId
    const home = homeId === null ? null : (index.hosts.get(homeId) ?? null)
    const settle = (action: Homecoming['action'], why: string, checks = NOT_NEEDED): Homecoming => ({
      vm,
      down,
      action,
      home,
      why,
      checks,
      warning: null,
    })
    if (need === 'ask') return settle('stay', P.ranUntold)
    if (need === 'start' && !startVms) return settle('stay', P.startsNone)
    if (need === 'migrate-home' && !moveHome) return settle('stay', P.movesNoneHome)
    if (need === 'migrate-home' && silent.has(vm.id)) return settle('stay', P.guestSilentPerson)
    // Copying disks back is as much a person's choice as copying them away.
    if (need === 'migrate-home' && down.storage !== undefined)
      return settle(
        'stay',
        isOpen(down)
          ? say(P.copyCancelled, { store: down.storage.datastoreName })
          : `its disks were copied to ${down.storage.datastoreName}: it stays where they are${stillThere(down.storage, home)}`,
      )
    if (home === null) return settle('stay', P.homeUnknown)
    const ready = comingUp.has(home.id)
    if (!ready && (home.inMaintenance || home.connection !== 'up')) {
      const why = say(home.inMaintenance ? P.homeInMaintenance : P.homeNotUp, { host: home.name })
      if (need !== 'start') return settle('stay', why)
      const elsewhere = startElsewhere({ world, vm, home, ledger, avoid })
      if ('no' in elsewhere) return settle('stay', say(P.startedNowhereElse, { why, reasons: elsewhere.no }))
      const { host } = elsewhere
      commit(ledger, host.id, vm)
      const told = say(P.startsElsewhere, { host: host.name, why })
      const warning = [told, ...coldStartWarnings(index, vm, down, host)].join('; ')
      return { ...settle('start', told), home: host, warning }
    }
    if (need === 'start' && !isSeenUp(home) && vm.hostId !== null && !reachesDisks(home, vm))
      return settle('stay', say(P.waitsForHome, { host: home.name }))
    if (need === 'start') {
      const tight = overCommitted(index, home, vm, ledger)
      const isElsewhere = home.id !== down.before.hostId
      const where = say(P.startsWhereRegistered, { host: home.name })
      if (isElsewhere && tight !== null) return settle('stay', say(P.homeHasNoRoom, { host: home.name }))
      commit(ledger, home.id, vm)
      const cold = coldStartWarnings(index, vm, down, home)
      const warning = [isElsewhere ? where : tight, ...cold].filter((each) => each !== null).join('; ') || null
      return { ...settle('start', isElsewhere ? where : say(P.startsOn, { host: home.name })), warning }
    }
    if (vm.hostId === home.id) return settle('migrate-home', say(P.staysOn, { host: home.name }))
    if (!hasLastingPower(power, home.id))
      return settle('stay', say(P.cannotGoHome, { host: home.name, reasons: whyNoLastingPower(power, home.id) }))
    const target = ready ? { ...home, inMaintenance: false, enteringMaintenance: false } : home
    const verdict = judgeMigration(world, vm, target, ledger, {
      assumeUp: ready,
      companionOf: () => 'ends',
    })
    if (!verdict.feasible && !lacksOnlyRoom(verdict))
      return settle('stay', say(P.cannotGoHome, { host: home.name, reasons: verdict.reasons.join('; ') }), verdict.checks)
    commit(ledger, home.id, vm)
    return settle('migrate-home', say(P.goesHome, { host: home.name }), verdict.checks)
  }
  /** Those hosts of its cluster with the most room that take no risk, and fit it in all but, perhaps, room. */
  const withThirds = (wish: WishedMove): WishedMove => {
    const { vm, to } = wish
    const others = (index.hostsOfManager.get(vm.managerId) ?? []).filter(
      ({ id }) => id !== vm.hostId && id !== to.id && !avoid.has(id),
    )
    const fits = (host: Host): boolean => {
      const verdict = judgeMigration(world, vm, host, ledger)
      return verdict.feasible || lacksOnlyRoom(verdict)
    }
    const roomOf = (host: Host): number => roomMiB(index, host, ledger) ?? 0
    const roomiest = others.sort((left, right) => roomOf(right) - roomOf(left) || byName(left, right)).slice(0, THIRD_HOSTS)
    return { ...wish, via: roomiest.filter(fits) }
  }
  /** It starts on the host that it came from, room or not. */
  const returns = ({ vm, down }: (typeof needs)[number]): boolean => {
    const homeId = startHostOf(index, vm, down)
    const home = homeId === null ? undefined : index.hosts.get(homeId)
    return (
      home !== undefined &&
      home.id === down.before.hostId &&
      (comingUp.has(home.id) || !(home.inMaintenance || home.connection !== 'up'))
    )
  }
  const starting = needs.filter(({ need }) => need === 'start')
  // What starts elsewhere gets the room that those leave that return.
  const started = new Map(
    [...starting.filter(returns), ...starting.filter((each) => !returns(each))].map((each) => [each.vm.id, decide(each, ledger)]),
  )
  const starts = starting.flatMap(({ vm }) => started.get(vm.id) ?? [])
  const others = needs.filter(({ need }) => need !== 'start')
  const staying = new Map<VmId, Homecoming>()
  // Each round lets at least one more stay, so the rounds end.
  for (;;) {
    const booked = new Map(ledger)
    const items = others.map((each) => staying.get(each.vm.id) ?? decide(each, booked))
    const wishes = items.flatMap((item) =>
      goesElsewhere(item) && item.home !== null ? [{ vm: item.vm, to: item.home, seconds: secondsHome(item.vm) }] : [],
    )
    const ordered = (wished: readonly WishedMove[]): OrderedMoves => {
      const found = orderInWorld(index, wished, ledger)
      if (found.rejected !== undefined) question.onRejected?.(found.rejected)
      return found
    }
    const direct = ordered(wishes)
    const { moves, stuck } =
      direct.stuck.size === 0 ? direct : ordered(wishes.map((wish) => (direct.stuck.has(wish.vm.id) ? withThirds(wish) : wish)))
    const more = thoseThatStay(index, [...starts, ...items], stuck, ledger)
    for (const item of more) staying.set(item.vm.id, item)
    if (more.length > 0) continue
    const byVm = new Map(items.map((item) => [item.vm.id, item]))
    const inOrder = moves.flatMap(({ vm, third, after }, at) => {
      const item = byVm.get(vm.id)
      if (item === undefined) return []
      const leg = { id: `${at}`, third, afterIds: after.map((other) => `${other}`) }
      return [{ ...item, leg, ...(third === null ? {} : { warning: say(P.goesHomeBy, { third: third.name }) }) }]
    })
    return [...starts, ...items.filter((item) => !goesElsewhere(item)), ...inOrder]
  }
}
