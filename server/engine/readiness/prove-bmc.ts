import type { HardwareIdentity, HardwareReading } from '../../domain/hardware'
import { isSameMachine } from '../../domain/machine-uuid'
import type { ReadinessFinding } from '../../domain/readiness'
import type { HardwareDriver, HardwareTarget } from '../../drivers/ports'
import { note, ofFailure } from './finding'

const DEADLINE_MS = 30_000

const CANNOT_BE_PROVED: ReadinessFinding = {
  trouble: 'note',
  severity: 'advisory',
  message: 'Nothing answers Wake-on-LAN, so it cannot be proved without switching the host off.',
  hint: 'Try it once in maintenance: shut the host down and see it start.',
}

/** What signing in at a BMC has shown. */
export interface BmcProof {
  /** Null: nobody let us in. */
  readonly identity: HardwareIdentity | null
  /** Null: it was not read, or cannot be. */
  readonly reading: HardwareReading | null
  /** By the hardware's UUID; null: one of both does not tell it. */
  readonly isThisHost: boolean | null
  readonly findings: readonly ReadinessFinding[]
}

const failed = (findings: readonly ReadinessFinding[]): BmcProof => ({
  identity: null,
  reading: null,
  isThisHost: null,
  findings,
})

/**
 * Signs in anew at a host's management controller: that it lets us in, tells the power state, and is this host's. `hostUuid`: by
 * the host's manager; null: not known. `withReading`: its sensors are read too. Nothing is switched.
 */
export const lookAtBmc = async (
  driver: HardwareDriver,
  target: HardwareTarget,
  signal: AbortSignal,
  hostUuid: string | null,
  withReading: boolean,
): Promise<BmcProof> => {
  const session = driver.open(target)
  try {
    const options = { deadlineMs: DEADLINE_MS, signal }
    const identity = await session.identify(options)
    if (identity.kind !== 'ok') return failed([ofFailure(identity)])
    const { systemUuid, notes } = identity.value
    const told = { identity: identity.value, isThisHost: isSameMachine(systemUuid, hostUuid) }
    if (!driver.capabilities.powerState) return { ...told, reading: null, findings: [CANNOT_BE_PROVED] }
    const power = await session.powerState(options)
    const reading = withReading && driver.capabilities.sensors ? await session.sensors(options) : null
    return {
      ...told,
      reading: reading?.kind === 'ok' ? reading.value : null,
      findings: [
        ...(power.kind === 'ok' ? [] : [ofFailure(power)]),
        ...(reading === null || reading.kind === 'ok' ? [] : [note(reading.message)]),
        ...(told.isThisHost === false ? [anotherMachine(systemUuid, hostUuid)] : []),
        ...notes.map(note),
      ],
    }
  } finally {
    await session.close()
  }
}

/** What the nightly proof finds of a BMC. */
export const proveBmc = async (
  driver: HardwareDriver,
  target: HardwareTarget,
  signal: AbortSignal,
  hostUuid: string | null,
): Promise<readonly ReadinessFinding[]> =>
  driver.capabilities.powerState ? (await lookAtBmc(driver, target, signal, hostUuid, false)).findings : [CANNOT_BE_PROVED]

const anotherMachine = (systemUuid: string | null, hostUuid: string | null): ReadinessFinding => ({
  trouble: 'wrong-machine',
  severity: 'critical',
  message: `This is the BMC of the machine ${systemUuid}; the host is ${hostUuid} by its manager.`,
  hint: 'Check the address of the BMC: another host would be switched, and verified off, by it.',
})
