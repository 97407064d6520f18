import { countsDown, isOneOf, planOf, rowNumber, noSuchOutlet, setTo } from '../../ups-protocols/snmp/command-plan'
import type { CommandPlan, SnmpCommands } from '../../ups-protocols/snmp/commands'
import { numberAt } from '../../ups-protocols/snmp/table'
import { CONTROL, STATE } from './mib'

const outputOnly = 1
const rebootOn = 1
const rebootOff = 2
/** 0 takes a countdown back here, so "at once" is one second. */
const abort = 0
const atOnce = 1
const noRestart = -1
const sourceNone = 7
const testAbort = 0
const batteryTest = 2
const testing = 2
const mostRelays = 8
/** The output stays off at least this long, so that what it feeds notices. */
const pauseSeconds = 30

const minutes = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60))

const off = (delaySeconds: number, reboot: number, restartMinutes: number): CommandPlan =>
  planOf(
    [
      setTo(CONTROL.shutdownType, outputOnly),
      setTo(CONTROL.autoReboot, reboot),
      setTo(CONTROL.restartAction, restartMinutes),
      setTo(CONTROL.shutdownAction, Math.max(atOnce, delaySeconds)),
    ],
    [CONTROL.shutdownAction, STATE.outputSource],
    (answers) =>
      isOneOf(answers, STATE.outputSource, [sourceNone]) ||
      countsDown(answers, CONTROL.shutdownAction, Math.max(atOnce, delaySeconds)),
  )

const relay = (outletId: string, delay: typeof CONTROL.relayOffDelay | typeof CONTROL.relayOnDelay, value: number) => {
  const row = rowNumber(outletId, mostRelays)
  // Nothing reads a relay's state.
  return row === null
    ? noSuchOutlet(outletId, mostRelays)
    : planOf([setTo(CONTROL.setOutletRelay, row), setTo(delay, value)], [], () => null)
}

export const COMMANDS: SnmpCommands = {
  'self-test': () =>
    planOf([setTo(CONTROL.testType, batteryTest)], [STATE.testResult], (answers) =>
      isOneOf(answers, STATE.testResult, [testing]) ? true : null,
    ),
  'abort-test': () =>
    planOf([setTo(CONTROL.testType, testAbort)], [STATE.testResult], (answers) =>
      numberAt(answers, STATE.testResult) === null ? null : !isOneOf(answers, STATE.testResult, [testing]),
    ),
  'output-off': ({ delaySeconds, restart }) =>
    restart === 'with-mains'
      ? // dupsAutoReboot alone restarts only what went off on battery: mains that come back before would leave it dark.
        off(delaySeconds, rebootOn, minutes(delaySeconds + pauseSeconds))
      : off(delaySeconds, rebootOff, noRestart),
  'cancel-off': () =>
    planOf(
      [setTo(CONTROL.shutdownAction, abort), setTo(CONTROL.restartAction, noRestart)],
      [CONTROL.shutdownAction],
      (answers) => {
        const left = numberAt(answers, CONTROL.shutdownAction)
        return left === null ? null : left <= 0
      },
    ),
  'output-cycle': ({ delaySeconds, offSeconds }) => off(delaySeconds, rebootOn, minutes(delaySeconds + offSeconds)),
  'outlet-off': ({ outletId, delaySeconds }) => relay(outletId, CONTROL.relayOffDelay, delaySeconds),
  'outlet-on': ({ outletId, delaySeconds }) =>
    relay(outletId, CONTROL.relayOnDelay, delaySeconds === 0 ? 0 : minutes(delaySeconds)),
}
