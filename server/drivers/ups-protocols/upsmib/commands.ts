import type { SnmpCommands } from '../snmp/commands'
import { countsDown, isOneOf, planOf, setTo } from '../snmp/command-plan'
import { numberAt } from '../snmp/table'
import type { UpsMibLayout } from './layout'

const outputOnly = 1
const restartOn = 1
const restartOff = 2
const abortCountdown = -1
const sourceNone = 2
const everySourceButNone = [3, 4, 5, 6, 7] as const
const resultInProgress = 5
const longestReboot = 300

/** The output stays off at least this long, so that what it feeds notices. */
const pauseSeconds = 30

/**
 * RFC 1628 §2.10: a delay of 0 is now, -1 stops a countdown. Tests go without upsTestSpinLock: it only keeps managers apart, and
 * the writes of a plan are separate requests, in which it would say nothing.
 */
export const upsMibCommands = ({ state, control, tests }: UpsMibLayout): SnmpCommands => {
  const setTest = (value: string) => ({ name: state.testId.name, oid: state.testId.oid, type: 'oid', value }) as const
  const offConfirmed = (answers: Parameters<typeof numberAt>[0], delaySeconds: number): boolean | null =>
    isOneOf(answers, state.outputSource, [sourceNone]) || countsDown(answers, state.shutdownAfterDelay, delaySeconds)
  const offThenOn = (offAfter: number, onAfter: number) => [
    setTo(control.shutdownType, outputOnly),
    setTo(control.autoRestart, restartOn),
    // Before the off: an agent that is cut off between the two must not stay dark. With the output on it does nothing.
    setTo(control.startupAfterDelay, onAfter),
    setTo(state.shutdownAfterDelay, offAfter),
  ]
  const offObjects = [state.shutdownAfterDelay, state.outputSource]
  return {
    'self-test': () =>
      planOf([setTest(tests.quickBattery)], [state.testResult], (answers) =>
        isOneOf(answers, state.testResult, [resultInProgress]) ? true : null,
      ),
    'abort-test': () =>
      planOf([setTest(tests.abort)], [state.testResult], (answers) =>
        numberAt(answers, state.testResult) === null ? null : !isOneOf(answers, state.testResult, [resultInProgress]),
      ),
    'output-off': ({ delaySeconds, restart }) =>
      planOf(
        restart === 'with-mains'
          ? // upsAutoRestart alone restarts only what went off during an outage: mains that come back before would leave it dark.
            offThenOn(delaySeconds, delaySeconds + pauseSeconds)
          : [
              setTo(control.shutdownType, outputOnly),
              setTo(control.autoRestart, restartOff),
              setTo(state.shutdownAfterDelay, delaySeconds),
            ],
        offObjects,
        (answers) => offConfirmed(answers, delaySeconds),
      ),
    'cancel-off': () =>
      planOf([setTo(state.shutdownAfterDelay, abortCountdown)], [state.shutdownAfterDelay], (answers) => {
        const left = numberAt(answers, state.shutdownAfterDelay)
        // 0 is "now" and what idle agents say.
        return left === null || left === 0 ? null : left < 0
      }),
    'output-on': ({ delaySeconds }) =>
      planOf(
        [setTo(control.startupAfterDelay, delaySeconds)],
        [control.startupAfterDelay, state.outputSource],
        (answers) =>
          isOneOf(answers, state.outputSource, everySourceButNone) ||
          countsDown(answers, control.startupAfterDelay, delaySeconds),
      ),
    'output-cycle': ({ delaySeconds, offSeconds }) =>
      delaySeconds === 0 && offSeconds <= longestReboot
        ? planOf(
            [setTo(control.shutdownType, outputOnly), setTo(control.rebootWithDuration, offSeconds)],
            [control.rebootWithDuration, state.outputSource],
            (answers) =>
              isOneOf(answers, state.outputSource, [sourceNone]) || countsDown(answers, control.rebootWithDuration, offSeconds),
          )
        : planOf(offThenOn(delaySeconds, delaySeconds + offSeconds), offObjects, (answers) =>
            offConfirmed(answers, delaySeconds),
          ),
  }
}
