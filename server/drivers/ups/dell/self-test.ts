import type { SelfTestObject } from '../../ups-protocols/snmp/self-test'
import { STATE, TEST_STATUS } from './mib'

/** It cannot be told to test itself through this MIB, but it tells how a test ended that RFC 1628 or its panel began. */
export const selfTest: SelfTestObject = {
  object: STATE.test,
  words: {
    1: ['passed', TEST_STATUS[1]],
    2: ['failed', TEST_STATUS[2]],
    3: ['failed', TEST_STATUS[3]],
    4: ['aborted', TEST_STATUS[4]],
    5: ['running', TEST_STATUS[5]],
    6: ['none', TEST_STATUS[6]],
    7: ['running', TEST_STATUS[7]],
  },
}
