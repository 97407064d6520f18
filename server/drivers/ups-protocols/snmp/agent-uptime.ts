import { type CallOptions, type DriverResult, ok } from '../../ports'
import type { SnmpSession } from './snmp-session'
import { type MibObject, numberAt } from './table'

const SYS_UP_TIME: MibObject = { name: 'sysUpTime', oid: '1.3.6.1.2.1.1.3.0' }
const TICKS_PER_SECOND = 100

/** sysUpTime is not polled: it differs in every answer, and polls are cheap because most answers repeat themselves. */
export const readAgentUptime = async (session: SnmpSession, options: CallOptions): Promise<DriverResult<number | null>> => {
  const answers = await session.get([SYS_UP_TIME.oid], options, { essential: new Set([SYS_UP_TIME.oid]), steady: new Set() })
  if (answers.kind !== 'ok') return answers
  const ticks = numberAt(answers.value, SYS_UP_TIME)
  return ok(ticks === null ? null : ticks / TICKS_PER_SECOND)
}
