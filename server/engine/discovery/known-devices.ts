import { serialKey } from '../../domain/discovery'
import type { DeviceId } from '../../domain/ids'
import type { UpsAddress, UpsIdentity } from '../../domain/ups'
import { endpointOf } from '../../domain/ups-endpoint'

/** A device that is watched. */
export interface KnownDevice {
  readonly id: DeviceId
  readonly name: string
  readonly address: UpsAddress
  /** Null: it has not said. */
  readonly identity: UpsIdentity | null
}

/** Names of machines are written in any case. */
const keyOf = (address: UpsAddress): string => endpointOf(address).toLowerCase()

/** Finds watched devices by address and by serial number. */
export class KnownDevices {
  private readonly byAddress = new Map<string, KnownDevice>()
  private readonly bySerial = new Map<string, KnownDevice>()

  constructor(devices: readonly KnownDevice[]) {
    for (const device of devices) {
      this.byAddress.set(keyOf(device.address), device)
      const serial = serialKey(device.identity?.serial ?? null)
      if (serial !== null) this.bySerial.set(serial, device)
    }
  }

  at(address: UpsAddress): KnownDevice | null {
    return this.byAddress.get(keyOf(address)) ?? null
  }

  find(address: UpsAddress, serial: string | null): KnownDevice | null {
    const key = serialKey(serial)
    return this.at(address) ?? (key === null ? null : (this.bySerial.get(key) ?? null))
  }
}
