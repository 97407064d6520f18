import type { SnmpCommands } from '../../ups-protocols/snmp/commands'
import { inRow, isOneOf, noSuchOutlet, planOf, rowNumber, setTo } from '../../ups-protocols/snmp/command-plan'
import type { MibObject } from '../../ups-protocols/snmp/table'
import { upsMibCommands } from '../../ups-protocols/upsmib/commands'
import { CONDITIONS, OUTLETS, RECEPTACLE, STATE, TEST_START, UPS_MIB } from './mib'

const start = 2
const yes = 1
/** A receptacle's sequence: started, in progress, completed. */
const underWay = [2, 3, 4] as const
const isOn = [1, 3, 5, 7] as const
const isOff = [2, 4, 6, 8] as const

interface Sequence {
  readonly delay: MibObject
  readonly control: MibObject
  readonly status: MibObject
  /** States of the receptacle that show the end of it. */
  readonly then: readonly number[]
}

const sequences = {
  on: { delay: RECEPTACLE.onDelay, control: RECEPTACLE.onControl, status: RECEPTACLE.onStatus, then: isOn },
  off: { delay: RECEPTACLE.offDelay, control: RECEPTACLE.offControl, status: RECEPTACLE.offStatus, then: isOff },
  toggle: { delay: RECEPTACLE.toggleDelay, control: RECEPTACLE.toggleControl, status: RECEPTACLE.toggleStatus, then: isOff },
} as const satisfies Record<string, Sequence>

const run = (outletId: string, delaySeconds: number, { delay, control, status, then }: Sequence) => {
  const row = rowNumber(outletId, OUTLETS.rows)
  if (row === null) return noSuchOutlet(outletId, OUTLETS.rows)
  const [state, progress] = [inRow(OUTLETS.state, row), inRow(status, row)]
  return planOf([setTo(inRow(delay, row), delaySeconds), setTo(inRow(control, row), start)], [progress, state], (answers) =>
    isOneOf(answers, progress, underWay) || isOneOf(answers, state, then) ? true : null,
  )
}

const { 'output-off': off, 'cancel-off': cancel, 'output-on': on, 'output-cycle': cycle } = upsMibCommands(UPS_MIB)

/** The main output by RFC 1628, as these cards have it; receptacles and the battery test by their own MIB. */
export const COMMANDS: SnmpCommands = {
  'self-test': () =>
    planOf([setTo(TEST_START, start)], [CONDITIONS.onBattery, STATE.batteryTestResult], (answers) =>
      isOneOf(answers, CONDITIONS.onBattery, [yes]) ? true : null,
    ),
  'output-off': off,
  'cancel-off': cancel,
  'output-on': on,
  'output-cycle': cycle,
  'outlet-off': ({ outletId, delaySeconds }) => run(outletId, delaySeconds, sequences.off),
  'outlet-on': ({ outletId, delaySeconds }) => run(outletId, delaySeconds, sequences.on),
  'outlet-cycle': ({ outletId, delaySeconds }) => run(outletId, delaySeconds, sequences.toggle),
}
