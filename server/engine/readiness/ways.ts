import { hardwareEndpoint, hardwareSecretSchema } from '../../domain/hardware'
import type { HostId } from '../../domain/ids'
import { managerSecretSchema } from '../../domain/manager'
import type { ProvedWay, ReadinessFinding } from '../../domain/readiness'
import type { PowerDeviceView } from '../../domain/world'
import { hardwareDrivers } from '../../drivers/hardware/registry'
import { hypervisorDrivers } from '../../drivers/hypervisor/registry'
import type { HypervisorDriver } from '../../drivers/ports'
import type { DirectPathRow, HardwareRow, ManagerRow, StoreReads } from '../../store/store'
import { noDriver, SEALED } from './finding'
import { proveBmc } from './prove-bmc'
import { type HostByManager, proveDirect } from './prove-direct'
import { proveManager, type SignedIn } from './prove-manager'
import type { WayToProve } from './readiness-keeper'

type Credentials = Pick<StoreReads['credentials'], 'reveal'>
type ByManager = (hostId: HostId) => HostByManager | null

/** The secret is opened for each proof and forgotten with it (K5). */
const revealed = (credentials: Credentials, id: ManagerRow['credentialId']): Promise<unknown> =>
  credentials.reveal(id).catch(() => null)

/** Every enabled manager, by a session of its own. `further`: what is said of it besides. */
export const managerWays = (
  rows: readonly ManagerRow[],
  credentials: Credentials,
  further: {
    /** What else its proof depends on. */
    readonly keyOf: (row: ManagerRow) => string
    readonly findings: (row: ManagerRow, seen: SignedIn) => readonly ReadinessFinding[]
  },
  drivers: readonly HypervisorDriver[] = hypervisorDrivers,
): readonly WayToProve[] =>
  rows
    .filter((row) => row.enabled)
    .map((row) => ({
      key: JSON.stringify(['manager', row, further.keyOf(row)]),
      way: 'manager',
      object: { kind: 'manager', id: row.id, name: row.name },
      prove: async (nowMs, signal) => {
        const { address } = row
        const driver = drivers.find(({ kind }) => kind === address.kind)
        if (driver === undefined) return [noDriver(address.kind)]
        const secret = managerSecretSchema.safeParse(await revealed(credentials, row.credentialId))
        if (!secret.success) return [SEALED]
        return proveManager(driver, { address, secret: secret.data }, nowMs, signal, (seen) => further.findings(row, seen))
      },
    }))

/** Every direct path to a host. */
export const directWays = (
  rows: readonly DirectPathRow[],
  credentials: Credentials,
  byManager: ByManager,
): readonly WayToProve[] =>
  rows.map(({ hostId, address, credentialId }) => ({
    key: JSON.stringify(['direct', hostId, address, credentialId]),
    way: 'direct',
    object: { kind: 'host', id: hostId, name: byManager(hostId)?.host.name ?? address.url },
    prove: async (nowMs, signal) => {
      const driver = hypervisorDrivers.find(({ kind }) => kind === address.kind)
      if (driver === undefined) return [noDriver(address.kind)]
      const secret = managerSecretSchema.safeParse(await revealed(credentials, credentialId))
      if (!secret.success) return [SEALED]
      const target = { address, secret: secret.data }
      return (await proveDirect(driver, target, nowMs, signal, () => byManager(hostId))).findings
    },
  }))

/** Every host's BMC. `uuidOf`: the hardware's UUID as its manager tells it; null: it does not. */
export const bmcWays = (
  rows: readonly HardwareRow[],
  credentials: Credentials,
  byManager: ByManager,
  uuidOf: (hostId: HostId) => string | null,
): readonly WayToProve[] =>
  rows.map(({ hostId, address, credentialId }) => ({
    key: JSON.stringify(['bmc', hostId, address, credentialId]),
    way: 'bmc',
    object: { kind: 'host', id: hostId, name: byManager(hostId)?.host.name ?? hardwareEndpoint(address) },
    prove: async (_nowMs, signal) => {
      const driver = hardwareDrivers.find(({ kind }) => kind === address.kind)
      if (driver === undefined) return [noDriver(address.kind)]
      const secret = hardwareSecretSchema.safeParse(await revealed(credentials, credentialId))
      if (!secret.success) return [SEALED]
      return proveBmc(driver, { address, secret: secret.data }, signal, uuidOf(hostId))
    },
  }))

/** Each poll proves address and credentials: those that do not answer. */
export const failingUpses = (views: readonly PowerDeviceView[], nowMs: number): readonly ProvedWay[] =>
  views
    .filter(({ contact }) => contact !== 'ok')
    .map(({ id, name, message }) => ({
      way: 'ups',
      object: { kind: 'device', id, name },
      provedAtMs: nowMs,
      findings: [
        {
          trouble: 'silent',
          severity: 'critical',
          message: message ?? 'It does not answer.',
          hint: 'Check its network path, address and credentials.',
        },
      ],
    }))
