import { inRow, isOneOf, noSuchOutlet, planOf, rowNumber, setTo } from '../../ups-protocols/snmp/command-plan'
import type { CommandPlan, SnmpCommands, SnmpWrite } from '../../ups-protocols/snmp/commands'
import type { MibObject } from '../../ups-protocols/snmp/table'
import { CONTROL, MOST_OUTLETS, OUTLET_CONTROL, OUTLET_OFF_TIME, OUTLET_ON_TIME, OUTLET_STATE, STATE } from './mib'

const yes = 2
/** "Gracefully": after the delay that is set beside it. */
const afterDelay = 3
const shortestDelay = 60
const longestDelay = 5_940
const longestReturn = 600
const dark = [5, 6, 7] as const
const lit = [2, 3, 4, 8, 9, 10, 11] as const
const inProgress = 4
const outletOn = 1
const outletOff = 2
const longestOutletDelay = 7_200

const ticksTo = ({ name, oid }: MibObject, seconds: number): SnmpWrite => ({ name, oid, type: 'timeticks', value: seconds * 100 })

const goneDark = (writes: readonly SnmpWrite[]): CommandPlan =>
  planOf(writes, [STATE.outputStatus], (answers) => (isOneOf(answers, STATE.outputStatus, dark) ? true : null))

const delayed = (delaySeconds: number, delay: MibObject, command: MibObject): CommandPlan | { readonly impossible: string } => {
  if (delaySeconds === 0) return goneDark([setTo(command, yes)])
  if (delaySeconds < shortestDelay || delaySeconds > longestDelay)
    return { impossible: `CyberPower cards wait ${shortestDelay} to ${longestDelay} s, or not at all.` }
  return goneDark([ticksTo(delay, delaySeconds), setTo(command, afterDelay)])
}

const switchOutlet = (
  outletId: string,
  delaySeconds: number,
  now: number,
  later: number,
  delays: readonly MibObject[],
  state: number,
): CommandPlan | { readonly impossible: string } => {
  const row = rowNumber(outletId, MOST_OUTLETS)
  if (row === null) return noSuchOutlet(outletId, MOST_OUTLETS)
  if (delaySeconds > longestOutletDelay) return { impossible: `An outlet of this card waits ${longestOutletDelay} s at most.` }
  const command = inRow(OUTLET_CONTROL, row)
  const told = inRow(OUTLET_STATE, row)
  const writes =
    delaySeconds === 0
      ? [setTo(command, now)]
      : [...delays.map((delay) => setTo(inRow(delay, row), delaySeconds)), setTo(command, later)]
  return planOf(writes, [told], (answers) => (isOneOf(answers, told, [state]) ? true : null))
}

/** Sleep ends by itself when mains are there; off stays off. Neither can be taken back on every card, so nothing offers that. */
export const COMMANDS: SnmpCommands = {
  'self-test': () =>
    planOf([setTo(CONTROL.diagnostics, yes)], [STATE.diagnostics], (answers) =>
      isOneOf(answers, STATE.diagnostics, [inProgress]) ? true : null,
    ),
  'output-off': ({ delaySeconds, restart }) =>
    restart === 'with-mains'
      ? delayed(delaySeconds, CONTROL.sleepDelay, CONTROL.sleep)
      : delayed(delaySeconds, CONTROL.shutoffDelay, CONTROL.off),
  'output-on': ({ delaySeconds }) =>
    delaySeconds > 0
      ? { impossible: 'CyberPower cards switch on at once, not after a delay.' }
      : planOf([setTo(CONTROL.on, yes)], [STATE.outputStatus], (answers) =>
          isOneOf(answers, STATE.outputStatus, lit) ? true : null,
        ),
  'output-cycle': ({ delaySeconds, offSeconds }) => {
    if (delaySeconds > 0) return { impossible: 'CyberPower cards cycle their output at once, not after a delay.' }
    if (offSeconds > longestReturn) return { impossible: `The output comes back after ${longestReturn} s at the latest.` }
    return goneDark([ticksTo(CONTROL.returnDelay, offSeconds), setTo(CONTROL.reboot, yes)])
  },
  'outlet-off': ({ outletId, delaySeconds }) => switchOutlet(outletId, delaySeconds, 2, 5, [OUTLET_OFF_TIME], outletOff),
  'outlet-on': ({ outletId, delaySeconds }) => switchOutlet(outletId, delaySeconds, 1, 4, [OUTLET_ON_TIME], outletOn),
  'outlet-cycle': ({ outletId, delaySeconds }) => switchOutlet(outletId, delaySeconds, 3, 6, [OUTLET_OFF_TIME], outletOff),
}
