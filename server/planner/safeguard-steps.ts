import { type HostId, safeguardIdOf, type StepId } from '../domain/ids'
import { joinedFound } from '../domain/joined-autostart'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { isOpen, type Step } from '../domain/run'
import { say } from '../domain/sentence'
import { covers, isOfPool, leftRunning, type MayEnd, silencedOnStaying } from './pool-autostart'
import { type SafeguardFacts, type SafeguardSetting, withoutVms } from '../domain/safeguard'
import type { Host, ManagerView, VirtualMachine, World } from '../domain/world'
import { type StepWriter } from './step-writer'

/** Reconfiguring the agents of a large cluster takes its time, as far as there is any. */
const DISARM_LIMIT_SECONDS = { most: 90, least: 20 }

/** For how long hosts may wait for a safeguard: half of what the forecast leaves, and hardly when the battery is low (D3, A3). */
export const disarmLimit = (isLow: boolean, marginSeconds: number | null): number => {
  const { most, least } = DISARM_LIMIT_SECONDS
  if (isLow) return least
  return marginSeconds === null ? most : Math.max(least, Math.min(most, Math.floor(marginSeconds / 2)))
}
/** Only refusals use it up: a platform that is not well yet is waited for. */
const RESTORE_LIMIT_SECONDS = 600

interface Guarding {
  readonly manager: ManagerView
  readonly safeguard: SafeguardFacts
  readonly hosts: readonly Host[]
}

const guardings = ({ managers, hosts }: World): readonly Guarding[] =>
  managers.flatMap((manager) =>
    (manager.safeguards ?? []).map((safeguard) => ({
      manager,
      safeguard,
      hosts: hosts.filter(({ managerId, nativeId }) => managerId === manager.id && safeguard.hostNativeIds.includes(nativeId)),
    })),
  )

/** A host that goes on carrying VMs. One in maintenance carries none, and one that is down cannot. */
const carriesOn = ({ connection, inMaintenance }: Host): boolean => connection !== 'down' && !inMaintenance

/** What stays is no majority of the cluster's hosts. One in maintenance has its vote all the same. */
const losesMajority = ({ safeguard, hosts }: Guarding, going: ReadonlySet<HostId>): boolean => {
  const votes = hosts.filter(({ id, connection }) => connection !== 'down' && !going.has(id)).length
  return safeguard.needsMajority === true && votes <= safeguard.hostNativeIds.length / 2
}

/** Autostart of several hosts: whichever of them boots starts all of its VMs that are off then. */
const fightsFromFirst = ({ safeguard }: Guarding): boolean => safeguard.setting.kind === 'autostart'

/** Hosts of it go, and with them everything, or what the rest would need to stay in service, or the first is enough (D10). */
const goes = (guarding: Guarding, left: readonly Host[], { going, forVms }: DisarmQuestion): boolean => {
  if (forVms === true && isOfPool(guarding.safeguard)) return guarding.hosts.some(({ id }) => going.has(id))
  return (
    left.some(({ id }) => going.has(id)) &&
    (fightsFromFirst(guarding) || left.every(({ id }) => going.has(id)) || losesMajority(guarding, going))
  )
}

/** A call of this step, or of one whose findings it keeps, has set it aside, or may have: what was only planned, or found so, has not. */
const setsAside = ({ action, attempts, safeguard }: Step): boolean =>
  action === 'disarm' && (attempts.length > 0 || safeguard?.isKept === true)

/** The last step about each safeguard that set it aside, and that nothing has undone, or is undoing. */
const openDisarms = (steps: readonly Step[]): readonly Step[] => {
  const away = new Map<string, Step>()
  for (const step of steps.toSorted((one, other) => one.seq - other.seq)) {
    if (setsAside(step)) away.set(step.object.id, step)
    if (step.action === 'restore' && (step.state === 'done' || isOpen(step))) away.delete(step.object.id)
  }
  return [...away.values()].sort((one, other) => other.seq - one.seq)
}

/** What the operation stands on starts with its host, and so does a VM of the platform: nothing else starts them (D5, D6, R3). */
export const mustStartWithHost = ({ keepAlive, systemKind }: VirtualMachine): boolean =>
  systemKind !== null || keepAlive !== undefined

