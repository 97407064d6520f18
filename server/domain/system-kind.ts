import { PLANNER_SENTENCES } from './planner-sentences'
import { say } from './sentence'

/**
 * Kinds of VMs that belong to a platform (D6), each with how it ends. Agents go and come with their hosts, whatever happens to
 * these. All others carry something that must not be cut off: while one runs, its host is not shut down under it.
 */
export const SYSTEM_KINDS = {
  vcls: { goesWithHost: true, procedure: null },
  agent: { goesWithHost: true, procedure: null },
  'hosted-engine': {
    goesWithHost: false,
    procedure: PLANNER_SENTENCES.endHostedEngine,
  },
  'nutanix-cvm': {
    goesWithHost: false,
    procedure: PLANNER_SENTENCES.endCvm,
  },
  'vsan-witness': {
    goesWithHost: false,
    procedure: PLANNER_SENTENCES.endWitness,
  },
} as const satisfies Record<string, { readonly goesWithHost: boolean; readonly procedure: string | null }>

const kinds: Readonly<Record<string, { readonly goesWithHost: boolean; readonly procedure: string | null }>> = SYSTEM_KINDS

/** Whether its host may be shut down under it. A kind that is not known here is not cut off. */
export const goesWithItsHost = (systemKind: string): boolean => kinds[systemKind.toLowerCase()]?.goesWithHost ?? false

/** What it is, and what a person does about it. */
export const systemVmWords = (systemKind: string): string => {
  const procedure = procedureOf(systemKind)
  return procedure === null
    ? say(PLANNER_SENTENCES.systemVmByPlatform, { kind: systemKind })
    : say(PLANNER_SENTENCES.systemVm, { kind: systemKind, procedure })
}

/** What a person does about it; null: nothing, its platform sees to it. */
export const procedureOf = (systemKind: string): string | null => kinds[systemKind.toLowerCase()]?.procedure ?? null
