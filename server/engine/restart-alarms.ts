import type { Run } from '../domain/run'
import { type Host, isSeenUp } from '../domain/world'
import { type AlarmCondition, alarmCondition } from './alarm-condition'
import type { CarriedGroup } from './danger-alarms'

/** What comes back although another outage could not be ended in order: a person is told (R1, R2). */
export const restartAlarms = (carried: readonly CarriedGroup[]): readonly AlarmCondition[] =>
  carried.flatMap(({ group, run: { recoveryNote } }) =>
    recoveryNote?.isUnprotected === true
      ? [
          alarmCondition(
            'recovery-unprotected',
            'warning',
            { kind: 'group' as const, id: group.id, name: group.name },
            'Its VMs come back although its battery could not end them in order in another outage',
            `It goes on ${recoveryNote.why}. Look at the battery and its charger.`,
          ),
        ]
      : [],
  )

/** A way back that waits for the answer of a UPS, and would for ever, is told (R1, P9). */
export const blindAlarms = (carried: readonly CarriedGroup[]): readonly AlarmCondition[] =>
  carried.flatMap(({ group, run: { recoveryNote } }) =>
    recoveryNote?.isBlind === true
      ? [
          alarmCondition(
            'recovery-blind',
            'warning',
            { kind: 'group' as const, id: group.id, name: group.name },
            'Its way back waits: no UPS tells whether the mains are there',
            'Look at the UPS and its card. The run’s “Go on now” brings everything back without its answer.',
          ),
        ]
      : [],
  )

/** Hosts that went off beside a run: it leaves off those where that is certain, for somebody may have his hands in them (R5, R1). */
export const switchedOffAlarms = (
  runs: readonly Pick<Run, 'switchedOff'>[],
  hosts: readonly Pick<Host, 'id' | 'connection' | 'stale'>[],
): readonly AlarmCondition[] => {
  const up = new Set(hosts.filter(isSeenUp).map(({ id }) => id))
  const off = runs.flatMap(({ switchedOff = [] }) => switchedOff.filter(({ hostId }) => !up.has(hostId)))
  return [...new Map(off.map((one) => [one.hostId, one])).values()].map(({ hostId, name, isVerified }) => {
    const object = { kind: 'host' as const, id: hostId, name }
    if (!isVerified)
      return alarmCondition(
        'host-went-off',
        'warning',
        object,
        'It went off in an outage although it had its power: why is not certain, so it is switched on after it',
        'Look at it. Whoever works on it puts it into maintenance: then it stays off.',
      )
    return alarmCondition(
      'host-switched-off',
      'critical',
      object,
      'It went off in an outage although it had its power: it is not switched on after it',
      'Somebody, or an agent of its own, has switched it off, or it failed. Look at it, and switch it on by hand.',
    )
  })
}