/** By their manager's ids. */
const sparedVms = ({ vms }: World, { manager, safeguard }: Guarding): readonly string[] =>
  safeguard.setting.kind !== 'autostart'
    ? []
    : vms.flatMap((vm) => (mustStartWithHost(vm) && vm.managerId === manager.id ? [vm.nativeId] : []))

const isNothing = (found: SafeguardSetting): boolean => found.kind === 'autostart' && found.vms.length === 0

/** Autostart does harm only when the host boots: no host waits for it longer than it must. */
const limitFor = ({ setting }: SafeguardFacts, limitSeconds: number): number =>
  setting.kind === 'autostart' ? Math.min(limitSeconds, DISARM_LIMIT_SECONDS.least) : limitSeconds

export interface DisarmQuestion {
  readonly world: World
  readonly existingSteps: readonly Step[]
  /** Hosts that are shut down now, and those that are so by earlier steps or other runs. */
  readonly going: ReadonlySet<HostId>
  /** Per host, the steps that end its VMs. */
  readonly vmSteps: ReadonlyMap<HostId, readonly StepId[]>
  readonly limitSeconds: number
  /** Whether recovery starts what was shut down. Where it does not, its hosts go on doing that: nobody else would. */
  readonly startVms: boolean
  /** What may go besides. Absent: anything, and nothing of a pool keeps its autostart because its host stays. */
  readonly mayEnd?: MayEnd
  /** VMs are ended while hosts of their pool are away: these may boot, although none that is up goes. Absent: hosts go. */
  readonly forVms?: true
}

/** So many are named. */
const MOST_NAMED = 5

const namesOf = (vms: readonly VirtualMachine[]): string => {
  const names = vms.slice(0, MOST_NAMED).map(({ name }) => name)
  return vms.length > MOST_NAMED ? `${names.join(', ')} … (${vms.length})` : names.join(', ')
}

/**
 * Sets aside what would fight the shutdown, where a whole cluster goes and not where a host of it stays that can (D10); autostart as soon
 * as one of its hosts goes. Returns, per host, what its shutdown waits for.
 */
export const writeDisarms = (writer: StepWriter, question: DisarmQuestion): ReadonlyMap<HostId, readonly StepId[]> => {
  const { world, existingSteps, going, vmSteps, startVms, mayEnd } = question
  const before = new Map<HostId, StepId[]>()
  const pending = new Map(
    existingSteps.flatMap((step) => (step.action === 'disarm' && isOpen(step) ? [[step.object.id, step] as const] : [])),
  )
  for (const guarding of guardings(world)) {
    const { manager, safeguard } = guarding
    const left = guarding.hosts.filter(carriesOn)
    const id = safeguardIdOf(manager.id, safeguard)
    const open = pending.get(id)
    if (!goes(guarding, left, question) || (open === undefined && safeguard.isDisarmed)) continue
    // Nobody else would start this console's own VM, whichever it is (D5, R3). What is on its way is waited for all the same (D10).
    if (open === undefined && world.isConsoleUnplaced === true && safeguard.setting.kind === 'autostart') continue
    const sight = { ...guarding, world, going, existingSteps }
    const spared = [...new Set([...sparedVms(world, guarding), ...leftRunning(sight, mayEnd).map(({ nativeId }) => nativeId)])]
    const seen = withoutVms(safeguard.setting, new Set(spared))
    if (open === undefined && isNothing(seen)) continue
    if (open === undefined && safeguard.setting.kind === 'autostart' && !startVms) {
      for (const host of left) if (vmSteps.has(host.id)) writer.noteHost(host, P.autostartLeft)
      continue
    }
    const isCovered = open !== undefined && (!isOfPool(safeguard) || covers(open, seen))
    // Of a pool one may be on its way that leaves VMs as they are whose hosts go now, too.
    const earlier = openDisarms(existingSteps).find(({ object }) => object.id === id) ?? open
    const write = (): Step => {
      const losing = mayEnd === undefined ? [] : silencedOnStaying(sight, seen)
      if (losing.length > 0) writer.note(say(P.autostartOfStaying, { pool: safeguard.name, names: namesOf(losing) }))
      const waits = safeguard.disarmAfterVms ? left.flatMap((host) => vmSteps.get(host.id) ?? []) : []
      return writer.safeguard(
        { id, name: safeguard.name },
        {
          direction: 'down',
          action: 'disarm',
          limitSeconds: limitFor(safeguard, question.limitSeconds),
          after: open === undefined ? waits : [open.id, ...waits],
        },
        {
          managerId: manager.id,
          nativeId: safeguard.nativeId,
          found: earlier?.safeguard === undefined ? seen : joinedFound(earlier.safeguard.found, seen),
          isKept: earlier?.safeguard !== undefined,
          ...(spared.length === 0 ? {} : { sparedVms: spared }),
          hostIds: left.map((host) => host.id),
        },
      )
    }
    const step = isCovered ? open : write()
    for (const host of left) before.set(host.id, [...(before.get(host.id) ?? []), step.id])
  }
  return before
}

