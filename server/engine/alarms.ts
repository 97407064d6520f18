import type { GroupState } from '../decide/group-state'
import { isUps } from '../domain/device-kind'
import type { DeviceId } from '../domain/ids'
import type { JournalObject } from '../domain/journal'
import type { AlarmDoc } from '../domain/view'
import type { PowerDeviceView, PowerGroup, World } from '../domain/world'
import type { PlanRow } from '../store/store'
import { type AlarmCondition, alarmCondition } from './alarm-condition'
import { chainAlarms, type DeclaredChain } from './chain-alarms'
import { feedAlarms } from './feed-alarms'
import { managerAlarms } from './manager-alarms'
import { recoveryAlarms } from './recovery/recovery-alarms'

const outputOff = (device: PowerDeviceView, object: JournalObject): AlarmCondition =>
  isUps(device)
    ? alarmCondition(
        'output-off',
        'critical',
        object,
        'Output is off: it supplies nothing',
        'Switch it on, or remove it from its power group.',
      )
    : alarmCondition(
        'no-input',
        'critical',
        object,
        'No live input: nothing that hangs on it has power from it',
        'Look at what feeds it, the breaker and the cable.',
      )

const ofDevice = (device: PowerDeviceView): readonly AlarmCondition[] => {
  if (device.contact === 'ok' && device.flags.length === 0 && device.supply !== 'bypass' && device.supply !== 'off') return []
  const object: JournalObject = { kind: 'device', id: device.id, name: device.name }
  const found: AlarmCondition[] = []
  if (device.contact === 'lost')
    found.push(
      alarmCondition('no-contact', 'warning', object, 'No contact', device.message ?? 'Check the network path to its card.'),
    )
  if (device.supply === 'bypass')
    found.push(
      alarmCondition(
        'bypass',
        'warning',
        object,
        'On bypass: the load is not protected',
        'Find out who put it on bypass, and why.',
      ),
    )
  if (device.supply === 'off') found.push(outputOff(device, object))
  if (device.flags.includes('overload'))
    found.push(alarmCondition('overload', 'critical', object, 'Overload', 'Move or shed load before it drops it.'))
  if (device.flags.includes('replace-battery'))
    found.push(
      alarmCondition('replace-battery', 'warning', object, 'Battery must be replaced', 'Its runtime is not to be relied on.'),
    )
  if (device.flags.includes('battery-missing'))
    found.push(alarmCondition('battery-missing', 'critical', object, 'No battery', 'It will not carry anything.'))
  if (device.flags.includes('fault'))
    found.push(alarmCondition('fault', 'warning', object, 'Fault reported by the device', device.alarms.join(', ') || null))
  if (device.flags.includes('overheated'))
    found.push(alarmCondition('overheated', 'warning', object, 'Too hot', 'Check fans and room cooling.'))
  return found
}

const ofGroup = (group: PowerGroup, state: GroupState, plan: PlanRow | null): readonly AlarmCondition[] => {
  const object: JournalObject = { kind: 'group', id: group.id, name: group.name }
  const found: AlarmCondition[] = []
  switch (state.condition) {
    case 'on-battery':
      found.push(alarmCondition('on-battery', 'warning', object, 'On battery', null))
      break
    case 'low-battery':
      found.push(alarmCondition('low-battery', 'critical', object, 'Low battery', null))
      break
    case 'off':
      found.push(alarmCondition('group-off', 'critical', object, 'Nothing supplies this group', null))
      break
    case 'redundancy-lost':
      found.push(alarmCondition('redundancy-lost', 'warning', object, 'Redundancy lost', state.evidence.join('; ')))
      break
    case 'on-mains':
    case 'unknown':
      break
  }
  if (plan === null || plan.publishedVersionId === null)
    found.push(
      alarmCondition(
        'no-plan',
        'advisory',
        object,
        'No published plan',
        'Build one under Plans: until then nothing happens in an outage.',
      ),
    )
  else if (plan.mode !== 'armed')
    found.push(
      alarmCondition(
        'not-armed',
        'advisory',
        object,
        plan.mode === 'dry-run' ? 'Plan is in dry run' : 'Plan is not armed',
        'It switches nothing until it is armed.',
      ),
    )
  return found
}

const isSame = (alarm: AlarmDoc, found: AlarmCondition): boolean =>
  alarm.severity === found.severity &&
  alarm.message === found.message &&
  alarm.hint === found.hint &&
  alarm.object.name === found.object.name

/** One alarm per condition; each keeps the moment since which it has held, and stays the very same while nothing of it changes. */
export const alarmsNow = (input: {
  readonly devices: readonly PowerDeviceView[]
  readonly groups: readonly { readonly group: PowerGroup; readonly state: GroupState; readonly plan: PlanRow | null }[]
  readonly world: Pick<World, 'managers' | 'hosts' | 'feeds'>
  readonly declared: Pick<DeclaredChain, 'feeds' | 'deviceFeeds' | 'groups'>
  /** Further conditions, found elsewhere. */
  readonly further: readonly AlarmCondition[]
  /** UPSs that somebody works on: nothing is said of them. */
  readonly silenced: ReadonlySet<DeviceId>
  readonly before: ReadonlyMap<string, AlarmDoc>
  readonly nowMs: number
}): ReadonlyMap<string, AlarmDoc> => {
  const conditions = [
    ...input.devices.flatMap(ofDevice),
    ...input.groups.flatMap(({ group, state, plan }) => ofGroup(group, state, plan)),
    ...managerAlarms(input.world, input.groups),
    ...recoveryAlarms(input.world.managers),
    ...input.further,
    ...feedAlarms({ ...input.world, devices: input.devices, groups: input.groups.map(({ group }) => group) }),
    ...chainAlarms({ ...input.declared, hosts: input.world.hosts, devices: input.devices }),
  ]
  const silenced = new Set<string>(input.silenced)
  const spoken = conditions.filter(({ object }) => object.kind !== 'device' || !silenced.has(object.id))
  return new Map(
    spoken.map((found) => {
      const id = `${found.code}:${found.object.id}`
      const before = input.before.get(id)
      return [
        id,
        before !== undefined && isSame(before, found) ? before : { ...found, id, sinceMs: before?.sinceMs ?? input.nowMs },
      ]
    }),
  )
}
