import type { SnmpCommands } from '../../ups-protocols/snmp/commands'
import { isOneOf, planOf, setTo } from '../../ups-protocols/snmp/command-plan'
import { numberAt } from '../../ups-protocols/snmp/table'
import { CONTROL, STATE } from './mib'

const doIt = 2
const cancelCalibration = 3
const testInProgress = 4
const calibrationInProgress = 3
const isOff = [5, 7, 8] as const
const isOn = [2, 3, 4, 6, 9] as const
const longestDelay = 600

/** The card rounds a delay up to the next that its UPS knows (12 s … 600 s): later, never earlier. */
export const COMMANDS: SnmpCommands = {
  'self-test': () =>
    planOf([setTo(CONTROL.test, doIt)], [STATE.test], (answers) =>
      isOneOf(answers, STATE.test, [testInProgress]) ? true : null,
    ),
  /** Stops a calibration; a self-test of some seconds cannot be stopped. */
  'abort-test': () =>
    planOf([setTo(CONTROL.calibration, cancelCalibration)], [STATE.calibration, STATE.test], (answers) => {
      if (numberAt(answers, STATE.calibration) === null || isOneOf(answers, STATE.test, [testInProgress])) return null
      return !isOneOf(answers, STATE.calibration, [calibrationInProgress])
    }),
  'output-off': ({ delaySeconds, restart }) => {
    if (restart === 'with-mains')
      return delaySeconds > 0
        ? { impossible: 'This MIB puts a UPS to sleep until the mains return only at once, not after a delay.' }
        : planOf([setTo(CONTROL.conserveBattery, doIt)], [STATE.outputStatus], (answers) =>
            isOneOf(answers, STATE.outputStatus, isOff) ? true : null,
          )
    if (delaySeconds > longestDelay) return { impossible: `The longest delay that these cards know is ${longestDelay} s.` }
    return planOf([setTo(CONTROL.shutoffDelay, delaySeconds), setTo(CONTROL.off, doIt)], [STATE.outputStatus], (answers) =>
      isOneOf(answers, STATE.outputStatus, isOff) ? true : null,
    )
  },
  'output-on': ({ delaySeconds }) =>
    delaySeconds > 0
      ? { impossible: 'This MIB switches on at once, not after a delay.' }
      : planOf([setTo(CONTROL.on, doIt)], [STATE.outputStatus], (answers) =>
          isOneOf(answers, STATE.outputStatus, isOn) ? true : null,
        ),
}
