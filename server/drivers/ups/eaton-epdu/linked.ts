import { layoutOf } from './layout'
import { EPDU, FIRST_UNIT, ofUnit, OUTLET_ROWS, UNITS } from './mib'
import { type LinkedPdus, MOST_UNITS, oidsByOutletCount, remembered } from '../../ups-protocols/pdu/linked-pdus'
import { outletIdOf } from '../../ups-protocols/pdu/outlet-place'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { type MibObject, numberAt } from '../../ups-protocols/snmp/table'

/** A list such as "0,1,5". */
export const UNITS_PRESENT: MibObject = { name: 'unitsPresent', oid: `${EPDU}.1.1.0` }

const outletCount = (unit: number): MibObject => ofUnit(unit, 22, 'outletCount')
const layoutWith = remembered(layoutOf)
const rowsOf = (unit: number, answers: SnmpAnswers): number =>
  unit === FIRST_UNIT ? OUTLET_ROWS : Math.min(numberAt(answers, outletCount(unit)) ?? 0, OUTLET_ROWS)

/** ePDUs that are strapped together. */
export const LINKED: LinkedPdus = {
  units: (answers) => {
    const told = String(answers.get(UNITS_PRESENT.oid) ?? '')
      .split(',')
      .map((text) => (/^\s*\d{1,2}\s*$/.test(text) ? Number(text) : FIRST_UNIT))
    const others = [...new Set(told)].filter((unit) => unit > FIRST_UNIT && unit < UNITS)
    return [FIRST_UNIT, ...others.sort((left, right) => left - right)].slice(0, MOST_UNITS)
  },
  layoutOf: (unit, answers) => layoutWith(unit, rowsOf(unit, answers)),
  oidsOf: (unit, answers) => oidsByOutletCount(outletCount(unit), answers, () => layoutWith(unit, rowsOf(unit, answers))),
  prepared: (_, answers) => answers,
  named: (unit, outlet) => ({ ...outlet, id: outletIdOf({ unit, row: Number(outlet.id) }, FIRST_UNIT) }),
}
