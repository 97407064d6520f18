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

/**
 * Which hosts keep a safeguard of theirs from being put back, by name (R8): those that are to come up and are not up yet, and those
 * that any run takes down. One host that stays dead does not keep the others without it, but where none is up there is nothing to guard.
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
  const isPatient = nowMs - (step.startedAtMs ?? nowMs) < HOSTS_WAIT_MS
  const missing = guarded.filter((host) => !isSeenUp(host))
  const hostsNotUp = up.length === 0 ? missing : isPatient ? missing.filter((host) => !staysAway(host, run)) : []
  const goingDown = up.filter(({ id }) => active.some((each) => takesDown(each, id) || (each.id !== run.id && shedsOn(each, id))))
  const names = (list: readonly Host[]) => list.map(({ name }) => name)
  return { hostsNotUp: names(hostsNotUp), goingDown: names(goingDown) }
}
