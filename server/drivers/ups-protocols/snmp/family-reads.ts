import type { UpsObservation } from '../../../domain/ups'
import { type CallOptions, type DriverResult, refused, unsupported } from '../../ports'
import type { SnmpFamily } from './snmp-family'
import type { SnmpAnswers } from './snmp-answers'
import type { SnmpSession } from './snmp-session'
import { type MibObject, numberAt, textAt } from './table'

export const SYS_DESCR: MibObject = { name: 'sysDescr', oid: '1.3.6.1.2.1.1.1.0' }
const mostAlarms = 64

/** What is used of a session. */
export type SnmpReads = Pick<SnmpSession, 'get' | 'walk'>

export const oidsOf = (objects: readonly MibObject[]): readonly string[] => objects.map(({ oid }) => oid)
export const proofOids = (families: readonly SnmpFamily[]): readonly string[] => families.flatMap(({ proof }) => oidsOf(proof))

/** All objects of the families, each once. */
export const everythingOf = (families: readonly SnmpFamily[]): readonly string[] => [
  ...new Set(families.flatMap(({ proof, pollOids }) => [...oidsOf(proof), ...pollOids])),
]

export const isServed = ({ proof }: SnmpFamily, answers: SnmpAnswers): boolean =>
  proof.some((object) => numberAt(answers, object) !== null || textAt(answers, object) !== null)

/** What names the family's device has; null: it names nothing. */
export const namingOf = (family: SnmpFamily, answers: SnmpAnswers) =>
  family.identityObjects.some((object) => textAt(answers, object) !== null) ? family.identity(answers) : null

export const wrongKind = (): DriverResult<never> =>
  refused('An SNMP device needs an SNMP community or user', 'Enter the community (v1, v2c) or the user with its keys (v3).')

export const notServed = (label: string, description: string | null): DriverResult<never> =>
  unsupported(
    `The device answers SNMP but ${label}${description === null ? '' : ` (it calls itself "${description}")`}`,
    'Check that this is the network card of a UPS, and that the community or user may read the whole tree.',
  )

/** Time that is left of one call, shared by its several reads; the first has all of it. */
export const deadlineFrom = (options: CallOptions): (() => CallOptions) => {
  const endsAt = performance.now() + options.deadlineMs
  let first = true
  return () => {
    const deadlineMs = first ? options.deadlineMs : Math.max(1, Math.ceil(endsAt - performance.now()))
    first = false
    return { ...options, deadlineMs }
  }
}

/** One family's view of answers that were read; its alarm table is read where it has entries. */
export const observeFamily = async (
  family: SnmpFamily,
  answers: SnmpAnswers,
  session: SnmpReads,
  options: CallOptions,
): Promise<UpsObservation> => {
  const { alarmTable } = family
  if (alarmTable === null || !alarmTable.hasEntries(answers)) return family.observe(answers, new Map())
  const alarms = await session.walk(alarmTable.column, mostAlarms, options)
  return family.observe(answers, alarms.kind === 'ok' ? alarms.value : null)
}
