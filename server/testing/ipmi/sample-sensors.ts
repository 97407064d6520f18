import { type BmcSensor, fullRecord } from './bmc-model'

const READ = 0xc0

/** Sensors of a made server; what they should be read as is in the tests, reckoned by hand. */
export const sampleSensors = (): readonly BmcSensor[] => [
  {
    record: fullRecord(0, { number: 1, name: 'Inlet Temp', sensorType: 1, entity: [0x37, 1], formula: { m: 1 } }),
    number: 1,
    reading: [23, READ, 0, 0],
    thresholds: [0x1b, 5, 2, 0, 40, 45, 0],
  },
  {
    // Two's complement, 0.5 °F steps from 32: raw −20 is 22 °F.
    record: fullRecord(1, {
      number: 2,
      name: 'Cold Aisle',
      sensorType: 1,
      entity: [0x37, 2],
      units: [0x80, 2, 0],
      formula: { m: 5, b: 32, exponents: 0xf1 },
    }),
    number: 2,
    reading: [0xec, READ, 0, 0],
    thresholds: null,
  },
  {
    record: fullRecord(2, {
      number: 3,
      name: 'Fan 1A',
      sensorType: 4,
      entity: [0x1d, 1],
      units: [0, 18, 0],
      formula: { m: 120 },
    }),
    number: 3,
    reading: [60, READ, 0x02, 0],
    thresholds: [0x03, 15, 10, 0, 0, 0, 0],
  },
  {
    record: fullRecord(3, {
      number: 4,
      name: 'P12V',
      sensorType: 2,
      entity: [0x07, 1],
      units: [0, 4, 0],
      formula: { m: 63, exponents: 0xd0 },
    }),
    number: 4,
    reading: [192, READ, 0, 0],
    thresholds: [0x3f, 171, 168, 160, 210, 213, 220],
  },
  {
    record: fullRecord(4, {
      number: 5,
      name: 'Leak',
      sensorType: 1,
      entity: [0x37, 3],
      formula: { linearization: 0x70, m: 1 },
    }),
    number: 5,
    reading: [100, READ, 0, 0],
    thresholds: null,
    factors: [101, 2, 0, 10, 0, 0, 0xf0],
  },
  {
    record: fullRecord(5, { number: 6, name: 'Off', sensorType: 1, entity: [0x37, 4], formula: { m: 1 } }),
    number: 6,
    reading: [77, 0xe0, 0, 0],
    thresholds: null,
  },
  supply(6, 7, 'PSU1 Status', 1, 0x01),
  supply(7, 8, 'PSU2 Status', 2, 0x01),
  {
    record: fullRecord(8, {
      number: 9,
      name: 'PSU1 Pin',
      sensorType: 3,
      entity: [0x0a, 1],
      units: [0, 6, 0],
      formula: { m: 4 },
    }),
    number: 9,
    reading: [55, READ, 0, 0],
    thresholds: null,
  },
]

function supply(id: number, number: number, name: string, instance: number, states: number): BmcSensor {
  const record = fullRecord(id, { number, name, sensorType: 8, entity: [0x0a, instance], readingType: 0x6f, units: [0xc0, 0, 0] })
  return { record, number, reading: [0, READ, states, 0x80], thresholds: null }
}
