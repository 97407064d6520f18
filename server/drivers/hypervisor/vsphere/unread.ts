import type { IsUnread } from '../../protocols/xml/xml-parser'
import { isUnreadDevice } from './vm-devices'

/** Of processors, portgroups and machines: half of what a host tells of itself, and nowhere read, whatever bears the name. */
const OF_HOSTS: ReadonlySet<string> = new Set(['cpuFeature', 'threadId', 'computedPolicy', 'otherIdentifyingInfo'])

/** What answers tell and nobody reads: it is only looked through. */
export const isUnread: IsUnread = (element) => OF_HOSTS.has(element.name) || isUnreadDevice(element)
