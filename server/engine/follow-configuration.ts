import type { Logger } from 'pino'
import type { PowerTrack } from '../decide/power-track'
import type { CredentialId, DeviceId, ManagerId } from '../domain/ids'
import { managerSecretSchema } from '../domain/manager'
import { upsSecretSchema } from '../domain/ups'
import type { DeviceRow, ManagerRow, Store } from '../store/store'
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

/** Starts, renames and stops the watching of devices as they are configured now. */
export const followDevices = async (
  rows: Rows<DeviceRow>,
  parts: {
    readonly store: Store
    readonly log: Logger
    readonly power: PowerWatch
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
    if (isReachedAsBefore(row, before)) {
      power.rename(row)
      continue
    }
    const secret = upsSecretSchema.safeParse(await store.read.credentials.reveal(row.credentialId))
    if (!secret.success) {
      log.error({ device: row.name }, 'its credential cannot be opened; it is not polled')
      continue
    }
    // Spread over a poll interval, so that thousands do not speak at once.
    power.start(row, { address: row.address, secret: secret.data }, tracks.get(row.id) ?? null, phaseOf(index))
  }
}

/** The same for managers. */
export const followManagers = async (
  rows: Rows<ManagerRow>,
  parts: {
    readonly store: Store
    readonly log: Logger
    readonly managers: ManagerWatch
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
    if (isReachedAsBefore(row, before)) continue
    const secret = managerSecretSchema.safeParse(await store.read.credentials.reveal(row.credentialId))
    if (secret.success) managers.start(row, { address: row.address, secret: secret.data })
    else log.error({ manager: row.name }, 'its credential cannot be opened; it is not asked')
  }
}
