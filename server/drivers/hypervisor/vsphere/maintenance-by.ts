import { text, wireType, type XmlElement } from '../../protocols/xml/xml'
import type { ObjectProperties } from './property-collector'
import { textAt } from './read'
import { refOf } from './soap'

/** TaskReason: a person or program that signed in, a schedule, an alarm; else the vCenter by itself, which names nobody. */
const whoOf = (reason: XmlElement | undefined): string | null => {
  switch (wireType(reason)) {
    case 'TaskReasonUser':
      return text(reason, 'userName')
    case 'TaskReasonSchedule':
      return text(reason, 'name')
    case 'TaskReasonAlarm':
      return text(reason, 'alarmName')
    default:
      return null
  }
}

/**
 * By host: who had it put into maintenance, by the vCenter's recent tasks. One that runs says it rather than one that has ended;
 * one that failed says nothing. vLCM and other programs are named by the account that they sign in with.
 */
export const maintenanceBy = (tasks: readonly ObjectProperties[]): ReadonlyMap<string, string> => {
  const entering = tasks.filter((task) => /^HostSystem\.enterMaintenanceMode$/i.test(textAt(task, 'info.descriptionId') ?? ''))
  const isRunning = (task: ObjectProperties): boolean => ['running', 'queued'].includes(textAt(task, 'info.state') ?? '')
  const told = [...entering.filter((task) => textAt(task, 'info.state') === 'success'), ...entering.filter(isRunning)]
  return new Map(
    told.flatMap((task): [string, string][] => {
      const host = refOf(task.properties.get('info.entity') ?? null)?.id
      const who = whoOf(task.properties.get('info.reason'))
      return host === undefined || who === null ? [] : [[host, who]]
    }),
  )
}
