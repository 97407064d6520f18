import type { ReadinessFinding } from '../../domain/readiness'
import type { DriverFailure, DriverResult, HypervisorDriver, ManagerTarget } from '../../drivers/ports'
import { certificateEndMs } from '../../drivers/protocols/https/certificate-end'

const DEADLINE_MS = 30_000
const DAY_MS = 86_400_000
/** A certificate that ends within so long is renewed now, not in an outage. */
const EXPIRES_WITHIN_DAYS = 30

const ofFailure = (failure: DriverFailure): ReadinessFinding => {
  const { message, hint } = failure
  const trouble =
    failure.kind === 'refused' ? (failure.cause ?? 'refused') : failure.kind === 'unsupported' ? 'refused' : 'silent'
  return { trouble, severity: 'critical', message, hint }
}

/** Pinned certificates are trusted for what they are: their end changes nothing. */
const ofCertificate = async ({ url, pins }: ManagerTarget['address'], nowMs: number): Promise<readonly ReadinessFinding[]> => {
  if (pins.length > 0) return []
  const endMs = await certificateEndMs(url, DEADLINE_MS)
  if (endMs === null || endMs - nowMs > EXPIRES_WITHIN_DAYS * DAY_MS) return []
  const days = Math.max(0, Math.floor((endMs - nowMs) / DAY_MS))
  return [
    {
      trouble: 'expiry',
      severity: 'warning',
      message: `The certificate of ${new URL(url).host} ends in ${days} days.`,
      hint: 'Renew it on the server before that; from then on it is refused.',
    },
  ]
}

/**
 * Signs in anew, as after a restart in the middle of an outage: a connection that still lasts from yesterday says nothing about
 * today's key, password or rights.
 */
export const proveManager = async (
  driver: HypervisorDriver,
  target: ManagerTarget,
  nowMs: number,
  signal: AbortSignal,
): Promise<readonly ReadinessFinding[]> => {
  const session = driver.open(target)
  try {
    const options = { deadlineMs: Math.max(DEADLINE_MS, driver.capabilities.answersWithinMs ?? 0), signal }
    const identity = await session.identify(options)
    if (identity.kind !== 'ok') return [ofFailure(identity)]
    const observed: DriverResult<unknown> = await session.inventory(options)
    const notes = (identity.value.notes ?? []).map((message): ReadinessFinding => ({
      trouble: 'note',
      severity: 'warning',
      message,
      hint: null,
    }))
    return [...(observed.kind === 'ok' ? [] : [ofFailure(observed)]), ...notes, ...(await ofCertificate(target.address, nowMs))]
  } finally {
    await session.close()
  }
}
