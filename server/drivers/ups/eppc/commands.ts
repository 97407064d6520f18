import type { SnmpCommands } from '../../ups-protocols/snmp/commands'
import { countsDown, isOneOf, noSuchOutlet, planOf, rowNumber, setTo } from '../../ups-protocols/snmp/command-plan'
import { numberAt } from '../../ups-protocols/snmp/table'
import { CONTROL, STATE } from './mib'

const tenSeconds = 2
const cancelTest = 5
const testInProgress = 2
const outputOff = 1
const cancelOff = 2
const sleep = 3
const isOff = [2, 10] as const
const isOn = [3, 4, 5, 6, 8, 9, 11, 12] as const
const segmentOff = [1, 3] as const
const segmentOn = [2, 4] as const

/** 0 does nothing in the output's delays, so that "at once" is one second; in a segment's 0 is now and -1 aborts. */
const soonest = (delaySeconds: number): number => Math.max(1, delaySeconds)

const off = (delaySeconds: number, command: number, onAfter: number | null) =>
  planOf(
    [
      setTo(CONTROL.offDelay, soonest(delaySeconds)),
      ...(onAfter === null ? [] : [setTo(CONTROL.onDelay, onAfter)]),
      setTo(CONTROL.onOff, command),
    ],
    [STATE.masterOffDelay, STATE.systemStatus],
    (answers) => isOneOf(answers, STATE.systemStatus, isOff) || countsDown(answers, STATE.masterOffDelay, soonest(delaySeconds)),
  )

const segment = (outletId: string, delaySeconds: number, turn: 'on' | 'off', then: readonly number[]) => {
  const row = rowNumber(outletId, CONTROL.segments.length)
  const objects = row === null ? undefined : CONTROL.segments[row - 1]
  if (objects === undefined) return noSuchOutlet(outletId, CONTROL.segments.length)
  return planOf([setTo(objects[turn], delaySeconds)], [objects.state], (answers) =>
    isOneOf(answers, objects.state, then) ? true : null,
  )
}

export const COMMANDS: SnmpCommands = {
  'self-test': () =>
    planOf([setTo(CONTROL.test, tenSeconds)], [STATE.test], (answers) =>
      isOneOf(answers, STATE.test, [testInProgress]) ? true : null,
    ),
  'abort-test': () =>
    planOf([setTo(CONTROL.test, cancelTest)], [STATE.test], (answers) =>
      numberAt(answers, STATE.test) === null ? null : !isOneOf(answers, STATE.test, [testInProgress]),
    ),
  'output-off': ({ delaySeconds, restart }) =>
    restart === 'stay-off'
      ? off(delaySeconds, outputOff, null)
      : {
          impossible: 'Nothing in this MIB says that a sleeping UPS waits for the mains. Use RFC 1628 where the card serves it.',
        },
  'cancel-off': () =>
    planOf([setTo(CONTROL.onOff, cancelOff)], [STATE.masterOffDelay], (answers) => {
      const left = numberAt(answers, STATE.masterOffDelay)
      return left === null ? null : left <= 0
    }),
  'output-on': ({ delaySeconds }) =>
    planOf([setTo(CONTROL.onDelay, soonest(delaySeconds))], [STATE.systemStatus], (answers) =>
      isOneOf(answers, STATE.systemStatus, isOn) ? true : null,
    ),
  'output-cycle': ({ delaySeconds, offSeconds }) => off(delaySeconds, sleep, offSeconds),
  'outlet-off': ({ outletId, delaySeconds }) => segment(outletId, delaySeconds, 'off', segmentOff),
  'outlet-on': ({ outletId, delaySeconds }) => segment(outletId, delaySeconds, 'on', segmentOn),
}
