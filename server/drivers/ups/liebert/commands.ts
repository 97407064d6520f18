import { isOneOf, planOf, setTo } from '../../ups-protocols/snmp/command-plan'
import type { SnmpCommands } from '../../ups-protocols/snmp/commands'
import { numberAt } from '../../ups-protocols/snmp/table'
import { CONTROL, STATE } from './mib'

const start = 1
const abort = 2
const inProgress = 4
const none = 2
const lit = [3, 4, 5, 6, 7] as const

/** The card counts in steps of ten seconds; less is "at once" to it. */
const inSteps = (seconds: number): number => Math.ceil(seconds / 10) * 10

/** Commands read back as nothing: only the output itself shows that they were taken, once it changes. */
export const COMMANDS: SnmpCommands = {
  'self-test': () =>
    planOf([setTo(CONTROL.batteryTest, start)], [STATE.testResult], (answers) =>
      isOneOf(answers, STATE.testResult, [inProgress]) ? true : null,
    ),
  'abort-test': () =>
    planOf([setTo(CONTROL.batteryTest, abort)], [STATE.testResult], (answers) =>
      numberAt(answers, STATE.testResult) === null ? null : !isOneOf(answers, STATE.testResult, [inProgress]),
    ),
  'output-off': ({ delaySeconds, restart }) =>
    planOf(
      [setTo(restart === 'with-mains' ? CONTROL.offWithRestart : CONTROL.offWithoutRestart, inSteps(delaySeconds))],
      [STATE.outputSource],
      (answers) => (isOneOf(answers, STATE.outputSource, [none]) ? true : null),
    ),
  'cancel-off': () => planOf([setTo(CONTROL.abort, 1)], [], () => null),
  'output-on': ({ delaySeconds }) =>
    planOf([setTo(CONTROL.on, inSteps(delaySeconds))], [STATE.outputSource], (answers) =>
      isOneOf(answers, STATE.outputSource, lit) ? true : null,
    ),
  'output-cycle': () => ({
    impossible: 'Liebert cards choose by themselves how long the output stays off: use "off, back with mains" instead.',
  }),
}
