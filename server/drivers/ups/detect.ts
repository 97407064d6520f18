import type { UpsIdentity, UpsObservation } from '../../domain/ups'
import { credibleValue } from '../../domain/power-reading'
import {
  type CallOptions,
  type DriverFailure,
  type DriverResult,
  ok,
  refused,
  unsupported,
  type UpsDriver,
  type UpsTarget,
} from '../ports'
import { upsDrivers } from './registry'

export interface DetectedUps {
  readonly driver: UpsDriver
  readonly identity: UpsIdentity
  /** Further families that the device serves too. */
  readonly also: readonly string[]
  /** What was read from it while detecting. */
  readonly observation: UpsObservation
}

interface Answer {
  readonly driver: UpsDriver
  readonly identity: UpsIdentity
  readonly observation: UpsObservation
}

/** Cards serve skeletons of families that they do not fill: a family counts when it says where the power comes from, or how the battery is. */
const isMeaningful = ({ supply, readings, upsContact }: UpsObservation): boolean =>
  upsContact === 'lost' ||
  supply !== 'unknown' ||
  credibleValue(readings, 'chargePercent') !== null ||
  credibleValue(readings, 'runtimeSeconds') !== null

const tryDriver = async (driver: UpsDriver, target: UpsTarget, options: CallOptions): Promise<DriverResult<Answer>> => {
  const endsAt = performance.now() + options.deadlineMs
  const session = driver.open(target)
  try {
    const identity = await session.identify(options)
    if (identity.kind !== 'ok') return identity
    const observation = await session.poll({ ...options, deadlineMs: Math.max(1, endsAt - performance.now()) })
    if (observation.kind !== 'ok') return observation
    return ok({ driver, identity: identity.value, observation: observation.value })
  } finally {
    session.close()
  }
}

/** A refusal says more than silence, silence more than "does not serve this family". */
const telling: readonly DriverFailure['kind'][] = ['refused', 'unreachable', 'unknown', 'unsupported']

const mostTelling = (failures: readonly DriverFailure[], protocol: string): DriverFailure => {
  const [worst] = [...failures].sort((one, other) => telling.indexOf(one.kind) - telling.indexOf(other.kind))
  if (worst === undefined) return unsupported(`No driver speaks ${protocol}`, 'Choose another protocol.')
  if (worst.kind !== 'unsupported' || failures.length === 1) return worst
  const itself = /\(it calls itself ".*"\)/.exec(worst.message)?.[0]
  return unsupported(
    `The device answers but serves none of the UPS families known here${itself === undefined ? '' : ` ${itself}`}`,
    worst.hint,
  )
}

const driversFor = ({ address }: UpsTarget, drivers: readonly UpsDriver[]): readonly UpsDriver[] => {
  const speaking = drivers.filter(({ protocol }) => protocol === address.protocol)
  return address.protocol === 'snmp' && address.family !== 'auto'
    ? speaking.filter(({ family }) => family === address.family)
    : speaking
}

/**
 * Finds the family by asking, all families at once; sysObjectID is not trusted (five makers answer with net-snmp's own).
 * The richest that answers meaningfully is taken; one that was named in the address is taken alone.
 */
export const detectUps = async (
  target: UpsTarget,
  options: CallOptions,
  drivers: readonly UpsDriver[] = upsDrivers,
): Promise<DriverResult<DetectedUps>> => {
  const candidates = driversFor(target, drivers)
  if (candidates.length === 0 && target.address.protocol === 'snmp')
    return refused(
      `There is no UPS family "${target.address.family}"`,
      `Use auto or one of: ${drivers.map(({ family }) => family).join(', ')}.`,
    )
  const results = await Promise.all(candidates.map((driver) => tryDriver(driver, target, options)))
  const answers = results
    .flatMap((result) => (result.kind === 'ok' ? [result.value] : []))
    .sort((one, other) => other.driver.richness - one.driver.richness)
  const best = answers.find(({ observation }) => isMeaningful(observation)) ?? answers[0]
  if (best === undefined)
    return mostTelling(
      results.flatMap((result) => (result.kind === 'ok' ? [] : [result])),
      target.address.protocol,
    )
  const also = answers.filter((answer) => answer !== best).map(({ driver }) => driver.family)
  return ok({ ...best, also })
}
