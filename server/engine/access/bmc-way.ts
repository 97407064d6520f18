import { type HardwareAddress, hardwareEndpoint, type HardwareSecret, hardwareSecretSchema } from '../../domain/hardware'
import type { HostId } from '../../domain/ids'
import { LOOK_DEADLINE_MS } from '../../domain/order-patience'
import { obstacleIn } from '../../domain/way-proof'
import { hardwareDrivers } from '../../drivers/hardware/registry'
import { lookAtBmc } from '../readiness/prove-bmc'
import { no } from './change-answer'
import type { HostWay } from './host-way'

const systemOf = (address: HardwareAddress): string | null => (address.kind === 'redfish' ? address.system : null)

/** A Redfish service may manage several computer systems, each of another host. */
const isSamePlace = (one: HardwareAddress, other: HardwareAddress): boolean =>
  one.kind === other.kind && hardwareEndpoint(one) === hardwareEndpoint(other) && systemOf(one) === systemOf(other)

/** A host's BMC. `uuidOf`: the hardware's UUID as its manager tells it; null: it does not. */
export const bmcWay = (uuidOf: (hostId: HostId) => string | null): HostWay<HardwareAddress, HardwareSecret> => ({
  title: 'The BMC of',
  credentialTitle: 'BMC of',
  kindPrefix: 'hardware.',
  secretSchema: hardwareSecretSchema,
  endpointOf: (address) => `${address.kind}, ${hardwareEndpoint(address)}`,
  isSamePlace,
  rows: (read) => read.hardware,
  writes: (tx) => tx.hardware,
  look: async (target, hostId) => {
    const { kind } = target.address
    const driver = hardwareDrivers.find((candidate) => candidate.kind === kind)
    if (driver === undefined) return no(`No driver for ${kind}.`, 'Choose another kind.')
    const signal = AbortSignal.timeout(2 * LOOK_DEADLINE_MS)
    const { identity, reading, isThisHost, findings } = await lookAtBmc(driver, target, signal, uuidOf(hostId), true)
    const wrong = obstacleIn({ findings })
    // One that let us in is shown with all that was found; else only why not can be told.
    if (identity === null) return no(wrong?.message ?? 'Nobody answers there.', wrong?.hint ?? 'Check the address.')
    // Who is woken by a packet tells nothing at all: there is nothing that could be looked at.
    const needsConfirmation = driver.capabilities.powerState && isThisHost === null
    return { found: { identity, reading }, proof: { findings, needsConfirmation } }
  },
})
