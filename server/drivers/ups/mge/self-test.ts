import type { SelfTestObject } from '../../ups-protocols/snmp/self-test'
import { CONDITIONS, STATE } from './mib'

const yes = 1

/** The result stays that of the test before while one runs; only the discharge tells that. */
export const selfTest: SelfTestObject = {
  object: STATE.batteryTestResult,
  words: {
    1: ['passed', 'success'],
    2: ['failed', 'failed'],
    3: ['passed', 'success, by its own schedule'],
    4: ['failed', 'failed, by its own schedule'],
    5: ['none', 'none'],
  },
  running: { object: CONDITIONS.onBattery, values: [yes] },
}
