import type { SelfTestObject } from '../snmp/self-test'
import type { XupsLayout } from './layout'

export const xupsSelfTest = ({ state }: XupsLayout): SelfTestObject => ({
  object: state.testStatus,
  words: {
    1: ['none', 'unknown'],
    2: ['passed', 'passed'],
    3: ['failed', 'failed'],
    4: ['running', 'in progress'],
    5: ['none', 'not supported'],
    6: ['aborted', 'inhibited'],
    7: ['running', 'scheduled'],
  },
})
