import type { DirectAddress } from '../../domain/direct-path'
import type { HostId } from '../../domain/ids'
import { type ManagerSecret, managerSecretSchema } from '../../domain/manager'
import { LOOK_DEADLINE_MS } from '../../domain/order-patience'
import { obstacleIn } from '../../domain/way-proof'
import { hypervisorDrivers } from '../../drivers/hypervisor/registry'
import { type HostByManager, proveDirect } from '../readiness/prove-direct'
import { no } from './change-answer'
import type { HostWay } from './host-way'

/** The way to a host past its manager. `byManager`: as its manager shows it now; null: it does not. */
export const directWay = (
  now: () => number,
  byManager: (hostId: HostId) => HostByManager | null,
): HostWay<DirectAddress, ManagerSecret> => ({
  title: 'The direct path to',
  credentialTitle: 'Direct path to',
  kindPrefix: 'host.direct-path-',
  secretSchema: managerSecretSchema,
  endpointOf: ({ kind, url }) => `${kind}, ${url}`,
  isSamePlace: (one, other) => one.kind === other.kind && one.url === other.url,
  rows: (read) => read.directPaths,
  writes: (tx) => tx.directPaths,
  look: async (target, hostId) => {
    const { kind } = target.address
    const driver = hypervisorDrivers.find((candidate) => candidate.kind === kind)
    if (driver === undefined) return no(`No driver for ${kind}.`, 'Choose another kind.')
    const signal = AbortSignal.timeout(2 * LOOK_DEADLINE_MS)
    const proof = await proveDirect(driver, target, now(), signal, () => byManager(hostId))
    const { answering, isThisHost, findings } = proof
    const wrong = obstacleIn({ findings })
    // A host that let us in is shown with all that was found; else only why not can be told.
    if (answering === null && wrong !== undefined) return no(wrong.message, wrong.hint ?? 'Check address and credential.')
    return { found: { answering }, proof: { findings, needsConfirmation: isThisHost === null } }
  },
})
