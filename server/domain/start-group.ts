import type { KeepAlive } from './keep-alive'
import { tierOf } from './tier'

/** What starts together on the way back, in this order (R3): what others need to work at all, and then the rest by importance. */
export const START_GROUPS = [
  'network-storage',
  'directory',
  'database',
  'manager',
  'tier-0',
  'tier-1',
  'tier-2',
  'tier-3',
] as const
export type StartGroup = (typeof START_GROUPS)[number]

/** Others wait until these have started; for the rest they only come first. */
const WAITED_FOR: readonly StartGroup[] = ['network-storage', 'directory', 'database', 'manager']

export const startRank = (group: StartGroup): number => START_GROUPS.indexOf(group)

export const isWaitedFor = (group: StartGroup): boolean => WAITED_FOR.includes(group)

/** Tags in any case, also with `role:` or `role-` before them. */
const TAGS: Readonly<Record<string, StartGroup>> = {
  network: 'network-storage',
  router: 'network-storage',
  firewall: 'network-storage',
  gateway: 'network-storage',
  dhcp: 'network-storage',
  storage: 'network-storage',
  nas: 'network-storage',
  nfs: 'network-storage',
  iscsi: 'network-storage',
  directory: 'directory',
  'domain-controller': 'directory',
  dc: 'directory',
  ldap: 'directory',
  dns: 'directory',
  ntp: 'directory',
  time: 'directory',
  database: 'database',
  db: 'database',
  sql: 'database',
  manager: 'manager',
  vcenter: 'manager',
}

const ROLES = { console: 'manager', manager: 'manager', database: 'database', marked: 'directory' } as const satisfies Record<
  KeepAlive['role'],
  StartGroup
>

const earliest = (groups: readonly StartGroup[]): StartGroup | null =>
  groups.reduce<StartGroup | null>((best, group) => (best === null || startRank(group) < startRank(best) ? group : best), null)

/**
 * By its tags; else by what of the operation it carries, where one that a person marked comes with the directory; else by its tier. Of
 * several, the earliest.
 */
export const startGroupOf = (vm: { readonly tags: readonly string[]; readonly keepAlive?: readonly KeepAlive[] }): StartGroup => {
  const words = vm.tags.map((tag) =>
    tag
      .trim()
      .toLowerCase()
      .replace(/^role[-_:= ]/, ''),
  )
  return (
    earliest(words.flatMap((word) => TAGS[word] ?? [])) ??
    earliest((vm.keepAlive ?? []).map(({ role }) => ROLES[role])) ??
    `tier-${tierOf(vm)}`
  )
}
