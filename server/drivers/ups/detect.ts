import type { UpsIdentity, UpsObservation } from '../../domain/ups'
import {
  type CallOptions,
  type DriverResult,
  ok,
  refused,
  unsupported,
  type UpsDriver,
  type UpsSession,
  type UpsTarget,
} from '../ports'
import { isSnmpUpsDriver } from '../ups-protocols/snmp/family'
import { deadlineFrom } from '../ups-protocols/snmp/family-reads'
import { detectSnmpUps } from './detect-snmp'
import { upsDrivers } from './registry'

export interface DetectedUps {
  /** `family` is the richest, `also` the others that are read together with it. */
  readonly identity: UpsIdentity
  /** What was read from it while detecting. */
  readonly observation: UpsObservation
  /** A new session that reads all that was found. */
  open(): UpsSession
}

const detectOne = async (driver: UpsDriver, target: UpsTarget, options: CallOptions): Promise<DriverResult<DetectedUps>> => {
  const left = deadlineFrom(options)
  const session = driver.open(target)
  try {
    const identity = await session.identify(left())
    if (identity.kind !== 'ok') return identity
    const observation = await session.poll(left())
    if (observation.kind !== 'ok') return observation
    return ok({ identity: identity.value, observation: observation.value, open: () => driver.open(target) })
  } finally {
    session.close()
  }
}

/** Finds what a device serves by asking; a family that was named in the address is taken alone. */
export const detectUps = async (
  target: UpsTarget,
  options: CallOptions,
  drivers: readonly UpsDriver[] = upsDrivers,
): Promise<DriverResult<DetectedUps>> => {
  const { address } = target
  const speaking = drivers.filter(({ protocol }) => protocol === address.protocol)
  if (address.protocol === 'snmp' && address.family === 'auto')
    return detectSnmpUps(target, speaking.filter(isSnmpUpsDriver), options)
  const driver = address.protocol === 'snmp' ? speaking.find(({ family }) => family === address.family) : speaking[0]
  if (driver !== undefined) return detectOne(driver, target, options)
  return address.protocol === 'snmp'
    ? refused(
        `There is no UPS family "${address.family}"`,
        `Use auto or one of: ${speaking.map(({ family }) => family).join(', ')}.`,
      )
    : unsupported(`No driver speaks ${address.protocol}`, 'Choose another protocol.')
}
