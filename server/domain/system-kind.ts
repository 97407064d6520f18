/**
 * Kinds of VMs that belong to a platform (D6), each with how it ends. Agents go and come with their hosts, whatever happens to
 * these. All others carry something that must not be cut off: while one runs, its host is not shut down under it.
 */
export const SYSTEM_KINDS = {
  vcls: { goesWithHost: true, procedure: null },
  agent: { goesWithHost: true, procedure: null },
  'hosted-engine': {
    goesWithHost: false,
    procedure:
      'move it to another of its hosts by its own platform before its host goes; to stop it, set global maintenance first',
  },
  'nutanix-cvm': {
    goesWithHost: false,
    procedure: 'it serves its host’s storage; once all other VMs have left, shut it down with `cvm_shutdown -P now` in it',
  },
  'vsan-witness': {
    goesWithHost: false,
    procedure: 'it decides for a vSAN cluster; put it into maintenance as a host of its own, or stop it after that cluster',
  },
} as const satisfies Record<string, { readonly goesWithHost: boolean; readonly procedure: string | null }>

const kinds: Readonly<Record<string, { readonly goesWithHost: boolean; readonly procedure: string | null }>> = SYSTEM_KINDS

/** Whether its host may be shut down under it. A kind that is not known here is not cut off. */
export const goesWithItsHost = (systemKind: string): boolean => kinds[systemKind.toLowerCase()]?.goesWithHost ?? false

/** What a person does about it; null: nothing, its platform sees to it. */
export const procedureOf = (systemKind: string): string | null => kinds[systemKind.toLowerCase()]?.procedure ?? null
