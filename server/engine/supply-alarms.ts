import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { PowerScene } from '../decide/feed-loads'
import type { GroupState } from '../decide/group-state'
import { isOverloaded, redundancyGap } from '../decide/loss-of-supply'
import type { HostId } from '../domain/ids'
import { credibleValue } from '../domain/power-reading'
import type { PowerDeviceView, PowerGroup } from '../domain/world'
import { type AlarmCondition, alarmCondition } from './alarm-condition'

/** So many hosts are named, by their reasons; the others are counted. */
const MOST_NAMED = 10
const CODE = 'redundancy-overload'
/** UPSs are built for surroundings of up to 40 °C; from there on their batteries age within months. Once said, until a little below. */
const HOT_CELSIUS = 40
const HOT_ENDS_CELSIUS = 38

const percent = (value: number | null): string => `${Math.round(value ?? 0)} %`
const watts = (value: number): string => `${Math.round(value)} W`

const expectedOverload = (device: PowerDeviceView): readonly AlarmCondition[] => {
  const { expectedLoad } = device
  if (expectedLoad === undefined || !isOverloaded(expectedLoad)) return []
  return [
    alarmCondition(
      'overload-expected',
      'critical',
      { kind: 'device', id: device.id, name: device.name },
      `It is expected to carry ${percent(expectedLoad.percent)} of its rating (${watts(expectedLoad.watts)}): ${expectedLoad.reason}`,
      'Move or shed load at once: an overloaded UPS drops everything that hangs on it.',
    ),
  ]
}

/** P8: where the device does not say itself that it is too hot. */
const tooHot = (device: PowerDeviceView, isKnown: (alarmId: string) => boolean): readonly AlarmCondition[] => {
  const celsius = credibleValue(device.readings, 'temperatureCelsius')
  const limit = isKnown(`hot:${device.id}`) ? HOT_ENDS_CELSIUS : HOT_CELSIUS
  if (celsius === null || celsius <= limit || device.contact !== 'ok' || device.flags.includes('overheated')) return []
  return [
    alarmCondition(
      'hot',
      'warning',
      { kind: 'device', id: device.id, name: device.name },
      `It measures ${Math.round(celsius)} °C`,
      'Check its fans and the cooling of the room: when that has failed, there is little time.',
    ),
  ]
}

const ofGroup = (group: PowerGroup, scene: PowerScene, isKnown: (alarmId: string) => boolean): readonly AlarmCondition[] => {
  const gap = redundancyGap(group, scene, isKnown(`${CODE}:${group.id}`))
  if (gap === null) return []
  return [
    alarmCondition(
      CODE,
      'warning',
      { kind: 'group', id: group.id, name: group.name },
      `If ${gap.lost.join(' and ')} failed, ${gap.device.name} would carry ${percent(gap.percent)} of its rating (${watts(gap.watts)})`,
      'This group is not redundant under its present load. Move load elsewhere, or let its plan shed some before it fails.',
    ),
  ]
}

const hostsAtRisk = (
  group: PowerGroup,
  atRisk: ReadonlyMap<HostId, string>,
  nameOf: ReadonlyMap<HostId, string>,
): readonly AlarmCondition[] => {
  if (atRisk.size === 0) return []
  const namesOf = new Map<string, string[]>()
  for (const [id, reason] of [...atRisk].slice(0, MOST_NAMED)) {
    const names = namesOf.get(reason) ?? []
    names.push(nameOf.get(id) ?? id)
    namesOf.set(reason, names)
  }
  const named = [...namesOf].map(([reason, names]) => `${names.join(', ')} (${reason})`)
  const more = atRisk.size - Math.min(atRisk.size, MOST_NAMED)
  return [
    alarmCondition(
      'hosts-at-risk',
      'warning',
      { kind: 'group', id: group.id, name: group.name },
      more > 0
        ? say(P.hostsAtRiskMore, { groups: named.join('; '), count: more })
        : say(P.hostsAtRisk, { groups: named.join('; ') }),
      null,
    ),
  ]
}

/** The groups and UPSs that are looked at. */
export interface SupplyScene {
  readonly groups: readonly { readonly group: PowerGroup; readonly state: GroupState }[]
  readonly scene: PowerScene
  readonly atRisk: (group: PowerGroup) => ReadonlyMap<HostId, string>
  readonly hostNames: ReadonlyMap<HostId, string>
  /** Whether an alarm of this id is on already. */
  readonly isKnown: (alarmId: string) => boolean
}

/** What the UPSs that are left cannot carry, now or if the next one fails; whom that would take along (P5); and heat (P8). */
export const supplyAlarms = (input: SupplyScene): readonly AlarmCondition[] => {
  const { groups, scene } = input
  return [
    ...[...scene.devices.values()].flatMap((device) => [...expectedOverload(device), ...tooHot(device, input.isKnown)]),
    ...groups.flatMap(({ group, state }) => [
      ...ofGroup(group, scene, input.isKnown),
      ...(state.inTrouble ? hostsAtRisk(group, input.atRisk(group), input.hostNames) : []),
    ]),
  ]
}

/** Every combination of failures is gone through: no oftener than this. */
const AGAIN_MS = 2_000

/** The alarms of the last look, until it is time for another. */
export class SupplyAlarms {
  #alarms: readonly AlarmCondition[] = []
  #atMs = Number.NEGATIVE_INFINITY

  look(scene: () => SupplyScene, nowMs: number): readonly AlarmCondition[] {
    if (nowMs - this.#atMs < AGAIN_MS) return this.#alarms
    this.#atMs = nowMs
    this.#alarms = supplyAlarms(scene())
    return this.#alarms
  }
}
