import type { CheckedHost as Host, CheckedStep as Step } from '../domain/checked-world'
import type { HostId } from '../domain/ids'
import { checkEarlyRestore } from './check-early-restore'
import { pending, type Scene } from './check-scene'
import type { Report } from './check-violation'

const endsHost = (step: Step, id: HostId): boolean =>
  step.action === 'shutdown-host' && step.object.id === id && (pending(step) || step.state === 'done')

/** So much older than a host's end an inventory must not be that shows it up. */
const STALE_VIEW_MS = 60_000

/** A step ends it, and nobody has brought it up again since. */
const isGoing = (scene: Scene, host: Host): boolean =>
  [...scene.steps, ...scene.elsewhere].some((step) => {
    if (!endsHost(step, host.id)) return false
    if (pending(step)) return true
    const others = scene.elsewhere.includes(step) ? scene.elsewhere : scene.steps
    const isWoken = others.some(
      (later) =>
        later.runId === step.runId &&
        later.seq > step.seq &&
        later.object.id === host.id &&
        later.action === 'power-on-host' &&
        later.state === 'done',
    )
    const viewedAtMs = scene.managers.get(host.managerId)?.refreshedAtMs ?? null
    const isSeenUp =
      host.connection === 'up' && viewedAtMs !== null && step.endedAtMs !== null && viewedAtMs - step.endedAtMs > STALE_VIEW_MS
    return !isWoken && !isSeenUp
  })

/** D10: a safeguard goes before the hosts it guards, and only where all of them go, or so many that the rest has no quorum; autostart with the first. */
const checkDisarm = (scene: Scene, step: Step, hostIds: readonly HostId[], report: Report): void => {
  const { name } = step.object
  if (step.direction !== 'down') report(step, 'direction', `${name} is not set aside on the way up`)
  const managerId = step.safeguard?.managerId
  const found = step.safeguard?.found
  const silenced = new Set(found?.kind === 'autostart' ? found.vms.map(({ nativeId }) => nativeId) : [])
  for (const spared of step.safeguard?.sparedVms ?? []) silenced.delete(spared)
  for (const vm of scene.vms.values())
    if ((vm.systemKind !== null || (vm.keepAlive ?? []).length > 0) && vm.managerId === managerId && silenced.has(vm.nativeId))
      report(
        step,
        'disarm-needed',
        `${vm.name} must come back with its host: ${vm.systemKind === null ? 'the operation stands on it' : 'it belongs to the platform'}`,
      )
  const safeguard = scene.managers.get(managerId ?? '')?.safeguards?.find(({ nativeId }) => nativeId === step.safeguard?.nativeId)
  const goes = (host: Host) => isGoing(scene, host)
  const members = [...scene.hosts.values()].filter(
    (host) => host.managerId === managerId && safeguard?.hostNativeIds.includes(host.nativeId) === true,
  )
  const voters = members.filter((host) => host.connection !== 'down' && !goes(host))
  const majority = Math.floor((safeguard?.hostNativeIds.length ?? 0) / 2) + 1
  const maySplit = safeguard?.needsMajority === true && voters.length < majority && members.some(goes)
  const isOfOne =
    found?.kind === 'autostart' &&
    [...scene.hosts.values()].some((host) => (hostIds.includes(host.id) || members.includes(host)) && goes(host))
  for (const host of scene.hosts.values()) {
    const guarded = hostIds.includes(host.id) || members.includes(host)
    if (!guarded || host.connection === 'down' || host.inMaintenance) continue
    if (!goes(host) && !maySplit && !isOfOne)
      report(step, 'disarm-not-whole', `${name} is to be set aside while ${host.name} stays`)
    for (const other of scene.steps)
      if (other.seq > step.seq && pending(other) && endsHost(other, host.id) && !scene.waits.of(other).has(step.id))
        report(other, 'disarm-late', `${host.name} is to go without waiting for ${name} to be set aside`)
  }
}

/** R8: put back is what this run has set aside, as it found it, after the hosts are back. */
const checkRestore = (scene: Scene, step: Step, hostIds: readonly HostId[], report: Report): void => {
  const { name } = step.object
  if (step.direction !== 'up') report(step, 'direction', `${name} is not put back on the way down`)
  if (step.safeguard?.early === true) {
    for (const { rule, message } of checkEarlyRestore(scene, step)) report(step, rule, message)
    return
  }
  const down = scene.steps.findLast(
    (other) =>
      other.action === 'disarm' &&
      other.object.id === step.object.id &&
      other.seq < step.seq &&
      (other.attempts.length > 0 || other.safeguard?.isKept === true),
  )
  if (down === undefined || JSON.stringify(down.safeguard?.found) !== JSON.stringify(step.safeguard?.found))
    report(step, 'restore-unknown', `${name}: this run has not set aside what it is to put back`)
  const behind = scene.waits.of(step)
  for (const other of scene.steps)
    if (
      other.action === 'power-on-host' &&
      pending(other) &&
      hostIds.some((id) => id === other.object.id) &&
      !behind.has(other.id)
    )
      report(step, 'restore-early', `${name} is to be put back before ${other.object.name} is up`)
    else if (pending(other) && hostIds.some((id) => endsHost(other, id)) && !behind.has(other.id))
      report(step, 'restore-early', `${name} is to be put back while ${other.object.name} is going`)
}

/** What speaks against setting a safeguard of the platform aside, or putting it back. */
export const checkSafeguardStep = (scene: Scene, step: Step, report: Report): void => {
  const hostIds = step.safeguard?.hostIds ?? []
  if (step.safeguard === undefined || !scene.managers.has(step.safeguard.managerId))
    report(step, 'unknown-object', `${step.object.name} is not in the inventory`)
  else if (step.action === 'disarm') checkDisarm(scene, step, hostIds, report)
  else if (step.action === 'restore') checkRestore(scene, step, hostIds, report)
  else report(step, 'unsupported', `${step.object.name}: a safeguard has no "${step.action}"`)
}
