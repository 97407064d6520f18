import { isOneOf, planOf, setTo } from '../../ups-protocols/snmp/command-plan'
import type { SnmpCommands } from '../../ups-protocols/snmp/commands'
import { STATE } from './mib'

const standbyOn = 1
const standbyOff = 2
const dark = [7, 8] as const
const lit = [2, 3, 4, 5, 6, 9, 10] as const
const atOnce = 'Net Vision switches at once: its delays belong to a shutdown that it leads itself.'

/** Net Vision offers standby on and off, and no test. */
export const COMMANDS: SnmpCommands = {
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
