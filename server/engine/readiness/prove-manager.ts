import type { Inventory } from '../../domain/inventory'
import type { ManagerIdentity } from '../../domain/manager'
import type { ReadinessFinding } from '../../domain/readiness'
import type { CallOptions, DriverResult, HypervisorDriver, ManagerSession, ManagerTarget } from '../../drivers/ports'
import { certificateEndMs } from '../../drivers/protocols/https/certificate-end'
import { note, ofFailure } from './finding'

const DEADLINE_MS = 30_000
const DAY_MS = 86_400_000
/** A certificate that ends within so long is renewed now, not in an outage. */
const EXPIRES_WITHIN_DAYS = 30

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

/** What a session told that was let in. */
export interface SignedIn {
  readonly session: ManagerSession
  readonly identity: ManagerIdentity
  readonly inventory: Inventory
  readonly options: CallOptions
}

/**
 * Signs in anew, as after a restart in the middle of an outage: a connection that still lasts from yesterday says nothing about
 * today's key, password or rights. `further`: what else is looked at where it is let in.
 */
export const proveManager = async (
  driver: HypervisorDriver,
  target: ManagerTarget,
  nowMs: number,
  signal: AbortSignal,
  further: (seen: SignedIn) => readonly ReadinessFinding[] | Promise<readonly ReadinessFinding[]> = () => [],
): Promise<readonly ReadinessFinding[]> => {
  const session = driver.open(target)
  try {
    const options = { deadlineMs: Math.max(DEADLINE_MS, driver.capabilities.answersWithinMs ?? 0), signal }
    const identity = await session.identify(options)
    if (identity.kind !== 'ok') return [ofFailure(identity)]
    const observed: DriverResult<Inventory> = await session.inventory(options)
    const seen =
      observed.kind === 'ok'
        ? await further({ session, identity: identity.value, inventory: observed.value, options })
        : [ofFailure(observed)]
    return [...seen, ...(identity.value.notes ?? []).map(note), ...(await ofCertificate(target.address, nowMs))]
  } finally {
    await session.close()
  }
}
