import type { SelfTestObject } from '../../ups-protocols/snmp/self-test'
import { STATE, TEST_RESULT } from './mib'

export const selfTest: SelfTestObject = {
  object: STATE.test,
  words: {
    1: ['passed', TEST_RESULT[1]],
    2: ['failed', TEST_RESULT[2]],
    3: ['aborted', TEST_RESULT[3]],
    4: ['running', TEST_RESULT[4]],
  },
}
