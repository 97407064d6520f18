import { expect, it } from 'vitest'
import { z } from 'zod'
import { keptDevice, wholeDevice } from './kept-docs'
import { type PowerReading, readingsFrom, silent } from './power-reading'
import { docOf } from '../services/latest-doc'
import { deviceDocJson } from '../testing/service-seed'

const told: PowerReading = { value: 230, unit: 'V', source: 'RFC 1628 upsInputVoltage', credible: true, reason: null }
const sample = docOf('device', { kind: 'device', id: 'ups', revision: 1, atMs: 0, doc: deviceDocJson })
if (sample === null) throw new Error('no sample')
const doc = {
  ...sample,
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
  expect(text.length).toBeLessThan(JSON.stringify(doc).length * 0.6)
})

it('a document that was kept whole is read too', () => {
  expect(wholeDevice(parsed(JSON.stringify(doc)))).toEqual(doc)
  expect(wholeDevice(null)).toBeNull()
})
