import type { UpsIdentity, UpsObservation } from '../../domain/ups'
import { type CallOptions, type DriverResult, ok, type UpsSession, type UpsTarget } from '../ports'
import { mergeIdentity } from '../ups-protocols/merging/merge-identity'
import { mergeTold } from '../ups-protocols/merging/merge-observations'
import { meaningfulOf } from '../ups-protocols/merging/told'
import { CombinedReader } from '../ups-protocols/snmp/combined-reader'
import { kindOf, openFamilies, openSnmpSession, type SnmpUpsDriver } from '../ups-protocols/snmp/family'
import {
  deadlineFrom,
  isServed,
  namingOf,
  notServed,
  oidsOf,
  proofOids,
  SYS_DESCR,
  wrongKind,
} from '../ups-protocols/snmp/family-reads'
import type { SnmpFamily } from '../ups-protocols/snmp/snmp-family'
import type { SnmpSession } from '../ups-protocols/snmp/snmp-session'
import { textAt } from '../ups-protocols/snmp/table'

export interface DetectedSnmpUps {
  readonly identity: UpsIdentity
  readonly observation: UpsObservation
  open(): UpsSession
}

const survey = async (
  session: SnmpSession,
  families: readonly SnmpFamily[],
  target: UpsTarget,
  options: CallOptions,
): Promise<DriverResult<DetectedSnmpUps>> => {
  const left = deadlineFrom(options)
  const proofs = await session.get([SYS_DESCR.oid, ...proofOids(families)], left())
  if (proofs.kind !== 'ok') return proofs
  const served = families.filter((family) => isServed(family, proofs.value))
  if (served.length === 0) return notServed('serves none of the UPS families known here', textAt(proofs.value, SYS_DESCR))
  const each = await new CombinedReader(served, session).readEach(left, new Map())
  if (each.kind !== 'ok') return each
  // A family that is not served else may still name the device: some cards fill only that part of it.
  const names = await session.get(
    families.flatMap(({ identityObjects }) => oidsOf(identityObjects)),
    left(),
  )
  if (names.kind !== 'ok') return names
  const meaningful = meaningfulOf(each.value.told)
  // What is a UPS by one MIB is no PDU by another: cards serve skeletons of their maker's other products.
  const told = meaningful.filter(({ source }) => source.kind === meaningful[0]?.source.kind)
  const [richest, ...others] = told
  if (richest === undefined) return notServed('serves none of the UPS families known here', textAt(proofs.value, SYS_DESCR))
  const namings = families.map((family) => namingOf(family, names.value)).filter((one) => one !== null)
  return ok({
    identity: {
      ...kindOf(richest.source),
      family: richest.family,
      also: others.map(({ family }) => family),
      ...mergeIdentity(namings),
    },
    observation: mergeTold(told),
    open: () =>
      openFamilies(
        told.map(({ source }) => source),
        target,
      ),
  })
}

/**
 * Asks for all families over one session; sysObjectID is not trusted (five makers answer with net-snmp's own). Those that say
 * something of substance are read together from then on.
 */
export const detectSnmpUps = async (
  target: UpsTarget,
  drivers: readonly SnmpUpsDriver[],
  options: CallOptions,
): Promise<DriverResult<DetectedSnmpUps>> => {
  const session = openSnmpSession(target)
  if (session === null) return wrongKind()
  const families = drivers.map(({ snmp }) => snmp).sort((one, other) => other.richness - one.richness)
  try {
    return await survey(session, families, target, options)
  } finally {
    session.close()
  }
}
