import type { SelfTestObject } from '../../ups-protocols/snmp/self-test'
import { STATE } from './mib'

export const selfTest: SelfTestObject = {
  object: STATE.diagnostics,
  words: {
    1: ['passed', 'ok'],
    2: ['failed', 'failed'],
    3: ['aborted', 'invalid test'],
    4: ['running', 'in progress'],
  },
}
