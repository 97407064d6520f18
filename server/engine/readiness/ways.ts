import { managerSecretSchema } from '../../domain/manager'
import type { ProvedWay } from '../../domain/readiness'
import type { PowerDeviceView } from '../../domain/world'
import { hypervisorDrivers } from '../../drivers/hypervisor/registry'
import type { ManagerRow, StoreReads } from '../../store/store'
import { proveManager } from './prove-manager'
import type { WayToProve } from './readiness-keeper'

type Credentials = Pick<StoreReads['credentials'], 'reveal'>

/** Every enabled manager, by a session of its own. The secret is opened for it and forgotten with it (K5). */
export const managerWays = (rows: readonly ManagerRow[], credentials: Credentials): readonly WayToProve[] =>
  rows
    .filter((row) => row.enabled)
    .map(({ id, name, address, credentialId }) => ({
      way: 'manager',
      object: { kind: 'manager', id, name },
      prove: async (nowMs, signal) => {
        const driver = hypervisorDrivers.find(({ kind }) => kind === address.kind)
        if (driver === undefined)
          return [{ trouble: 'refused', severity: 'critical', message: `No driver for ${address.kind}.`, hint: null }]
        const secret = managerSecretSchema.safeParse(await credentials.reveal(credentialId).catch(() => null))
        if (!secret.success)
          return [
            {
              trouble: 'credentials',
              severity: 'critical',
              message: 'Its credentials cannot be opened.',
              hint: 'Is the key file the one that they were stored with? Enter them again.',
            },
          ]
        return proveManager(driver, { address, secret: secret.data }, nowMs, signal)
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
