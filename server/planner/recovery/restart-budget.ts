import type { HostId, PowerGroupId, StepId, VmId } from '../../domain/ids'
import type { PlanContent } from '../../domain/plan'
import { awaitsWave, isOpen, type RunWithSteps, type Step } from '../../domain/run'
import type { Sustain, SupplyBefore } from '../../domain/sustain'
import type { Host, PowerDeviceView, PowerGroup, VirtualMachine, World } from '../../domain/world'
import { runtimeOnCurve } from '../battery/runtime-on-curve'
import { outputWattsOf, PEUKERT_EXPONENT } from '../battery-bank'
import type { DurationBook } from '../durations'
import { courseInPieces, hostsFedBy, type WorstCourse } from '../forecast-course'
import { loadModel } from '../load-model'
import type { Pieces } from '../pieces'

/** So much of the time that ending everything takes must be left beside it, and so much at least: what begins is not undone for a hair. */
const SPARE_SHARE = 0.1
const LEAST_SPARE_SECONDS = 15
/** What a UPS says of its runtime at so small a part of its load proves nothing (P4). */
const TELLING_SHARE = 0.2

export interface BudgetQuestion {
  readonly content: PlanContent
  readonly groupId: PowerGroupId
  readonly world: World
  readonly devices: readonly PowerDeviceView[]
  readonly durations: DurationBook
  /** With the steps of the way back, as far as they are planned. */
  readonly run: Pick<RunWithSteps, 'steps' | 'waves'>
  /** Starts that would begin now. */
  readonly next: ReadonlySet<StepId>
  /** As the outage began. */
  readonly before: readonly SupplyBefore[]
}

const wokenBy = (steps: readonly Step[]): ReadonlySet<string> =>
  new Set(steps.filter((step) => step.action === 'power-on-host' && isOpen(step)).map(({ object }) => object.id))

const asUp = (host: Host): Host => {
  const { verifiedOff: _, ...rest } = host
  return { ...rest, connection: 'up', stale: false }
}

/** The world as it is when the next starts are done, and all that has begun. */
export const worldIfBack = ({ world, run, next }: Pick<BudgetQuestion, 'world' | 'run' | 'next'>): World => {
  const woken = wokenBy(run.steps)
  const startsOn = new Map<string, HostId | null>(
    run.steps.flatMap((step): [string, HostId | null][] =>
      step.action === 'start' && isOpen(step) && (next.has(step.id) || !awaitsWave(run, step))
        ? [[step.object.id, step.targetHostId]]
        : [],
    ),
  )
  const asThen = (vm: VirtualMachine): VirtualMachine => {
    if (startsOn.has(vm.id)) return { ...vm, power: 'on', hostId: startsOn.get(vm.id) ?? vm.hostId }
    return vm.power === 'unknown' ? { ...vm, power: 'off' } : vm
  }
  return { ...world, hosts: world.hosts.map((host) => (woken.has(host.id) ? asUp(host) : host)), vms: world.vms.map(asThen) }
}

/** As the outage began: all that the run has taken down, or recorded, is on where it was. */
const worldBefore = (world: World, { steps }: BudgetQuestion['run'], group: PowerGroup): World => {
  const fed = hostsFedBy(world, group)
  const ran = new Map<string, HostId | null>(
    steps.flatMap(({ direction, object, before }): [string, HostId | null][] =>
      direction === 'down' && object.kind === 'vm' && before.power === 'on' ? [[object.id, before.hostId]] : [],
    ),
  )
  const vms = world.vms.map((vm) => (ran.has(vm.id) ? { ...vm, power: 'on' as const, hostId: ran.get(vm.id) ?? vm.hostId } : vm))
  return { ...world, hosts: world.hosts.map((host) => (fed.has(host.id) ? asUp(host) : host)), vms }
}

/** What the group would carry, by what everything drew as the outage began. Never less than now. */
const wattsThen = (then: World, full: World, group: PowerGroup, wattsFull: number, wattsNow: number): number => {
  const { hostWatts, vmWatts, otherWatts } = loadModel(full, group, wattsFull)
  const isOn = new Set<HostId>(then.hosts.filter(({ connection }) => connection !== 'down').map(({ id }) => id))
  const sum = (values: readonly number[]): number => values.reduce((total, watts) => total + watts, 0)
  const hosts = sum([...hostWatts].flatMap(([id, watts]) => (isOn.has(id) ? [watts] : [])))
  const running = new Set<VmId>(then.vms.filter(({ power }) => power === 'on').map(({ id }) => id))
  const vms = sum([...vmWatts].flatMap(([id, watts]) => (running.has(id) ? [watts] : [])))
  return Math.max(wattsNow, otherWatts + hosts + vms)
}

/**
 * A UPS with what its battery carries at the load of before: by what it said then, by its learned curve, and by what it says now where
 * its load tells anything. The least of them counts.
 */
