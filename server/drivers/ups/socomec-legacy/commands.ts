import { isOneOf, planOf, setTo } from '../../ups-protocols/snmp/command-plan'
import type { SnmpCommands } from '../../ups-protocols/snmp/commands'
import { numberAt } from '../../ups-protocols/snmp/table'
import { STATE, TESTS } from './mib'

const standbyOn = 1
const standbyOff = 2
const inProgress = 2
const dark = [6, 8] as const
const lit = [2, 3, 4, 5, 7, 9] as const
const atOnce = 'Net Vision switches at once: its delays belong to a shutdown that it leads itself.'

const setTest = (value: string) => ({ name: STATE.testId.name, oid: STATE.testId.oid, type: 'oid', value }) as const

export const COMMANDS: SnmpCommands = {
  'self-test': () =>
    planOf([setTest(TESTS.quickBattery)], [STATE.testResult], (answers) =>
      isOneOf(answers, STATE.testResult, [inProgress]) ? true : null,
    ),
  'abort-test': () =>
    planOf([setTest(TESTS.abort)], [STATE.testResult], (answers) =>
      numberAt(answers, STATE.testResult) === null ? null : !isOneOf(answers, STATE.testResult, [inProgress]),
    ),
  'output-off': ({ delaySeconds, restart }) => {
    if (restart === 'with-mains') return { impossible: 'Net Vision leaves standby only when it is told to, not with the mains.' }
    if (delaySeconds > 0) return { impossible: atOnce }
    return planOf([setTo(STATE.control, standbyOn)], [STATE.outputSource], (answers) =>
      isOneOf(answers, STATE.outputSource, dark) ? true : null,
    )
  },
  'output-on': ({ delaySeconds }) =>
    delaySeconds > 0
      ? { impossible: atOnce }
      : planOf([setTo(STATE.control, standbyOff)], [STATE.outputSource], (answers) =>
          isOneOf(answers, STATE.outputSource, lit) ? true : null,
        ),
}
