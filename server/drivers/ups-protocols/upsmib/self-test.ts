import type { SelfTestObject } from '../snmp/self-test'
import type { UpsMibLayout } from './layout'

/** A warning is no pass: something is to be looked at before the next outage. */
export const upsMibSelfTest = ({ state }: UpsMibLayout): SelfTestObject => ({
  object: state.testResult,
  words: {
    1: ['passed', 'passed'],
    2: ['failed', 'done with a warning'],
    3: ['failed', 'done with an error'],
    4: ['aborted', 'aborted'],
    5: ['running', 'in progress'],
    6: ['none', 'no test was made'],
  },
})
