import type { HardwareDoc, HardwareSensor } from '../../domain/hardware'
import type { JournalObject } from '../../domain/journal'
import { type AlarmCondition, alarmCondition } from '../alarm-condition'

const UNITS = { celsius: '°C', rpm: 'rpm', percent: '%', volts: 'V', watts: 'W' } as const
const MOST_NAMED = 4

const worded = ({ name, value, unit }: HardwareSensor): string =>
  value === null ? name : `${name} ${Math.round(value * 100) / 100} ${UNITS[unit]}`

const named = (sensors: readonly HardwareSensor[]): string => {
  const more = sensors.length - MOST_NAMED
  return sensors.slice(0, MOST_NAMED).map(worded).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

const sensorAlarm = (object: JournalObject, sensors: readonly HardwareSensor[]): readonly AlarmCondition[] => {
  const critical = sensors.filter(({ health }) => health === 'critical')
  const warning = sensors.filter(({ health }) => health === 'warning')
  const isHot = critical.some(({ kind }) => kind === 'temperature')
  if (critical.length > 0)
    return [
      alarmCondition(
        'bmc-sensor',
        isHot ? 'critical' : 'warning',
        object,
        `Beyond its limits: ${named(critical)}`,
        isHot
          ? 'Cool the room, or move what runs on it before it switches itself off.'
          : 'Look at the machine: a part may have failed.',
      ),
    ]
  return warning.length === 0
    ? []
    : [
        alarmCondition(
          'bmc-sensor',
          'advisory',
          object,
          `Near its limits: ${named(warning)}`,
          'Watch it; look at fans and air flow.',
        ),
      ]
}

/** What is wrong with a host by its BMC, or with the BMC. Silence is an alarm, and never a power state (A5). */
export const hardwareAlarms = (doc: HardwareDoc, hostName: string): readonly AlarmCondition[] => {
  const object: JournalObject = { kind: 'host', id: doc.hostId, name: hostName }
  const found: AlarmCondition[] = []
  if (doc.contact !== 'ok' && doc.contact !== 'silent' && doc.message !== null)
    found.push(
      alarmCondition(
        'bmc-no-contact',
        'warning',
        object,
        'Its BMC does not answer: whether it is off cannot be verified by it, nor can it be woken by it',
        doc.message,
      ),
    )
  if (doc.doubt !== null)
    found.push(
      alarmCondition(
        'bmc-doubted',
        'warning',
        object,
        'Its BMC contradicts its manager and is not believed',
        'Check the address of its BMC.',
      ),
    )
  // What was read before it fell silent is old.
  if (doc.contact === 'ok') found.push(...sensorAlarm(object, doc.reading?.sensors ?? []))
  return found
}
