import type { PowerFlag } from '../../../domain/power-state'
import type { StandingState } from './read-states'

export interface ToldByStates {
  readonly flags: readonly PowerFlag[]
  readonly alarms: readonly string[]
  readonly evidence: readonly string[]
  /** It says that it has lost what it tells of: every other value is stale. */
  readonly contactLost: boolean
}

/** What states say besides where the power comes from. A value that the MIB does not list is a fault and an alarm. */
export const toldByStates = (states: readonly StandingState[]): ToldByStates => ({
  flags: [...new Set(states.flatMap(({ meaning }) => (meaning === null ? ['fault' as const] : (meaning.flags ?? []))))],
  alarms: states.flatMap(({ name, raw, meaning }) => {
    if (meaning === null) return [`${name} says ${raw}, which its MIB does not list`]
    return meaning.alarm === undefined ? [] : [meaning.alarm]
  }),
  evidence: states.map(({ name, raw, meaning }) => `${name} ${raw} (${meaning?.word ?? 'not listed'})`),
  contactLost: states.some(({ meaning }) => meaning?.contactLost === true),
})