const placeOf = ({ managers }: World, { safeguard }: Step): SafeguardFacts['restore'] =>
  // A host that starts nothing any more has no such switch to show.
  safeguard?.found.kind === 'autostart'
    ? 'after-vms'
    : (managers
        .find(({ id }) => id === safeguard?.managerId)
        ?.safeguards?.find(({ nativeId }) => nativeId === safeguard?.nativeId)?.restore ?? 'beside')

/** What of the run is set aside and not being put back already. */
const toRestore = (steps: readonly Step[]): readonly Step[] =>
  openDisarms(steps).filter(({ safeguard }) => safeguard !== undefined)

/** Ends of its hosts that are still on their way: put back before, it would meet them (R8, D10). */
const hostsGoingDown = (steps: readonly Step[], { safeguard }: Step): readonly StepId[] =>
  steps.flatMap((step) =>
    step.object.kind === 'host' &&
    step.action === 'shutdown-host' &&
    isOpen(step) &&
    safeguard?.hostIds.includes(step.object.id) === true
      ? [step.id]
      : [],
  )

const writeRestore = (writer: StepWriter, steps: readonly Step[], down: Step, after: readonly StepId[]): Step | null => {
  const { object, safeguard } = down
  if (object.kind !== 'safeguard' || safeguard === undefined) return null
  const wish = {
    direction: 'up' as const,
    action: 'restore' as const,
    limitSeconds: RESTORE_LIMIT_SECONDS,
    after: [...new Set([...(isOpen(down) ? [down.id] : []), ...hostsGoingDown(steps, down), ...after])],
  }
  return writer.safeguard(object, wish, safeguard)
}

/**
 * Puts back, once its hosts are up, what their VMs cannot be started without or what stands beside them (R8). Returns, per host,
 * what the starts of its VMs wait for.
 */
export const writeRestoresBeforeVms = (
  writer: StepWriter,
  world: World,
  steps: readonly Step[],
  hostSteps: ReadonlyMap<HostId, StepId>,
): ReadonlyMap<HostId, readonly StepId[]> => {
  const waits = new Map<HostId, StepId[]>()
  for (const down of toRestore(steps)) {
    const place = placeOf(world, down)
    if (place === 'after-vms') continue
    const hostIds = down.safeguard?.hostIds ?? []
    const step = writeRestore(
      writer,
      steps,
      down,
      hostIds.flatMap((id) => hostSteps.get(id) ?? []),
    )
    if (step !== null && place === 'vms-wait') for (const id of hostIds) waits.set(id, [...(waits.get(id) ?? []), step.id])
  }
  return waits
}

/** Puts back what might refuse or move VMs that are being started, after all of them. */
export const writeRestoresAfterVms = (
  writer: StepWriter,
  world: World,
  steps: readonly Step[],
  after: readonly StepId[],
): void => {
  for (const down of toRestore(steps)) if (placeOf(world, down) === 'after-vms') writeRestore(writer, steps, down, after)
}

/** Everything that is set aside, put back: the way out of a run that a person aborts (R8). */
export const writeRestores = (writer: StepWriter, steps: readonly Step[]): void => {
  for (const down of toRestore(steps)) writeRestore(writer, steps, down, [])
}

/** What the run has set aside and not put back, for as long as that is so. */
export const isSetAside = (steps: readonly Step[]): readonly Step[] => {
  const away = new Map<string, Step>()
  for (const step of steps.toSorted((one, other) => one.seq - other.seq)) {
    if (setsAside(step)) away.set(step.object.id, step)
    if (step.action === 'restore' && step.state === 'done') away.delete(step.object.id)
  }
  return [...away.values()]
}
