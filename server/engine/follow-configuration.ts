import type { Logger } from 'pino'
import type { z } from 'zod'
import type { PowerTrack } from '../decide/power-track'
import type { CredentialId, DeviceId, ManagerId } from '../domain/ids'
import { managerSecretSchema } from '../domain/manager'
import { upsSecretSchema } from '../domain/ups'
import type { DeviceRow, ManagerRow, StoreReads } from '../store/store'
import type { ManagerWatch } from './manager-watch'
import { phaseOf, type PowerWatch } from './power-watch'

interface Rows<T> {
  readonly before: readonly T[]
  readonly now: readonly T[]
}

interface Reached<Id> {
  readonly id: Id
  readonly address: DeviceRow['address'] | ManagerRow['address']
  readonly credentialId: CredentialId
  readonly enabled: boolean
}

const enabled = <T extends { readonly enabled: boolean }>(rows: readonly T[]): readonly T[] => rows.filter((row) => row.enabled)

const isReachedAsBefore = <Id>(row: Reached<Id>, before: ReadonlyMap<Id, Reached<Id>>): boolean => {
  const old = before.get(row.id)
  return old !== undefined && JSON.stringify([old.address, old.credentialId]) === JSON.stringify([row.address, row.credentialId])
}

type Store = { readonly read: { readonly credentials: Pick<StoreReads['credentials'], 'reveal'> } }
type Log = Pick<Logger, 'error'>

/** One credential that cannot be opened, or a store that fails just then, must not keep the others from being followed. */
const secretOf = async <T>(store: Store, log: Log, row: Reached<unknown> & { readonly name: string }, schema: z.ZodType<T>) => {
  try {
    const secret = schema.safeParse(await store.read.credentials.reveal(row.credentialId))
    if (secret.success) return secret.data
    log.error({ name: row.name }, 'its credential cannot be opened; it is not asked until it can')
  } catch (error) {
    log.error({ err: error, name: row.name }, 'its credential cannot be opened; it is not asked until it can')
  }
  return null
}

/** Starts, renames and stops the watching of devices as they are configured now. */
export const followDevices = async (
  rows: Rows<DeviceRow>,
  parts: {
    readonly store: Store
    readonly log: Log
    readonly power: Pick<PowerWatch, 'get' | 'start' | 'stop' | 'rename'>
    readonly tracks: ReadonlyMap<DeviceId, PowerTrack>
    readonly onGone: (id: DeviceId) => void
  },
): Promise<void> => {
  const { store, log, power, tracks, onGone } = parts
  const now = enabled(rows.now)
  const nowIds = new Set(now.map(({ id }) => id))
  const before = new Map(enabled(rows.before).map((row) => [row.id, row]))
  for (const { id } of rows.before)
    if (!nowIds.has(id)) {
      power.stop(id)
      onGone(id)
    }
  for (const [index, row] of now.entries()) {
    // What could not be begun the last time is tried again.
    if (isReachedAsBefore(row, before) && power.get(row.id) !== null) {
      power.rename(row)
      continue
    }
    const secret = await secretOf(store, log, row, upsSecretSchema)
    // Spread over a poll interval, so that thousands do not speak at once.
    if (secret !== null) power.start(row, { address: row.address, secret }, tracks.get(row.id) ?? null, phaseOf(index))
  }
}

/** The same for managers. */
export const followManagers = async (
  rows: Rows<ManagerRow>,
  parts: {
    readonly store: Store
    readonly log: Log
    readonly managers: Pick<ManagerWatch, 'view' | 'start' | 'stop'>
    readonly onGone: (id: ManagerId) => void
  },
): Promise<void> => {
  const { store, log, managers, onGone } = parts
  const now = enabled(rows.now)
  const nowIds = new Set(now.map(({ id }) => id))
  const before = new Map(enabled(rows.before).map((row) => [row.id, row]))
  for (const { id } of rows.before)
    if (!nowIds.has(id)) {
      await managers.stop(id)
      onGone(id)
    }
  for (const row of now) {
    if (isReachedAsBefore(row, before) && managers.view(row.id) !== null) continue
    const secret = await secretOf(store, log, row, managerSecretSchema)
    if (secret !== null) managers.start(row, { address: row.address, secret })
  }
}
