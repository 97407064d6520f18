import type { HostId } from '../domain/ids'
import { isInOutage, isOpen, type RunWithSteps, type Step } from '../domain/run'
import { type Host, isSeenUp } from '../domain/world'

/** Hosts that are still not up so long after the others are not waited for any more: a cluster works without them. */
const HOSTS_WAIT_MS = 30 * 60_000

/** Nobody brings it up any more: its way up has ended without it, or a technician is inside (R5). */
const staysAway = ({ id, inMaintenance }: Host, { steps }: RunWithSteps): boolean => {
  if (inMaintenance) return true
  const last = steps.findLast(({ object, action }) => object.id === id && action === 'power-on-host')
  return last !== undefined && !isOpen(last) && last.state !== 'done'
}

const takesDown = (run: RunWithSteps, hostId: HostId): boolean =>
  !run.dryRun && run.steps.some((step) => step.object.id === hostId && step.action === 'shutdown-host' && isOpen(step))

const shedsOn = (run: RunWithSteps, hostId: HostId): boolean =>
  run.kind === 'outage' &&
  !run.dryRun &&
  isInOutage(run) &&
  run.steps.some(({ direction, before }) => direction === 'down' && before.hostId === hostId)

const bringsUp = (run: RunWithSteps, hostId: HostId): boolean =>
  !run.dryRun && run.steps.some((step) => step.object.id === hostId && step.action === 'power-on-host' && isOpen(step))

/** A pool's autostart: each of its hosts that boots starts what is off, also one that is down now. */
const startsWithAnyHost = ({ safeguard }: Step): boolean => safeguard?.found.kind === 'autostart' && safeguard.hostIds.length > 1

/**
 * Which hosts keep a safeguard of theirs from being put back, by name (R8): those that are to come up and are not up yet, and those
 * that any run takes down. One host that stays dead does not keep the others without it, but where none is up there is nothing to guard.
 * What is put back before the rest waits for one that can be told, and for nothing else (D5). Autostart of a pool waits also for hosts that another run has taken down, for as long as its outage lasts, and brings up: they would
 * start VMs in the middle of that (R2, R3).
 */
export const restoreGate = ({
  step,
  run,
  active,
  hosts,
  nowMs,
}: {
  readonly step: Step
  readonly run: RunWithSteps
  /** Every run that is on, also this one. */
  readonly active: readonly RunWithSteps[]
  readonly hosts: readonly Host[]
  readonly nowMs: number
}): { readonly hostsNotUp: readonly string[]; readonly goingDown: readonly string[] } => {
  const guarded = hosts.filter(({ id }) => step.safeguard?.hostIds.includes(id) === true)
  const up = guarded.filter(isSeenUp)
  const names = (list: readonly Host[]) => list.map(({ name }) => name)
  if (step.safeguard?.early === true) return { hostsNotUp: up.length === 0 ? names(guarded) : [], goingDown: [] }
  const isPatient = nowMs - (step.startedAtMs ?? nowMs) < HOSTS_WAIT_MS
  const others = active.filter(({ id }) => id !== run.id)
  const missing = guarded.filter((host) => !isSeenUp(host))
  const isAwaited = (host: Host): boolean =>
    (isPatient && !staysAway(host, run)) || (startsWithAnyHost(step) && others.some((other) => bringsUp(other, host.id)))
  const hostsNotUp = up.length === 0 ? missing : missing.filter(isAwaited)
  const goingDown = (startsWithAnyHost(step) ? guarded : up).filter(
    ({ id }) => active.some((each) => takesDown(each, id)) || others.some((other) => shedsOn(other, id)),
  )
  return { hostsNotUp: names(hostsNotUp), goingDown: names(goingDown) }
}
