import type { StepSight } from '../../decide/decide-step'
import type { HostPower } from '../../domain/hardware'
import type { HostId } from '../../domain/ids'
import type { Step } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import { say } from '../../domain/sentence'
import type { Host } from '../../domain/world'
import type { ActBegun, DriverFailure, DriverResult } from '../../drivers/ports'
import type { HardwareKeeper } from './hardware-keeper'

type Called = DriverResult<ActBegun>

/**
 * Wakes a host (R7): by the BMC that answers what it is told; else by its manager, where that can; else into the dark, by Wake-on-LAN.
 * What certainly did not arrive, or was refused, is tried the next way; what may have been heard is looked at first (A1).
 */
export const wakeHost = async (
  hostId: HostId,
  ways: {
    readonly hardware: Pick<HardwareKeeper, 'wayToWake' | 'wake'>
    readonly byManager: () => Promise<Called>
    readonly managerCan: boolean
    /** Why it is not called any more; null: it is. Asked before each way (A6). */
    readonly ended: () => DriverFailure | null
  },
): Promise<Called> => {
  const { hardware, byManager, managerCan, ended } = ways
  const own = hardware.wayToWake(hostId)
  const byBmc = async (): Promise<Called> => {
    const no = ended()
    if (no !== null) return no
    const told = await hardware.wake(hostId)
    return told.kind === 'ok' ? { kind: 'ok', value: { task: null } } : told
  }
  const order = own === 'sure' ? [byBmc, byManager] : own === 'unheard' && managerCan ? [byManager, byBmc] : []
  if (own === 'unheard' && !managerCan) return byBmc()
  if (order.length === 0) return byManager()
  let failed: Called | null = null
  for (const way of order) {
    const result = await way()
    if (result.kind === 'ok' || result.kind === 'unknown') return result
    failed = failed === null ? result : joined(failed, result)
  }
  return failed ?? byManager()
}

/** Both reasons are told; where one of them was merely silent it is worth trying again. */
const joined = (first: Called, second: Called): Called => {
  if (first.kind === 'ok' || second.kind === 'ok') return second
  const kind = first.kind === 'unreachable' ? 'unreachable' : second.kind
  return { kind, message: `${first.message} ${second.message}`, hint: second.hint === '' ? first.hint : second.hint }
}

/**
 * What is known of a host while its manager is silent, perhaps because it runs on that very host (R3). Only "off" is worth anything:
 * before a shutdown nobody can tell then whether the host is empty (A5), and one that is on may still be booting.
 */
export const byBmcAlone = (step: Step, host: Host, bmc: HostPower | undefined): StepSight | null => {
  if (bmc !== 'off') return null
  if (step.action === 'shutdown-host' && step.attempts.length === 0) return null
  return { kind: 'host', host: { ...host, connection: 'unknown' }, runningVmNames: [], downForMs: null, bmc }
}

/**
 * A host that is to come up, while its manager is silent, perhaps because it answers only from there. It is woken into the dark, for
 * that does nothing to one that is on; what cannot be woken by us waits for a person, and is said to (R7).
 */
export const wakingUnseen = (
  step: Step,
  host: Host,
  told: {
    readonly bmc: HostPower | undefined
    readonly way: ReturnType<HardwareKeeper['wayToWake']>
    readonly managerName: string
    readonly message: string
  },
): StepSight => {
  const { bmc, way, managerName, message } = told
  const seen = byBmcAlone(step, host, bmc)
  if (seen !== null) return seen
  if (step.action !== 'power-on-host') return { kind: 'silent', message }
  if (bmc === 'on')
    return { kind: 'silent', message: say(RUN_SENTENCES.silentThoughOn, { host: host.name, manager: managerName }) }
  if (way === null) return { kind: 'silent', message: say(RUN_SENTENCES.byHand, { host: host.name }) }
  return way === 'unheard'
    ? { kind: 'host', host: { ...host, connection: 'unknown' }, runningVmNames: [], downForMs: null }
    : { kind: 'silent', message }
}
