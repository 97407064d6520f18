import { setTimeout as pause } from 'node:timers/promises'
import { type ChangedObjects, type DriverFailure, unreachable } from '../../ports'
import type { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { askStates, WAIT_SECONDS } from './change-question'
import { isGuid } from './task-id'

/** PowerShell starts, and loads its modules, before it begins to wait. */
const WAIT_DEADLINE_MS = (WAIT_SECONDS + 20) * 1_000
const FIRST_DEADLINE_MS = 20_000
/** A host that cannot be listened to is tried again after so long; the others are listened to meanwhile. */
const AGAIN_AFTER_MS = 15_000

type Tell = (changed: ChangedObjects | null) => void

/** "vm <id> <state> <statuses>" by VM; the host itself is among them under its own name, which is no id. */
const byVm = (states: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    states.flatMap((state) => {
      const [kind, id = '', ...rest] = state.split(' ')
      return kind === 'vm' && isGuid(id) ? [[id.toLowerCase(), rest.join(' ')] as const] : []
    }),
  )

const nodesIn = (states: readonly string[]): string => states.filter((state) => state.startsWith('node')).join('|')

/** Null in its place: something of the nodes, or nothing that is named. */
export const changedBetween = (before: readonly string[], now: readonly string[]): ChangedObjects | null => {
  if (nodesIn(before) !== nodesIn(now)) return null
  const [were, are] = [byVm(before), byVm(now)]
  const vmNativeIds = [...new Set([...were.keys(), ...are.keys()])].filter((id) => were.get(id) !== are.get(id))
  return { vmNativeIds, hostNativeIds: [] }
}

const statesOf = async (
  host: PowerShellHost,
  known: readonly string[] | null,
  signal: AbortSignal,
): Promise<readonly string[] | null> => {
  const parameters = { known: known ?? [], seconds: known === null ? 0 : WAIT_SECONDS }
  const deadlineMs = known === null ? FIRST_DEADLINE_MS : WAIT_DEADLINE_MS
  const { mayManage, states } = await host.ask(askStates, parameters, { deadlineMs, signal })
  // Members of neither group are shown an empty host.
  return mayManage ? states : null
}

/** Until the host cannot be listened to. What changes between two questions is seen by the second, which knows the states before. */
const listen = async (host: PowerShellHost, tell: Tell, signal: AbortSignal, isHeard: () => void): Promise<void> => {
  let known = await statesOf(host, null, signal)
  while (known !== null && !signal.aborted) {
    isHeard()
    const now = await statesOf(host, known, signal)
    const changed = now === null ? null : changedBetween(known, now)
    if (now !== null && (changed === null || changed.vmNativeIds.length > 0)) tell(changed)
    known = now
  }
}

/** Listens at every host by itself until it is ended. One that falls silent, or is heard again, asks for all: the others tell of it. */
export const watchChanges = async (
  hosts: readonly PowerShellHost[],
  tell: Tell,
  signal: AbortSignal,
  againAfterMs = AGAIN_AFTER_MS,
): Promise<DriverFailure> => {
  await Promise.all(
    hosts.map(async (host) => {
      let wasHeard: boolean | null = null
      const hears = (isHeard: boolean): void => {
        if (wasHeard !== null && wasHeard !== isHeard) tell(null)
        wasHeard = isHeard
      }
      while (!signal.aborted) {
        await listen(host, tell, signal, () => hears(true)).catch((error: unknown) => {
          if (!(error instanceof CallFailed)) throw error
        })
        if (signal.aborted) return
        hears(false)
        await pause(againAfterMs, undefined, { signal }).catch(() => undefined)
      }
    }),
  )
  return unreachable('Listening was ended.', '')
}
