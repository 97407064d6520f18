import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { replyOf, variablesOf, wordsOf } from './lines'
import { identityOf, observe } from './observation'

const observed = (status: string, more: Readonly<Record<string, string>> = {}) =>
  observe(new Map(Object.entries({ 'ups.status': status, ...more })))
const state = (status: string, more?: Readonly<Record<string, string>>) => {
  const { supply, upsContact, flags } = observed(status, more)
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('outlets', () => {
  it('are those with a number, in its order, each as switched', () => {
    const { outlets } = observed('OL', {
      'outlet.id': '0',
      'outlet.desc': 'Main Outlet',
      'outlet.0.status': 'on',
      'outlet.10.status': 'maybe',
      'outlet.2.status': 'off',
      'outlet.2.desc': 'Switches',
      'outlet.2.switchable': 'yes',
      'outlet.1.status': 'on',
    })
    expect(outlets).toEqual([
      { id: '1', name: null, state: 'on' },
      { id: '2', name: 'Switches', state: 'off' },
      { id: '10', name: null, state: 'unknown' },
    ])
  })
  it('are none where the UPS has one output', () => {
    expect(observed('OL', { 'outlet.id': '1', 'outlet.desc': 'Main Outlet' }).outlets).toEqual([])
  })
})

describe('a PDU or ATS that NUT knows', () => {
  const pdu = { 'device.type': 'pdu', 'input.voltage': '231', 'input.current': '7.40', 'input.realpower': '1640' }
  const identified = (variables: Readonly<Record<string, string>>) => identityOf(new Map(Object.entries(variables))).kind
  it('is no UPS', () => {
    expect([identified(pdu), identified({ 'device.type': 'ats' }), identified({ 'device.type': 'ups' }), identified({})]).toEqual(
      ['pdu', 'ats', undefined, undefined],
    )
  })
  it('P5 lives by its input where it has no status, and is not called dead by it', () => {
    expect(observed('', pdu).supply).toBe('mains')
    expect(observed('', { 'device.type': 'pdu', 'input.L2.voltage': '229' }).supply).toBe('mains')
    expect(observed('', { 'device.type': 'pdu', 'input.current': '3.40' }).supply).toBe('mains')
    expect(observed('', { ...pdu, 'input.voltage': '0', 'input.current': '0' }).supply).toBe('unknown')
    expect(observed('OFF', { ...pdu, 'device.type': 'ats' }).supply).toBe('off')
    expect(observed('', { 'input.voltage': '231' }).supply).toBe('unknown')
  })
  it('carries what flows in; of three lines their sum, not what is called the whole', () => {
    const { readings } = observed('', pdu)
    expect([readings.outputAmperes.value, readings.outputWatts.value]).toEqual([7.4, 1_640])
    const lines = { 'input.phases': '3', 'input.L1.realpower': '280', 'input.L2.realpower': '560', 'input.L3.realpower': '840' }
    const three = observed('', { ...pdu, 'input.realpower': '560', ...lines }).readings
    expect([three.outputWatts.value, three.outputWattsL3.value]).toEqual([1_680, 840])
    expect(observed('OL', { 'input.realpower': '900' }).readings.outputWatts.value).toBeNull()
  })
})

describe('the words of ups.status', () => {
  it.each([
    ['OL', 'on-mains'],
    ['OL CHRG', 'on-mains'],
    ['OL DISCHRG', 'on-mains'],
    ['OB DISCHRG', 'on-battery'],
    ['OB LB', 'low-battery'],
    ['OL LB', 'on-mains'],
    ['FSD OB LB', 'low-battery'],
    ['BYPASS', 'bypass'],
    ['OL BYPASS', 'bypass'],
    ['OFF', 'off'],
    ['OL OFF', 'off'],
    ['CAL OB', 'testing'],
    ['OB TEST', 'testing'],
    ['WAIT', 'no-contact'],
    ['', 'unknown'],
    ['OL OB', 'unknown'],
    ['SHINY', 'unknown'],
  ])('"%s" is %s', (status, word) => {
    expect(state(status)).toBe(word)
  })

  it('become flags', () => {
    expect(observed('OL CHRG TRIM RB OVER').flags).toEqual(['charging', 'trim', 'replace-battery', 'overload'])
    expect(observed('OL BOOST ALARM', { 'ups.alarm': 'Replace battery!' })).toMatchObject({
      flags: ['boost'],
      alarms: ['Replace battery!'],
    })
    expect(observed('FSD OL').flags).toEqual(['shutdown-pending'])
  })
  it('that are unknown are a fault, never passed over', () => {
    expect(observed('OL SHINY').flags).toEqual(['fault'])
  })
  it('P3 a test is no outage, unless the input is dead', () => {
    expect(state('OB', { 'ups.test.result': 'In progress', 'input.voltage': '229' })).toBe('testing')
    expect(state('OB TEST', { 'input.voltage': '0.0' })).toBe('on-battery')
  })
})

it('three phases are read beside the whole', () => {
  const { readings } = observed('OL', {
    'output.phases': '3',
    'output.L1.realpower': '900',
    'output.L2.realpower': '1100',
    'output.L3.realpower': '1000',
    'ups.load': '31',
    'output.L1.power.percent': '30',
    'output.L2.power.percent': '33',
    'output.L3.power.percent': '32',
  })
  expect(readings.outputWatts.value).toBe(3_000)
  expect(readings.outputWattsL2.value).toBe(1_100)
  expect(readings.loadPercent.value).toBe(31)
  expect(readings.loadPercentL2.value).toBe(33)
})

it('P4 impossible values are doubted', () => {
  const { readings } = observed('OL', { 'battery.charge': '255', 'battery.runtime': '-1', 'ups.temperature': '-273.1' })
  expect([readings.chargePercent, readings.runtimeSeconds, readings.temperatureCelsius].map(({ credible }) => credible)).toEqual([
    false,
    false,
    false,
  ])
})

describe('the lines of upsd', () => {
  it('quotes and escapes are taken off', () => {
    expect(wordsOf('VAR lab ups.model "Smart \\"X\\" \\\\ 1"')).toEqual(['VAR', 'lab', 'ups.model', 'Smart "X" \\ 1'])
  })
  it('a list ends with its own END', () => {
    const lines = ['BEGIN LIST VAR lab', 'VAR lab ups.status "OL"']
    expect(replyOf(lines)).toEqual({ kind: 'incomplete' })
    expect(replyOf([...lines, 'END LIST VAR lab'])).toEqual({ kind: 'lines', lines: [lines[1]] })
  })
  it('errors and nonsense are told apart', () => {
    expect(replyOf(['ERR ACCESS-DENIED'])).toEqual({ kind: 'error', code: 'ACCESS-DENIED' })
    expect(replyOf(['HTTP/1.1 400 Bad Request'])).toEqual({ kind: 'garbage' })
    expect(variablesOf(['BEGIN nothing'])).toBeNull()
  })
})
