import type { SnmpCommands } from '../snmp/commands'
import { countsDown, inRow, isOneOf, noSuchOutlet, planOf, rowNumber, setTo } from '../snmp/command-plan'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { type MibObject, numberAt } from '../snmp/table'
import type { XupsLayout } from './layout'

const startBatteryTest = 1
const testUnderWay = [4, 7] as const
const testRefused = [5, 6] as const
const sourceNone = 2
const everySourceButNone = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const
const receptacleOn = [1, 4] as const
const receptacleOff = [2, 3] as const
const receptacleCycling = [2, 3, 4] as const
const stopCountdown = 0

/** 0 stops a countdown here, so that "at once" is one second. */
const soonest = (delaySeconds: number): number => Math.max(1, delaySeconds)

/**
 * Powerware's MIB: 0 in the output's delays ABORTS (in RFC 1628 it is "now"); in a receptacle's delays 0 is now and -1 aborts.
 * LoadShedSecsWithRestart is the one that surely comes back, and nothing stops it once it is set.
 */
export const xupsCommands = ({ state, testStart, onDelay, outlets, receptacle }: XupsLayout): SnmpCommands => {
  const offConfirmed = (answers: SnmpAnswers, countdown: MibObject, delaySeconds: number): boolean | null =>
    isOneOf(answers, state.outputSource, [sourceNone]) || countsDown(answers, countdown, soonest(delaySeconds))

  const ofReceptacle = (outletId: string, delay: MibObject, seconds: number, then: readonly number[]) => {
    const row = rowNumber(outletId, outlets.rows)
    if (row === null) return noSuchOutlet(outletId, outlets.rows)
    const status = inRow(outlets.state, row)
    return planOf([setTo(inRow(delay, row), seconds)], [status], (answers) => (isOneOf(answers, status, then) ? true : null))
  }

  return {
    'self-test': () =>
      planOf([setTo(testStart, startBatteryTest)], [state.testStatus], (answers) => {
        if (isOneOf(answers, state.testStatus, testUnderWay)) return true
        return isOneOf(answers, state.testStatus, testRefused) ? false : null
      }),
    'output-off': ({ delaySeconds, restart }) => {
      const countdown = restart === 'with-mains' ? state.loadShed : state.offDelay
      return planOf([setTo(countdown, soonest(delaySeconds))], [countdown, state.outputSource], (answers) =>
        offConfirmed(answers, countdown, delaySeconds),
      )
    },
    'cancel-off': () =>
      planOf([setTo(state.offDelay, stopCountdown)], [state.offDelay, state.loadShed], (answers) => {
        const left = [state.offDelay, state.loadShed].map((object) => numberAt(answers, object))
        // A load shed cannot be stopped: while it counts, nothing was cancelled.
        if (left.some((one) => (one ?? 0) > 0)) return false
        return left[0] === null ? null : true
      }),
    'output-on': ({ delaySeconds }) =>
      planOf(
        [setTo(onDelay, soonest(delaySeconds))],
        [onDelay, state.outputSource],
        (answers) =>
          isOneOf(answers, state.outputSource, everySourceButNone) || countsDown(answers, onDelay, soonest(delaySeconds)),
      ),
    'output-cycle': ({ delaySeconds, offSeconds }) =>
      planOf(
        [setTo(onDelay, soonest(delaySeconds) + offSeconds), setTo(state.offDelay, soonest(delaySeconds))],
        [state.offDelay, state.outputSource],
        (answers) => offConfirmed(answers, state.offDelay, delaySeconds),
      ),
    'outlet-off': ({ outletId, delaySeconds }) => ofReceptacle(outletId, receptacle.offDelay, delaySeconds, receptacleOff),
    'outlet-on': ({ outletId, delaySeconds }) => ofReceptacle(outletId, receptacle.onDelay, delaySeconds, receptacleOn),
    'outlet-cycle': ({ outletId, delaySeconds }) =>
      ofReceptacle(outletId, receptacle.shed, soonest(delaySeconds), receptacleCycling),
  }
}
