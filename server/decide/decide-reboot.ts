import type { HostPower } from '../domain/hardware'
import type { HostFacts } from '../domain/inventory'
import { isOpen, type Step } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import type { SafeguardFacts } from '../domain/safeguard'
import { say } from '../domain/sentence'

/** What was seen of a host just now. */
export interface HostSight {
  readonly kind: 'host'
  readonly host: HostFacts | null
  readonly runningVmNames: readonly string[]
  /** Of those, VMs that the operation stands on (D5). Absent: none, or nobody needs to know. */
  readonly keptVmNames?: readonly string[]
  readonly downForMs: number | null
  /** By its BMC, asked just now; `unknown`: that is silent, or not believed. Absent: it has none that could tell. */
  readonly bmc?: HostPower
  /** Its autostart, read just now. Absent: nobody needs to know, it starts nothing, or its platform tells of none. */
  readonly autostart?: SafeguardFacts
  /** VMs that it would start when it boots, listed just now. Absent: none, or nobody needs to know. */
  readonly startingVmNames?: readonly string[]
}

export type RebootVerdict =
  | { readonly do: 'done'; readonly result: string }
  | { readonly do: 'call'; readonly action: 'reboot-host' }
  | { readonly do: 'wait'; readonly why: string }
  | { readonly do: 'fail'; readonly why: string }

/** Some hosts work their boot time out from how long they are up, and set their clocks: so much later it is another boot. */
const ANOTHER_BOOT_AFTER_MS = 30_000

/** Up, and booted since: the only proof of a reboot (A4). A host that is away, or has not begun to go, gives none. */
export const hasRebooted = ({ bootedBeforeMs }: Step, host: Pick<HostFacts, 'connection' | 'bootedAtMs'> | null): boolean =>
  bootedBeforeMs !== undefined &&
  host?.connection === 'up' &&
  host.bootedAtMs !== null &&
  host.bootedAtMs > bootedBeforeMs + ANOTHER_BOOT_AFTER_MS

/** Its host may still go away because of it. One that failed was refused, never arrived, or had all its time (A3). */
const mayStillCome = (step: Step, host: HostFacts, nowMs: number): boolean => {
  const last = step.attempts.at(-1)
  if (last === undefined || step.state === 'done' || step.state === 'failed') return false
  if (last.outcome === 'refused' || last.outcome === 'failed' || hasRebooted(step, host)) return false
  return nowMs - last.startedAtMs < step.limitSeconds * 1000
}

/** A reboot of this host that is open, or that a person has skipped when it was called already: nothing is brought there before it is over. */
export const rebootInTheWay = (steps: readonly Step[], host: HostFacts, nowMs: number): Step | null =>
  steps.find((step) => step.action === 'reboot-host' && (isOpen(step) || mayStillCome(step, host, nowMs))) ?? null

/** Only what is in maintenance and empty is rebooted, what starts nothing by itself, and what could be seen to have booted anew. */
const firstCall = ({ host, runningVmNames, startingVmNames = [] }: HostSight, emulatedMaintenance: boolean): RebootVerdict => {
  const fail = (why: string): RebootVerdict => ({ do: 'fail', why })
  if (host === null) return fail(RUN_SENTENCES.lost)
  if (host.connection !== 'up') return fail(RUN_SENTENCES.rebootNotUp)
  if (!emulatedMaintenance && !host.inMaintenance) return fail(RUN_SENTENCES.rebootInService)
  if (runningVmNames.length > 0) return fail(say(RUN_SENTENCES.rebootNotEmpty, { names: runningVmNames.join(', ') }))
  if (startingVmNames.length > 0) return fail(say(RUN_SENTENCES.rebootStarts, { names: startingVmNames.join(', ') }))
  if (host.bootedAtMs === null) return fail(RUN_SENTENCES.rebootUntold)
  return { do: 'call', action: 'reboot-host' }
}

/**
 * What to do next about a reboot. It is called once: whatever became of the call, only a person has it called again (A1, A2). While
 * its host is away nothing is known; a new boot time ends it, or its limit.
 */
export const decideReboot = (input: {
  readonly step: Step
  readonly sight: HostSight | { readonly kind: 'silent'; readonly message: string }
  /** The platform knows no maintenance mode: that our own run holds it stands for it. */
  readonly emulatedMaintenance: boolean
  readonly taskFailed: string | null
  /** What its call waits for until its limit. Null: nothing. */
  readonly waitsFor: string | null
  readonly nowMs: number
}): RebootVerdict => {
  const { step, sight, emulatedMaintenance, taskFailed, waitsFor, nowMs } = input
  if (sight.kind === 'host' && hasRebooted(step, sight.host)) return { do: 'done', result: RUN_SENTENCES.rebooted }
  const last = step.attempts.at(-1)
  const isLate = nowMs - (last?.startedAtMs ?? step.startedAtMs ?? nowMs) >= step.limitSeconds * 1000
  if (last === undefined) {
    if (isLate) return { do: 'fail', why: say(RUN_SENTENCES.late, { action: step.action, seconds: step.limitSeconds }) }
    if (sight.kind === 'silent') return { do: 'wait', why: sight.message }
    return waitsFor === null ? firstCall(sight, emulatedMaintenance) : { do: 'wait', why: waitsFor }
  }
  if (last.outcome === 'refused' || last.outcome === 'failed') return { do: 'fail', why: last.message ?? last.outcome }
  if (taskFailed !== null) return { do: 'fail', why: taskFailed }
  if (isLate) return { do: 'fail', why: say(RUN_SENTENCES.rebootUnseen, { seconds: step.limitSeconds }) }
  return { do: 'wait', why: sight.kind === 'silent' ? sight.message : 'it has not been seen to boot anew yet' }
}
