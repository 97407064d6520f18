import type { SnmpCommands } from '../snmp/commands'
import { inRow, isOneOf, noSuchOutlet, planOf, setTo } from '../snmp/command-plan'
import { type MibObject, numberAt } from '../snmp/table'
import { outletPlace } from './outlet-place'

/** Outlets that are told "on", "off" or "cycle" by one number per outlet. */
export interface OutletSwitch {
  /** Of one PDU, where several are linked. */
  readonly command: (unit: number) => MibObject
  readonly tell: { readonly on: number; readonly off: number; readonly cycle: number }
  readonly state: (unit: number) => MibObject
  readonly shows: { readonly on: number; readonly off: number; readonly cycling?: number }
  readonly rows: number
  /** The PDU whose card answers. */
  readonly firstUnit: number
  readonly units: number
}

const noDelay = {
  impossible:
    'This PDU takes no delay with a command: it counts only delays that are set on it, per outlet. Order it without a delay, or wait before ordering.',
}

/** A delay that the device would not keep is refused, never left out. */
export const outletSwitchCommands = ({ command, tell, state, shows, rows, firstUnit, units }: OutletSwitch): SnmpCommands => {
  const plan = (outletId: string, delaySeconds: number, value: number, then: readonly number[], isForGood: boolean) => {
    const place = outletPlace(outletId, firstUnit, units, rows)
    if (place === null) return noSuchOutlet(outletId, rows)
    if (delaySeconds > 0) return noDelay
    const shown = inRow(state(place.unit), place.row)
    return planOf([setTo(inRow(command(place.unit), place.row), value)], [shown], (answers) => {
      if (isOneOf(answers, shown, then)) return true
      // An outlet that is cycled may be on again, or not off yet.
      return isForGood && numberAt(answers, shown) !== null ? false : null
    })
  }
  const whileCycled = shows.cycling === undefined ? [shows.off] : [shows.off, shows.cycling]
  return {
    'outlet-off': ({ outletId, delaySeconds }) => plan(outletId, delaySeconds, tell.off, [shows.off], true),
    'outlet-on': ({ outletId, delaySeconds }) => plan(outletId, delaySeconds, tell.on, [shows.on], true),
    'outlet-cycle': ({ outletId, delaySeconds }) => plan(outletId, delaySeconds, tell.cycle, whileCycled, false),
  }
}
