import type { SnmpCommands } from '../../ups-protocols/snmp/commands'
import { countsDown, inRow, isOneOf, noSuchOutlet, planOf, setTo } from '../../ups-protocols/snmp/command-plan'
import { type MibObject, numberAt } from '../../ups-protocols/snmp/table'
import { outletPlace } from '../../ups-protocols/pdu/outlet-place'
import { CONTROL, FIRST_UNIT, OUTLET, OUTLET_ROWS, outletStatus, UNITS } from './mib'

/**
 * The seconds are the command: 0 is now (in XUPS it aborts), -1 aborts. Some models refuse every delay, and say so. For how long a
 * reboot keeps it off is set on the device, outletControlRebootOffTime.
 */
const tell = (
  objectOf: (unit: number) => MibObject,
  outletId: string,
  delaySeconds: number,
  then: readonly number[],
  isForGood: boolean,
) => {
  const place = outletPlace(outletId, FIRST_UNIT, UNITS, OUTLET_ROWS)
  if (place === null) return noSuchOutlet(outletId, OUTLET_ROWS)
  const command = inRow(objectOf(place.unit), place.row)
  const shown = inRow(outletStatus(place.unit), place.row)
  return planOf([setTo(command, delaySeconds)], [shown, command], (answers) => {
    if (isOneOf(answers, shown, then)) return true
    const counting = countsDown(answers, command, delaySeconds)
    if (counting !== null) return counting
    return isForGood && numberAt(answers, shown) !== null ? false : null
  })
}

export const COMMANDS: SnmpCommands = {
  'outlet-off': ({ outletId, delaySeconds }) =>
    tell(CONTROL.outletOff, outletId, delaySeconds, [OUTLET.off, OUTLET.pendingOff], true),
  'outlet-on': ({ outletId, delaySeconds }) =>
    tell(CONTROL.outletOn, outletId, delaySeconds, [OUTLET.on, OUTLET.pendingOn], true),
  'outlet-cycle': ({ outletId, delaySeconds }) =>
    tell(CONTROL.outletReboot, outletId, delaySeconds, [OUTLET.off, OUTLET.pendingOff, OUTLET.pendingOn], false),
}
