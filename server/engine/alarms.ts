import type { GroupState } from '../decide/group-state'
import type { JournalObject } from '../domain/journal'
import type { Severity } from '../domain/severity'
import type { AlarmDoc } from '../domain/view'
import type { ManagerView, PowerDeviceView, PowerGroup } from '../domain/world'
import type { PlanRow } from '../store/store'

type Condition = Omit<AlarmDoc, 'id' | 'sinceMs'>

const condition = (code: string, severity: Severity, object: JournalObject, message: string, hint: string | null): Condition => ({
  code,
  severity,
  object,
  message,
  hint,
})

const ofDevice = (device: PowerDeviceView): readonly Condition[] => {
  const object: JournalObject = { kind: 'device', id: device.id, name: device.name }
  const found: Condition[] = []
  if (device.contact === 'lost')
    found.push(condition('no-contact', 'warning', object, 'No contact', device.message ?? 'Check the network path to its card.'))
  if (device.supply === 'bypass')
    found.push(
      condition('bypass', 'warning', object, 'On bypass: the load is not protected', 'Find out who put it on bypass, and why.'),
    )
  if (device.supply === 'off')
    found.push(
      condition(
        'output-off',
        'critical',
        object,
        'Output is off: it supplies nothing',
        'Switch it on, or remove it from its power group.',
      ),
    )
  if (device.flags.includes('overload'))
    found.push(condition('overload', 'critical', object, 'Overload', 'Move or shed load before it drops it.'))
  if (device.flags.includes('replace-battery'))
    found.push(condition('replace-battery', 'warning', object, 'Battery must be replaced', 'Its runtime is not to be relied on.'))
  if (device.flags.includes('battery-missing'))
    found.push(condition('battery-missing', 'critical', object, 'No battery', 'It will not carry anything.'))
  if (device.flags.includes('fault'))
    found.push(condition('fault', 'warning', object, 'Fault reported by the device', device.alarms.join(', ') || null))
  if (device.flags.includes('overheated'))
    found.push(condition('overheated', 'warning', object, 'Too hot', 'Check fans and room cooling.'))
  return found
}

const ofGroup = (group: PowerGroup, state: GroupState, plan: PlanRow | null): readonly Condition[] => {
  const object: JournalObject = { kind: 'group', id: group.id, name: group.name }
  const found: Condition[] = []
  switch (state.condition) {
    case 'on-battery':
      found.push(condition('on-battery', 'warning', object, 'On battery', null))
      break
    case 'low-battery':
      found.push(condition('low-battery', 'critical', object, 'Low battery', null))
      break
    case 'off':
      found.push(condition('group-off', 'critical', object, 'Nothing supplies this group', null))
      break
    case 'redundancy-lost':
      found.push(condition('redundancy-lost', 'warning', object, 'Redundancy lost', state.evidence.join('; ')))
      break
    case 'on-mains':
    case 'unknown':
      break
  }
  if (plan === null || plan.publishedVersionId === null)
    found.push(
      condition(
        'no-plan',
        'advisory',
        object,
        'No published plan',
        'Build one under Plans: until then nothing happens in an outage.',
      ),
    )
  else if (plan.mode !== 'armed')
    found.push(
      condition(
        'not-armed',
        'advisory',
        object,
        plan.mode === 'dry-run' ? 'Plan is in dry run' : 'Plan is not armed',
        'It switches nothing until it is armed.',
      ),
    )
  return found
}

const ofManager = (manager: ManagerView): readonly Condition[] =>
  manager.contact === 'ok' || manager.message === null
    ? []
    : [
        condition(
          'manager-no-contact',
          'warning',
          { kind: 'manager', id: manager.id, name: manager.name },
          'Manager does not answer',
          manager.message,
        ),
      ]

/** One alarm per condition; each keeps the moment since which it has held. */
export const alarmsNow = (input: {
  readonly devices: readonly PowerDeviceView[]
  readonly groups: readonly { readonly group: PowerGroup; readonly state: GroupState; readonly plan: PlanRow | null }[]
  readonly managers: readonly ManagerView[]
  readonly before: ReadonlyMap<string, AlarmDoc>
  readonly nowMs: number
}): ReadonlyMap<string, AlarmDoc> => {
  const conditions = [
    ...input.devices.flatMap(ofDevice),
    ...input.groups.flatMap(({ group, state, plan }) => ofGroup(group, state, plan)),
    ...input.managers.flatMap(ofManager),
  ]
  return new Map(
    conditions.map((found) => {
      const id = `${found.code}:${found.object.id}`
      return [id, { ...found, id, sinceMs: input.before.get(id)?.sinceMs ?? input.nowMs }]
    }),
  )
}
