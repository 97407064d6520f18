import type { DirectAddress } from '../../domain/direct-path'
import type { HardwareAddress, HardwareSecret } from '../../domain/hardware'
import type { ManagerSecret } from '../../domain/manager'
import type { Order } from '../../domain/order'
import { probeUps } from '../../drivers/ups/probe'
import type { Store } from '../../store/store'
import { lookAtManager } from '../look-at-manager'
import type { WaysInUse } from '../readiness/ways-in-use'
import { bmcWay } from './bmc-way'
import type { Answer, By } from './change-answer'
import { DeviceChanger } from './device-changer'
import { directWay } from './direct-way'
import { HostWayChanger } from './host-way-changer'
import { ManagerChanger } from './manager-changer'

type AccessOrder = Extract<
  Order,
  {
    kind: 'manager.change' | 'device.change' | 'hardware.probe' | 'hardware.save' | 'direct-path.probe' | 'direct-path.save'
  }
>

export interface AccessParts {
  readonly store: Pick<Store, 'read' | 'write' | 'secrets'>
  readonly now: () => number
  /** The configuration changed. */
  readonly reload: () => Promise<void>
  readonly ways: Pick<WaysInUse, 'byManager' | 'hardwareUuid'>
}

/** How managers, devices, BMCs and hosts are reached: tried first, by the engine, and saved only where it is what is meant (A12, D11). */
export class AccessDesk {
  readonly #managers: ManagerChanger
  readonly #devices: DeviceChanger
  readonly #bmcs: HostWayChanger<HardwareAddress, HardwareSecret>
  readonly #directPaths: HostWayChanger<DirectAddress, ManagerSecret>

  constructor({ ways, ...parts }: AccessParts) {
    this.#managers = new ManagerChanger({ ...parts, look: lookAtManager })
    this.#devices = new DeviceChanger({ ...parts, probe: probeUps })
    this.#bmcs = new HostWayChanger(
      parts,
      bmcWay((hostId) => ways.hardwareUuid(hostId)),
    )
    this.#directPaths = new HostWayChanger(
      parts,
      directWay(parts.now, (hostId) => ways.byManager(hostId)),
    )
  }

  carryOut(order: AccessOrder, by: By): Promise<Answer> {
    switch (order.kind) {
      case 'manager.change':
        return this.#managers.carryOut(order, by)
      case 'device.change':
        return this.#devices.carryOut(order, by)
      case 'hardware.probe':
        return this.#bmcs.probe(order)
      case 'hardware.save':
        return this.#bmcs.save(order, order.save, by)
      case 'direct-path.probe':
        return this.#directPaths.probe(order)
      case 'direct-path.save':
        return this.#directPaths.save(order, order.save, by)
    }
  }
}
