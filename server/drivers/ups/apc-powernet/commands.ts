import type { SnmpCommands, SnmpWrite } from '../../ups-protocols/snmp/commands'
import { inRow, isOneOf, noSuchOutlet, planOf, rowNumber, setTo } from '../../ups-protocols/snmp/command-plan'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { type MibObject, numberAt } from '../../ups-protocols/snmp/table'
import { CONTROL, OUTLET_GROUPS, STATE, STATE_FLAG } from './mib'

const doIt = 2
const atOnce = 2
/** After upsAdvConfigShutoffDelay, once the card has told its PowerChute clients and waited for them: later, never earlier. */
const gracefully = 3
const cancelCalibration = 3
const ticksPerSecond = 100

const isOff = [5, 7, 8, 11] as const
const isOn = [2, 3, 4, 6, 9, 10, 12, 13, 15, 16, 18, 20, 28] as const
const testResultInProgress = 4
const calibrationInProgress = 3
const testStatus = [15, 28] as const
const groupOn = 1
const groupOff = 2

const GROUP = { on: 1, off: 2, cycle: 3, onLater: 4, offLater: 5, cycleLater: 6 } as const

const setTicks = ({ name, oid }: MibObject, seconds: number): SnmpWrite => ({
  name,
  oid,
  type: 'timeticks',
  value: seconds * ticksPerSecond,
})

const shutdownFlagged = (answers: SnmpAnswers): boolean =>
  String(answers.get(STATE.stateFlags.oid) ?? '')[STATE_FLAG.gracefulShutdown - 1] === '1'

/** The card shows a pending off only by its flag "graceful shutdown"; without it the dead output is what tells. */
const offPlan = (writes: readonly SnmpWrite[]) =>
  planOf(writes, [STATE.outputStatus, STATE.stateFlags], (answers) =>
    isOneOf(answers, STATE.outputStatus, isOff) || shutdownFlagged(answers) ? true : null,
  )

const off = (command: MibObject, delaySeconds: number, before: readonly SnmpWrite[] = []) =>
  offPlan(
    delaySeconds === 0
      ? [...before, setTo(command, atOnce)]
      : [...before, setTicks(CONTROL.shutoffDelay, delaySeconds), setTo(command, gracefully)],
  )

const group = (
  outletId: string,
  delaySeconds: number,
  how: { readonly now: number; readonly later: number; readonly delay: MibObject; readonly then: number },
) => {
  const row = rowNumber(outletId, OUTLET_GROUPS.rows)
  if (row === null) return noSuchOutlet(outletId, OUTLET_GROUPS.rows)
  const state = inRow(OUTLET_GROUPS.state, row)
  const command = inRow(CONTROL.group, row)
  return planOf(
    delaySeconds === 0 ? [setTo(command, how.now)] : [setTo(inRow(how.delay, row), delaySeconds), setTo(command, how.later)],
    [state],
    (answers) => (isOneOf(answers, state, [how.then]) ? true : null),
  )
}

export const COMMANDS: SnmpCommands = {
  'self-test': () =>
    planOf([setTo(CONTROL.test, doIt)], [STATE.diagnostics, STATE.outputStatus], (answers) =>
      isOneOf(answers, STATE.diagnostics, [testResultInProgress]) || isOneOf(answers, STATE.outputStatus, testStatus)
        ? true
        : null,
    ),
  /** Stops a calibration; a self-test of some seconds cannot be stopped. */
  'abort-test': () =>
    planOf([setTo(CONTROL.calibration, cancelCalibration)], [STATE.calibration, STATE.diagnostics], (answers) => {
      if (numberAt(answers, STATE.calibration) === null || isOneOf(answers, STATE.diagnostics, [testResultInProgress]))
        return null
      return !isOneOf(answers, STATE.calibration, [calibrationInProgress])
    }),
  // A reboot without mains stays off until they are back; upsBasicControlConserveBattery would be refused on mains.
  'output-off': ({ delaySeconds, restart }) => off(restart === 'with-mains' ? CONTROL.reboot : CONTROL.off, delaySeconds),
  'output-on': ({ delaySeconds }) =>
    delaySeconds > 0
      ? { impossible: 'The card switches its output on at once, or after delays of its own that this command does not set.' }
      : planOf([setTo(CONTROL.on, doIt)], [STATE.outputStatus], (answers) =>
          isOneOf(answers, STATE.outputStatus, isOn) ? true : null,
        ),
  'output-cycle': ({ delaySeconds, offSeconds }) =>
    off(CONTROL.reboot, delaySeconds, [setTicks(CONTROL.returnDelay, offSeconds)]),
  'outlet-off': ({ outletId, delaySeconds }) =>
    group(outletId, delaySeconds, { now: GROUP.off, later: GROUP.offLater, delay: CONTROL.groupOffDelay, then: groupOff }),
  'outlet-on': ({ outletId, delaySeconds }) =>
    group(outletId, delaySeconds, { now: GROUP.on, later: GROUP.onLater, delay: CONTROL.groupOnDelay, then: groupOn }),
  'outlet-cycle': ({ outletId, delaySeconds }) =>
    group(outletId, delaySeconds, { now: GROUP.cycle, later: GROUP.cycleLater, delay: CONTROL.groupOffDelay, then: groupOff }),
}
