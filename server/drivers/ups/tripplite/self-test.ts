import type { SelfTestObject } from '../../ups-protocols/snmp/self-test'
import { STATE, TEST_RESULT } from './mib'

export const selfTest: SelfTestObject = {
  object: STATE.testResult,
  words: {
    0: ['none', TEST_RESULT[0]],
    1: ['passed', TEST_RESULT[1]],
    2: ['failed', TEST_RESULT[2]],
    3: ['failed', TEST_RESULT[3]],
    4: ['aborted', TEST_RESULT[4]],
    5: ['running', TEST_RESULT[5]],
    6: ['none', TEST_RESULT[6]],
    7: ['failed', TEST_RESULT[7]],
    8: ['failed', TEST_RESULT[8]],
    9: ['failed', TEST_RESULT[9]],
  },
}
