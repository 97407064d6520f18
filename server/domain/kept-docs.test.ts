import { expect, it } from 'vitest'
import { z } from 'zod'
import { keptDevice, wholeDevice } from './kept-docs'
import { type PowerReading, readingsFrom, silent } from './power-reading'
import type { DeviceDoc } from './view'
import { deviceSeen } from '../testing/power-samples'

const told: PowerReading = { value: 230, unit: 'V', source: 'RFC 1628 upsInputVoltage', credible: true, reason: null }
const doc: DeviceDoc = {
  ...deviceSeen('ups'),
  identity: null,
  commands: null,
  enabled: true,
  endpoint: 'snmp 10.0.0.5:161',
  readings: readingsFrom({
    inputVolts: told,
    outputVolts: { ...told, reason: 'the device sends tenths here' },
    runtimeSeconds: {
      value: -1,
      unit: 's',
      source: 'RFC 1628 upsEstimatedMinutesRemaining',
      credible: false,
      reason: 'impossible',
    },
    loadPercent: { ...silent('loadPercent'), source: 'RFC 1628 upsOutputPercentLoad' },
  }),
}

const parsed = (text: string) => z.json().parse(JSON.parse(text))

it('a UPS that was kept is read as it was', () => {
  const text = JSON.stringify(keptDevice(doc))
  expect(wholeDevice(parsed(text))).toEqual(doc)
  expect(text.length).toBeLessThan(JSON.stringify(doc).length / 2)
})

it('a document that was kept whole is read too', () => {
  expect(wholeDevice(parsed(JSON.stringify(doc)))).toEqual(doc)
  expect(wholeDevice(null)).toBeNull()
})
