import { BETWEEN_LINES, type Breaker, EACH_LINE, type Terminals, type Wiring } from '../../ups-protocols/pdu/wiring'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { type MibObject, numberAt } from '../../ups-protocols/snmp/table'
import { EPDU } from './mib'

/** Breakers and sections; one of three phases has up to twelve. */
export const GROUPS = 12

export const groupBreaker = (unit: number): MibObject => ({ name: 'groupBreakerStatus', oid: `${EPDU}.5.1.1.5.${unit}` })

/** An outlet has its breaker and its section as parents, in no fixed order, and groups that people made after them. */
const PARENTS = [1, 2, 3] as const

/** One voltage, or what an outlet is between; all three lines at once leave it nothing to be lost with one. */
const TERMINALS: Readonly<Record<number, Terminals>> = { 2: [1], 3: [2], 4: [3], 5: [1, 2], 6: [2, 3], 7: [3, 1] }
const delta = 3

export const wiringOf = (unit: number): Wiring => {
  const breaker = groupBreaker(unit)
  const breakers = Array.from({ length: GROUPS }, (_, index): Breaker => {
    const row = index + 1
    return { row, state: { name: `${breaker.name}.${row}`, oid: `${breaker.oid}.${row}` }, closedAt: 1, openAt: 2 }
  })
  const inputType: MibObject = { name: 'inputType', oid: `${EPDU}.3.1.1.2.${unit}.1` }
  const measured = [1, 2, 3].map((row) => ({ name: 'inputVoltageMeasType', oid: `${EPDU}.3.2.1.2.${unit}.1.${row}` }))
  const phaseOf = (row: number): MibObject => ({ name: 'outletPhaseID', oid: `${EPDU}.6.1.1.7.${unit}.${row}` })
  return {
    breakers,
    openWord: 'is off',
    breakerTable: `${EPDU}.5.1.1`,
    pointers: (row) => PARENTS.map((parent) => ({ name: 'outletParentOID', oid: `${EPDU}.6.2.1.3.${unit}.${row}.${parent}` })),
    lineObjects: (row) => [phaseOf(row)],
    linesOf: (row, answers) => TERMINALS[numberAt(answers, phaseOf(row)) ?? 0] ?? null,
    voltsObjects: [inputType, ...measured],
    voltsBetween: (answers: SnmpAnswers) => {
      const told = measured.map((object) => TERMINALS[numberAt(answers, object) ?? 0])
      const all = told.filter((one) => one !== undefined)
      if (all.length === told.length) return all
      return numberAt(answers, inputType) === delta ? BETWEEN_LINES : EACH_LINE
    },
  }
}
