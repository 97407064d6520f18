import { expect, it } from 'vitest'
import type { SelfTestState } from '../ports'
import { ok } from '../ports'
import { isSnmpUpsDriver } from '../ups-protocols/snmp/family'
import { readSelfTest } from '../ups-protocols/snmp/self-test'
import type { DeviceValue } from '../ups-protocols/text-value'
import { upsDrivers } from './registry'

const families = upsDrivers.filter(isSnmpUpsDriver).map(({ snmp }) => snmp)
const familyOf = (name: string) => {
  const family = families.find(({ family: its }) => its === name)
  if (family === undefined) throw new Error(`there is no family ${name}`)
  return family
}

const told = (name: string, values: Readonly<Record<string, DeviceValue>>) => {
  const get = () => Promise.resolve(ok(new Map(Object.entries(values))))
  return readSelfTest([familyOf(name)], { get }, { deadlineMs: 1_000 })
}

/** After a test that passed it says what it says before any. */
const WITHOUT_A_WORD_FOR_PASSED: ReadonlySet<string> = new Set(['socomec-legacy'])

it.each(families.filter(({ commands }) => commands['self-test'] !== undefined).map(({ family }) => [family]))(
  'A4 %s, which can be told to test itself, tells how that ended',
  (name) => {
    const words = Object.values(familyOf(name).selfTest?.words ?? {}).map(([state]) => state)
    expect(words).toContain('failed')
    expect(words.includes('passed')).toBe(!WITHOUT_A_WORD_FOR_PASSED.has(name))
    expect(words.includes('running') || familyOf(name).selfTest?.running !== undefined).toBe(true)
  },
)

const MGE = '1.3.6.1.4.1.705.1'
const TRIPPLITE = '1.3.6.1.4.1.850.1.1.3.1.2.1.1.6.1'
const EPPC = '1.3.6.1.4.1.935.10.1.1.7.3.0'
const XPPC = '1.3.6.1.4.1.935.1.1.1.7.2.3.0'
const DELL = '1.3.6.1.4.1.674.10902.2.120.5.2.0'

it.each<readonly [string, Readonly<Record<string, DeviceValue>>, SelfTestState['state']]>([
  ['mge', { [`${MGE}.10.11.0`]: 1, [`${MGE}.7.3.0`]: 2 }, 'passed'],
  ['mge', { [`${MGE}.10.11.0`]: 1, [`${MGE}.7.3.0`]: 1 }, 'running'],
  ['mge', { [`${MGE}.10.11.0`]: 4, [`${MGE}.7.3.0`]: 2 }, 'failed'],
  ['mge', { [`${MGE}.10.11.0`]: 5 }, 'none'],
  ['tripplite', { [TRIPPLITE]: 5 }, 'running'],
  ['tripplite', { [TRIPPLITE]: 7 }, 'failed'],
  ['eppc', { [EPPC]: 2 }, 'running'],
  ['eppc', { [EPPC]: 3 }, 'passed'],
  ['xppc', { [XPPC]: 4 }, 'running'],
  ['xppc', { [XPPC]: 1 }, 'passed'],
  ['dell', { [DELL]: 7 }, 'running'],
  ['dell', { [DELL]: 2 }, 'failed'],
  ['dell', { [DELL]: 99 }, 'unknown'],
])('%s: %j is %s', async (name, values, state) => {
  expect(await told(name, values)).toMatchObject({ kind: 'ok', value: { state } })
})

it('a family that has no such object says so', async () => {
  expect(await told('socomec', {})).toMatchObject({ kind: 'unsupported' })
})