const asBefore = (device: PowerDeviceView, before: SupplyBefore | undefined): PowerDeviceView => {
  const supply = device.supply === 'battery' ? 'mains' : device.supply
  const charge = device.decidingChargePercent
  if (before === undefined || charge === null) return { ...device, supply }
  const { watts, loadPercent, runtimeSeconds } = before
  const onCurve =
    device.runtimeCurve === null || loadPercent === null || loadPercent <= 0
      ? null
      : runtimeOnCurve(device.runtimeCurve, loadPercent / 100)
  const wattsNow = outputWattsOf(device)
  const now = device.decidingRuntimeSeconds
  const fromNow =
    now === null || wattsNow === null || wattsNow < TELLING_SHARE * watts ? null : now * (wattsNow / watts) ** PEUKERT_EXPONENT
  const fromThen = (runtimeSeconds * charge) / Math.max(1, before.chargePercent)
  const least = Math.min(fromThen, fromNow ?? Infinity, onCurve === null ? Infinity : (onCurve * charge) / 100)
  const scale = now === null || now <= 0 ? null : least / now
  const { runtimeBand } = device
  return {
    ...device,
    supply,
    expectedLoad: { watts, percent: loadPercent, reason: 'as the outage began' },
    decidingRuntimeSeconds: least,
    runtimeBand:
      runtimeBand === null || scale === null
        ? null
        : { lowSeconds: runtimeBand.lowSeconds * scale, highSeconds: runtimeBand.highSeconds * scale },
  }
}

/** From when the first end begins: what is waited for before it, a trigger say, takes no time to spare. */
const endingSeconds = ({ lastEndSeconds, spans }: WorstCourse['result']): number =>
  lastEndSeconds === null
    ? 0
    : lastEndSeconds - [...spans.values()].reduce((first, { startSeconds }) => Math.min(first, startSeconds), lastEndSeconds)

const isEnough = ({ result, marginSeconds, cutOff }: WorstCourse, unavoidable: ReadonlySet<VmId>): boolean =>
  marginSeconds !== null &&
  marginSeconds >= Math.max(LEAST_SPARE_SECONDS, SPARE_SHARE * endingSeconds(result)) &&
  cutOff.every(({ vmId }) => unavoidable.has(vmId))

const outageNow = ({ marginSeconds, cutOff }: WorstCourse, unavoidable: ReadonlySet<VmId>): Pick<Sustain, 'ifNow'> =>
  marginSeconds === null
    ? {}
    : { ifNow: { marginSeconds, lossCount: cutOff.filter(({ vmId }) => !unavoidable.has(vmId)).length } }

/**
 * Whether an outage that begins when the next starts are done could be ended in order, in the worst case and with something to spare;
 * and if not, at which charge. Null: the batteries are not known well enough to say. VMs that lose their power even with full
 * batteries do so by the plan's own will, and count for nothing.
 */
export function* sustainInPieces(question: BudgetQuestion): Pieces<Sustain | null> {
  const { groupId, world, durations, run, before } = question
  // What goes on by value goes on for as long as there is something to spare: it says nothing of whether all could be ended.
  const content: PlanContent = { ...question.content, shedding: 'at-once' }
  const group = world.groups.find(({ id }) => id === groupId)
  if (group === undefined) return null
  const own = question.devices.filter(({ id }) => group.deviceIds.includes(id))
  const charges = own.flatMap(({ decidingChargePercent, supply }) => (supply === 'off' ? [] : [decidingChargePercent]))
  const known = new Map(before.map((each) => [each.deviceId, each]))
  if (charges.length === 0 || before.length === 0 || own.some(({ id, supply }) => supply !== 'off' && !known.has(id))) return null
  if (charges.some((charge) => charge === null)) return null
  const chargePercent = Math.min(...charges.map((charge) => charge ?? 0))
  const then = worldIfBack(question)
  yield
  const sum = (values: readonly number[]): number => values.reduce((total, watts) => total + watts, 0)
  const full = worldBefore(world, run, group)
  const loadWatts = wattsThen(
    then,
    full,
    group,
    sum(before.map(({ watts }) => watts)),
    sum(own.map((each) => outputWattsOf(each) ?? 0)),
  )
  yield
  const devices = question.devices.map((device) =>
    group.deviceIds.includes(device.id) ? asBefore(device, known.get(device.id)) : device,
  )
  function* worstAt(startChargePercent: number | null): Pieces<WorstCourse | null> {
    const assumptions = { startChargePercent, oneFeedOnly: false }
    const asked = { content, groupId, world: then, devices, durations, assumptions, loadWatts }
    const course = yield* courseInPieces(asked, group as PowerGroup)
    if (course.bank.batteries.length < course.bank.required) return null
    return yield* course.worst()
  }
  const atFull = yield* worstAt(100)
  if (atFull === null || atFull.marginSeconds === null) return null
  const unavoidable = new Set(atFull.cutOff.map(({ vmId }) => vmId))
  const now = yield* worstAt(null)
  const ifNow = now === null ? {} : outageNow(now, unavoidable)
  if (!isEnough(atFull, unavoidable)) return { isSustained: false, chargePercent, needPercent: null, ...ifNow }
  if (now !== null && isEnough(now, unavoidable)) return { isSustained: true, chargePercent, needPercent: chargePercent }
  let [tooLow, enough] = [Math.floor(chargePercent), 100]
  while (enough - tooLow > 1) {
    const middle = Math.floor((tooLow + enough) / 2)
    const course = yield* worstAt(middle)
    if (course !== null && isEnough(course, unavoidable)) enough = middle
    else tooLow = middle
  }
  return { isSustained: false, chargePercent, needPercent: enough, ...ifNow }
}
