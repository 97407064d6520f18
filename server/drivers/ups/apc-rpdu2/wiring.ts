import { BETWEEN_LINES, EACH_LINE, type Terminals, type Wiring } from '../../ups-protocols/pdu/wiring'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { type MibObject, numberAt } from '../../ups-protocols/snmp/table'

/** PowerNet-MIB, the second generation of rack PDUs (AP84xx to AP89xx). */
export const RPDU2 = '1.3.6.1.4.1.318.1.1.26'

/** Outlets that switch, outlets that are metered, or both. */
const layoutObjects = (row: number): readonly MibObject[] => [
  { name: 'rPDU2OutletSwitchedPropertiesPhaseLayout', oid: `${RPDU2}.9.2.2.1.5.${row}` },
  { name: 'rPDU2OutletMeteredPropertiesLayout', oid: `${RPDU2}.9.4.2.1.5.${row}` },
]

const TERMINALS: Readonly<Record<number, Terminals>> = { 1: [1], 2: [2], 3: [3], 4: [1, 2], 5: [2, 3], 6: [3, 1] }

const linesOf = (row: number, answers: SnmpAnswers): Terminals | null =>
  layoutObjects(row)
    .map((object) => TERMINALS[numberAt(answers, object) ?? 0])
    .find((lines) => lines !== undefined) ?? null

/** Where outlets are between lines, they have from 200 V; to neutral it is less then. */
const LEAST_BETWEEN_LINES = 180

/** Its banks tell their load, and nothing of their breakers: what hangs on what is known of its phases only. */
export const wiringOf = (voltsColumn: string, voltsRows: readonly string[], outletRows: readonly number[]): Wiring => {
  const measured = voltsRows.map((row): MibObject => ({ name: 'rPDU2PhaseStatusVoltage', oid: `${voltsColumn}.${row}` }))
  return {
    breakers: [],
    openWord: 'is open',
    breakerTable: '',
    pointers: () => [],
    lineObjects: layoutObjects,
    linesOf,
    voltsObjects: [],
    voltsBetween: (answers) => {
      const isBetween = outletRows.some((row) => linesOf(row, answers)?.length === 2)
      return isBetween && measured.some((object) => (numberAt(answers, object) ?? 0) >= LEAST_BETWEEN_LINES)
        ? BETWEEN_LINES
        : EACH_LINE
    },
  }
}
