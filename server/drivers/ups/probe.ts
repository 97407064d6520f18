import type { PowerReadings } from '../../domain/power-reading'
import { type PowerFlag, type PowerState, powerStateOf } from '../../domain/power-state'
import type { DeviceKind, Outlet } from '../../domain/ups'
import { type CallOptions, type DriverResult, ok, type UpsTarget } from '../ports'
import { detectUps } from './detect'

/** The power state in the shape of a reading: its source is what argues for it. */
export interface PowerStateReading {
  readonly value: PowerState
  readonly unit: null
  readonly source: string | null
  readonly credible: boolean
  readonly reason: string | null
}

export interface UpsProbe {
  /** Absent: a UPS. */
  readonly kind?: DeviceKind
  readonly family: string
  readonly also: readonly string[]
  readonly manufacturer: string | null
  readonly model: string | null
  readonly serial: string | null
  readonly firmware: string | null
  readonly agentFirmware: string | null
  readonly powerState: PowerState
  readonly flags: readonly PowerFlag[]
  readonly alarms: readonly string[]
  readonly outlets: readonly Outlet[]
  readonly readings: PowerReadings & { readonly powerState: PowerStateReading }
}

const reasonOf = (state: PowerState): string | null => {
  if (state === 'unknown') return 'what the device says does not add up to a supply'
  return state === 'no-contact' ? 'the network card has lost its UPS: everything else it says is stale' : null
}

/** Who is there and what does it say, in one go: for the command line and for "add a UPS". */
export const probeUps = async (target: UpsTarget, options: CallOptions): Promise<DriverResult<UpsProbe>> => {
  const found = await detectUps(target, options)
  if (found.kind !== 'ok') return found
  const { identity, observation } = found.value
  const powerState = powerStateOf({ supply: observation.supply, contact: observation.upsContact, flags: observation.flags })
  const reason = reasonOf(powerState)
  const source = observation.evidence.length === 0 ? null : observation.evidence.join('; ')
  return ok({
    ...identity,
    also: identity.also ?? [],
    powerState,
    flags: observation.flags,
    alarms: observation.alarms,
    outlets: observation.outlets,
    readings: {
      ...observation.readings,
      powerState: { value: powerState, unit: null, source, credible: reason === null, reason },
    },
  })
}
