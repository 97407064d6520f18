import { answerMessage } from '../simulator/snmp/message'
import { ObjectTable, type SnmpObject } from '../simulator/snmp/object-table'
import { startUdpAgent } from '../simulator/snmp/udp-agent'

const integer = (oid: string, value: number): SnmpObject => ({ oid, value: { type: 'integer', value } })
const text = (oid: string, value: string): SnmpObject => ({ oid, value: { type: 'string', value } })
const UPS_MIB = '1.3.6.1.2.1.33.1'

export const agentObjects = (description: string, systemName: string): readonly SnmpObject[] => [
  text('1.3.6.1.2.1.1.1.0', description),
  { oid: '1.3.6.1.2.1.1.2.0', value: { type: 'oid', value: '1.3.6.1.4.1.8072.3.2.10' } },
  text('1.3.6.1.2.1.1.5.0', systemName),
]

/** A UPS by RFC 1628, on mains. */
export const upsObjects = (systemName: string, chargePercent: number): readonly SnmpObject[] => [
  ...agentObjects('A network card', systemName),
  text(`${UPS_MIB}.1.1.0`, 'Loopback'),
  text(`${UPS_MIB}.1.2.0`, 'UPS 1000'),
  integer(`${UPS_MIB}.2.1.0`, 2),
  integer(`${UPS_MIB}.2.2.0`, 0),
  integer(`${UPS_MIB}.2.3.0`, 18),
  integer(`${UPS_MIB}.2.4.0`, chargePercent),
  integer(`${UPS_MIB}.4.1.0`, 3),
]

/** An SNMP agent on an address of its own; on Linux all of 127.0.0.0/8 is this machine. After `mostAnswers` it is silent. */
export const startLoopbackAgent = async (
  host: string,
  port: number,
  community: string,
  objects: readonly SnmpObject[],
  mostAnswers = Number.POSITIVE_INFINITY,
): Promise<{ readonly asked: () => number; readonly close: () => Promise<void> }> => {
  const table = new ObjectTable(objects)
  let asked = 0
  const agent = await startUdpAgent(
    (request) => {
      asked += 1
      if (asked > mostAnswers) return null
      return answerMessage({ table: () => table, set: () => 'not-writable' }, community, request)
    },
    { host, port },
  )
  return { asked: () => asked, close: () => agent.close() }
}

/** Whatever comes is answered with what `answer` makes of it; null: nothing. */
export const startOddAgent = async (host: string, port: number, answer: (request: Buffer) => Buffer | null) => {
  let asked = 0
  const agent = await startUdpAgent(
    (request) => {
      asked += 1
      return answer(request)
    },
    { host, port },
  )
  return { asked: () => asked, close: () => agent.close() }
}
