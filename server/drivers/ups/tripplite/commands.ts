import type { SnmpCommands } from '../../ups-protocols/snmp/commands'
import { inRow, isOneOf, noSuchOutlet, planOf, rowNumber, setTo } from '../../ups-protocols/snmp/command-plan'
import { CONTROL, OUTLETS, STATE } from './mib'

const yes = 1
const turnOff = 1
const turnOn = 2
const cycle = 3
const isOff = 1
const isOn = 2
const testInProgress = 5

const noDelay = {
  impossible: 'Tripp Lite switches at once; its MIB has no delay. Use RFC 1628, which these cards serve as well.',
}

const switchOutlet = (outletId: string, delaySeconds: number, command: number, then: readonly number[]) => {
  const row = rowNumber(outletId, OUTLETS.rows)
  if (row === null) return noSuchOutlet(outletId, OUTLETS.rows)
  if (delaySeconds > 0) return noDelay
  const state = inRow(OUTLETS.state, row)
  return planOf([setTo(inRow(CONTROL.outlet, row), command)], [state], (answers) => (isOneOf(answers, state, then) ? true : null))
}

const switchMain = (command: number, then: number) =>
  planOf([setTo(CONTROL.mainLoad, command)], [STATE.mainLoad], (answers) =>
    isOneOf(answers, STATE.mainLoad, [then]) ? true : null,
  )

export const COMMANDS: SnmpCommands = {
  'self-test': () =>
    planOf([setTo(CONTROL.selfTest, yes)], [STATE.testResult], (answers) =>
      isOneOf(answers, STATE.testResult, [testInProgress]) ? true : null,
    ),
  'output-off': ({ delaySeconds, restart }) => {
    if (delaySeconds > 0) return noDelay
    return restart === 'with-mains'
      ? { impossible: 'Nothing in this MIB brings the main load back by itself. Use RFC 1628, which these cards serve as well.' }
      : switchMain(turnOff, isOff)
  },
  'output-on': ({ delaySeconds }) => (delaySeconds > 0 ? noDelay : switchMain(turnOn, isOn)),
  'output-cycle': () => ({
    impossible:
      'The UPS chooses the pause of a cycle itself. Use RFC 1628, which these cards serve as well, or cycle the outlets.',
  }),
  'outlet-off': ({ outletId, delaySeconds }) => switchOutlet(outletId, delaySeconds, turnOff, [isOff]),
  'outlet-on': ({ outletId, delaySeconds }) => switchOutlet(outletId, delaySeconds, turnOn, [isOn]),
  'outlet-cycle': ({ outletId, delaySeconds }) => switchOutlet(outletId, delaySeconds, cycle, [isOff]),
}
