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

/**
 * Signs in anew at a host's management controller: that it lets us in, tells the power state, and is this host's. `hostUuid`: by
 * the host's manager; null: not known. Nothing is switched.
 */
export const proveBmc = async (
  driver: HardwareDriver,
  target: HardwareTarget,
  signal: AbortSignal,
  hostUuid: string | null,
): Promise<readonly ReadinessFinding[]> => {
  if (!driver.capabilities.powerState) return [CANNOT_BE_PROVED]
  const session = driver.open(target)
  try {
    const options = { deadlineMs: DEADLINE_MS, signal }
    const identity = await session.identify(options)
    if (identity.kind !== 'ok') return [ofFailure(identity)]
    const { systemUuid, notes } = identity.value
    const power = await session.powerState(options)
    return [
      ...(power.kind === 'ok' ? [] : [ofFailure(power)]),
      ...(isSameMachine(systemUuid, hostUuid) === false ? [anotherMachine(systemUuid, hostUuid)] : []),
      ...notes.map(note),
    ]
  } finally {
    await session.close()
  }
}

const anotherMachine = (systemUuid: string | null, hostUuid: string | null): ReadinessFinding => ({
  trouble: 'wrong-machine',
  severity: 'critical',
  message: `This is the BMC of the machine ${systemUuid}; the host is ${hostUuid} by its manager.`,
  hint: 'Check the address of the BMC: another host would be switched, and verified off, by it.',
})
