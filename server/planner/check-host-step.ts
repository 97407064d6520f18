import type { CheckedHost as Host, CheckedStep as Step } from '../domain/checked-world'
import { moves, pending, type Scene, stepsOf, stops } from './check-scene'
import type { Report } from './check-violation'

/** Agents of the platform go and come with their hosts; other system VMs hold up the end of theirs (D6). */
const isAgent = (systemKind: string): boolean => /^(vcls|agent)$/i.test(systemKind)

/** Only a host that this run has emptied and holds, and on which nothing is (A5, R5). */
const checkReboot = (scene: Scene, step: Step, host: Host, report: Report): void => {
  const { name } = host
  const ofHost = stepsOf(scene, host.id).filter((other) => other.seq < step.seq)
  const entered = ofHost.findLast((other) => other.action === 'enter-maintenance' && other.state === 'done')
  const left = ofHost.some((other) => other.action === 'exit-maintenance' && other.seq > (entered?.seq ?? 0))
  if (entered === undefined || left || !host.inMaintenance)
    report(step, 'reboot-in-service', `${name} is not held in maintenance by this run: it is not rebooted`)
  if (step.direction !== 'down') report(step, 'direction', `${name}: a reboot does not go up`)
  if (scene.managers.get(host.managerId)?.capabilities.hostReboot !== true)
    report(step, 'unsupported', `${name}: its platform cannot reboot a host`)
  for (const vm of scene.residents.get(host.id) ?? [])
    report(step, 'host-not-empty', `${name} is to be rebooted while ${vm.name} still runs on it`)
  for (const other of scene.steps)
    if (pending(other) && other.targetHostId === host.id)
      report(other, 'target-going-down', `${other.object.name}: ${name} is to be rebooted`)
}

/** What speaks against what a step does to its host: whose it is to decide, and what is still on it. */
export const checkHostStep = (scene: Scene, step: Step, host: Host, report: Report): void => {
  if (step.action === 'reboot-host') return checkReboot(scene, step, host, report)
  const { name } = host
  const isUp = step.action === 'power-on-host' || step.action === 'exit-maintenance'
  if (isUp !== (step.direction === 'up')) report(step, 'direction', `${name}: "${step.action}" does not go ${step.direction}`)
  if (step.before.inMaintenance || (step.action === 'shutdown-host' && host.inMaintenance))
    report(step, 'technician-inside', `${name} was put into maintenance by a person: it is left alone`)
  if (step.action === 'shutdown-host' && scene.managers.get(host.managerId)?.capabilities.hostShutdown === false)
    report(step, 'unsupported', `${name}: its platform cannot shut a host down`)
  if (step.action !== 'shutdown-host' && step.action !== 'enter-maintenance') return
  const waited = scene.waits.of(step)
  const handled = new Set<string>()
  for (const other of scene.steps)
    if (other.direction === 'down' && (moves(other) || stops(other)) && (other.state === 'done' || waited.has(other.id)))
      handled.add(other.object.id)
  for (const vm of scene.residents.get(host.id) ?? [])
    if (!(vm.systemKind !== null && (step.action === 'enter-maintenance' || isAgent(vm.systemKind))) && !handled.has(vm.id))
      report(step, 'host-not-empty', `${name} is to go while ${vm.name} still runs on it`)
}
