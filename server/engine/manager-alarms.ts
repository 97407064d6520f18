import type { JournalObject } from '../domain/journal'
import type { ManagerTrouble } from '../domain/refusal-cause'
import type { ManagerView, PowerGroup, World } from '../domain/world'
import type { PlanRow } from '../store/store'
import { type AlarmCondition, alarmCondition } from './alarm-condition'

const WORDS: Readonly<Record<ManagerTrouble, readonly [code: string, severity: AlarmCondition['severity'], message: string]>> = {
  certificate: [
    'manager-certificate',
    'critical',
    'Shows another certificate than the accepted one, or one that nobody accepted',
  ],
  'host-key': ['manager-host-key', 'critical', 'Shows another SSH host key than the accepted one, or one that nobody accepted'],
  credentials: ['manager-credentials', 'critical', 'Does not accept our credentials'],
  privileges: ['manager-privileges', 'critical', 'Our account lacks a privilege'],
  lockdown: ['manager-lockdown', 'critical', 'Takes orders from its manager only (lockdown mode)'],
  refused: ['manager-refuses', 'warning', 'Refuses to tell what it has'],
  silent: ['manager-no-contact', 'warning', 'Manager does not answer'],
}

const isUsable = ({ contact, message }: ManagerView): boolean => contact === 'ok' || message === null

const ofManager = (manager: ManagerView): readonly AlarmCondition[] => {
  if (isUsable(manager)) return []
  const [code, severity, message] = WORDS[manager.trouble ?? 'silent']
  return [alarmCondition(code, severity, { kind: 'manager', id: manager.id, name: manager.name }, message, manager.message)]
}

/** Managers through which something of the group would have to be switched, and cannot be now. Known by the feeds: they outlast an inventory. */
const unusableOf = (group: PowerGroup, world: Pick<World, 'managers' | 'feeds'>): readonly ManagerView[] => {
  const broken = world.managers.filter((manager) => !isUsable(manager))
  if (broken.length === 0) return []
  const devices = new Set<string>(group.deviceIds)
  const hostIds = world.feeds.filter((feed) => devices.has(feed.deviceId)).map((feed) => feed.hostId)
  return broken.filter(({ id }) => hostIds.some((hostId) => hostId.startsWith(`${id}:`)))
}

/** What could not be reached or used is said long before it is needed (A12). */
export const managerAlarms = (
  world: Pick<World, 'managers' | 'feeds'>,
  groups: readonly { readonly group: PowerGroup; readonly plan: PlanRow | null }[],
): readonly AlarmCondition[] => [
  ...world.managers.flatMap(ofManager),
  ...groups.flatMap(({ group, plan }) => {
    const broken = plan === null || plan.publishedVersionId === null ? [] : unusableOf(group, world)
    if (broken.length === 0) return []
    const object: JournalObject = { kind: 'group', id: group.id, name: group.name }
    const hint = broken.map(({ name, message }) => `${name}: ${message ?? ''}`).join(' · ')
    return [
      alarmCondition(
        'plan-not-executable',
        plan?.mode === 'armed' ? 'critical' : 'warning',
        object,
        'Its plan is not executable now: what it switches cannot be reached or used',
        hint,
      ),
    ]
  }),
]
