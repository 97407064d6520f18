import { APC_PDUS } from './made-apc-pdus'
import { LINKED_EPDU } from './made-linked-epdu'
import { below, type MadeDevice, type MadeValue } from './made-device'

const ePdu = '1.3.6.1.4.1.534.6.6.7'
const ats2 = '1.3.6.1.4.1.534.10.2'
const pdu2 = '1.3.6.1.4.1.13742.6'
const px = '1.3.6.1.4.1.13742.4'

type Objects = Readonly<Record<string, MadeValue>>
const each = (numbers: readonly number[], objects: (number: number) => Objects): Objects =>
  Object.fromEntries(numbers.flatMap((number) => Object.entries(objects(number))))

const eatonEpdu: MadeDevice = {
  name: 'made-eaton-epdu',
  family: 'eaton-epdu',
  kind: 'pdu',
  nutMib: 'eaton_epdu',
  sysObjectId: ePdu,
  model: 'ePDU MA 0U lab',
  serial: 'LAB0EPDU1',
  objects: {
    // No probes: NUT looks for them without end where their number is not told.
    '1.3.6.1.4.1.534.6.8.1.1.1.0': 0,
    ...below(ePdu, {
      '1.1.0': '0',
      '1.2.1.2.0': 'ePDU MA 0U lab',
      '1.2.1.3.0': 'EMAB03-LAB',
      '1.2.1.4.0': 'LAB0EPDU1',
      '1.2.1.5.0': '05.01.0000',
      '1.2.1.20.0': 1,
      '1.2.1.21.0': 1,
      '1.2.1.22.0': 3,
      '1.2.1.30.0': 0,
      '1.2.1.31.0': 0,
      '1.2.1.32.0': 0,
      '3.1.1.2.0.1': 4,
      '3.1.1.3.0.1': 500,
      '3.1.1.4.0.1': 0,
      ...each([1, 2, 3], (line) => ({
        [`3.2.1.3.0.1.${line}`]: 229_400 + 300 * line,
        [`3.2.1.4.0.1.${line}`]: 0,
        [`3.3.1.4.0.1.${line}`]: 1_250 * line,
        [`3.3.1.5.0.1.${line}`]: 0,
        [`3.3.1.11.0.1.${line}`]: 8 * line,
        [`3.4.1.3.0.1.${line}`]: 290 * line,
        [`3.4.1.4.0.1.${line}`]: 280 * line,
      })),
      '3.5.1.3.0.1': 1_740,
      '3.5.1.4.0.1': 1_680,
      '3.5.1.9.0.1': 11_000,
      '5.1.1.5.0.1': 1,
      '5.4.1.4.0.1': 0,
      ...each([1, 2, 3], (outlet) => ({
        [`6.1.1.2.0.${outlet}`]: `A${outlet}`,
        [`6.1.1.3.0.${outlet}`]: `Outlet A${outlet}`,
        [`6.6.1.2.0.${outlet}`]: outlet === 2 ? 0 : 1,
        [`6.6.1.9.0.${outlet}`]: 1,
      })),
    }),
  },
  believed: {
    inputVolts: 230,
    inputVoltsL1: 229.7,
    inputVoltsL3: 230.3,
    inputHertz: 50,
    outputAmperes: 7.5,
    outputWatts: 1_680,
    outputWattsL2: 560,
    outputVoltAmperes: 1_740,
    loadPercent: 16,
    nominalVoltAmperes: 11_000,
  },
  outlets: [
    { id: '1', name: 'Outlet A1', state: 'on' },
    { id: '2', name: 'Outlet A2', state: 'off' },
    { id: '3', name: 'Outlet A3', state: 'on' },
  ],
  nutSays: {
    'device.model': 'ePDU MA 0U lab',
    'device.serial': 'LAB0EPDU1',
    'input.L1.voltage': 229.7,
    'input.L3.voltage': 230.3,
    'input.L2.current': 2.5,
    // NUT 2.8.0 shows that of line 2 as the whole, after an older table.
    'input.L2.realpower': 560,
    'input.L3.realpower': 840,
    'input.frequency': 50,
    'outlet.count': 3,
    'outlet.1.status': 'on',
    'outlet.2.status': 'off',
  },
}

/** Type, raw value, decimal digits, unit. NUT takes one digit for granted of a current, and none of the others. */
const inletSensors = [
  [1, 74, 1, 2],
  [4, 231, 0, 1],
  [5, 1_640, 0, 3],
  [6, 1_709, 0, 4],
  [23, 499, 1, 8],
] as const

const raritan: MadeDevice = {
  name: 'made-raritan-pdu',
  family: 'raritan-pdu',
  kind: 'pdu',
  nutMib: 'raritan-px2',
  sysObjectId: pdu2,
  model: 'PX3-lab',
  serial: 'LAB0PX3',
  objects: below(pdu2, {
    '3.1.0': 1,
    '3.2.1.1.2.1': 'Raritan',
    '3.2.1.1.3.1': 'PX3-lab',
    '3.2.1.1.4.1': 'LAB0PX3',
    '3.2.2.1.2.1': 1,
    '3.2.2.1.3.1': 2,
    '3.2.2.1.4.1': 3,
    '3.2.3.1.6.1.1.1': '4.0.20',
    '3.3.3.1.5.1.1': 2,
    ...Object.fromEntries(
      inletSensors.flatMap(([type, value, digits, unit]): [string, MadeValue][] => [
        [`3.3.4.1.6.1.1.${type}`, unit],
        [`3.3.4.1.7.1.1.${type}`, { gauge: digits }],
        [`5.2.3.1.3.1.1.${type}`, 4],
        [`5.2.3.1.4.1.1.${type}`, { gauge: value }],
      ]),
    ),
    ...each([1, 2], (breaker) => ({ [`5.3.3.1.3.1.${breaker}.15`]: 1, [`5.3.3.1.3.1.${breaker}.1`]: 4 })),
    ...each([1, 2, 3], (outlet) => ({
      [`3.5.3.1.2.1.${outlet}`]: `${outlet}`,
      [`3.5.3.1.3.1.${outlet}`]: `esx${outlet}`,
      [`3.5.3.1.28.1.${outlet}`]: 1,
      [`4.1.2.1.3.1.${outlet}`]: outlet === 2 ? 8 : 7,
    })),
  }),
  believed: { inputVolts: 231, inputHertz: 49.9, outputAmperes: 7.4, outputWatts: 1_640, outputVoltAmperes: 1_709 },
  outlets: [
    { id: '1', name: 'esx1', state: 'on' },
    { id: '2', name: 'esx2', state: 'off' },
    { id: '3', name: 'esx3', state: 'on' },
  ],
  nutSays: {
    'device.model': 'PX3-lab',
    'device.serial': 'LAB0PX3',
    'input.voltage': 231,
    'input.realpower': 1_640,
    'input.power': 1_709,
    // A current, by NUT's name of it.
    'input.load': 7.4,
    'outlet.count': 3,
    // NUT 2.8.0 counts from 0 here, and so leaves out the last.
    'outlet.1.status': 'on',
    'outlet.2.status': 'off',
  },
}

const raritanPx: MadeDevice = {
  name: 'made-raritan-px',
  family: 'raritan-px',
  kind: 'pdu',
  nutMib: null,
  sysObjectId: px,
  model: 'DPXR8-lab',
  serial: 'LAB0DPX',
  objects: below(`${px}.1`, {
    '1.1.0': '1.5.7.11172',
    '1.2.0': 'LAB0DPX',
    '1.12.0': 'DPXR8-lab',
    '2.1.0': 2,
    '2.2.1.2.1': 'esx1',
    '2.2.1.2.2': 'esx2',
    '2.2.1.3.1': 1,
    '2.2.1.3.2': 0,
    '5.2.1.3.1': 0,
    '20.1.0': 1,
    '20.2.1.3.1': 1,
    '20.2.1.4.1': { gauge: 16_000 },
    '20.2.1.9.1': { gauge: 612 },
    '20.2.1.10.1': { gauge: 655 },
    '21.2.1.3.1.1': { gauge: 2_840 },
    '21.2.1.4.1.1': { gauge: 230_600 },
  }),
  believed: { inputVolts: 230.6, outputAmperes: 2.84, outputWatts: 612, outputVoltAmperes: 655 },
  outlets: [
    { id: '1', name: 'esx1', state: 'on' },
    { id: '2', name: 'esx2', state: 'off' },
  ],
  nutSays: {},
}

const eatonAts: MadeDevice = {
  name: 'made-eaton-ats',
  family: 'eaton-ats',
  kind: 'ats',
  nutMib: 'eaton_ats16_nm2',
  sysObjectId: ats2,
  model: 'Eaton ATS lab',
  serial: 'LAB0ATS16',
  objects: below(ats2, {
    '1.1.0': 'EATON',
    '1.2.0': 'Eaton ATS lab',
    '1.3.0': '00.00.0009',
    '1.5.0': 'LAB0ATS16',
    '1.7.0': '1.7.5',
    '2.2.1.1.1': 1,
    '2.2.1.1.2': 2,
    '2.2.1.2.1': 0,
    '2.2.1.2.2': 2_287,
    '2.2.1.3.1': 0,
    '2.2.1.3.2': 500,
    '2.3.1.0': 2_284,
    '2.3.2.0': 41,
    '2.4.0': 5,
    '3.1.1.0': 1,
    '3.2.1.2.1': 2,
    '3.2.1.2.2': 1,
    '3.2.1.3.1': 1,
    '3.2.1.3.2': 2,
    '3.2.1.4.1': 1,
    '3.2.1.4.2': 1,
    '3.2.1.5.1': 4,
    '3.2.1.5.2': 1,
    ...each([1, 3, 4, 5, 6, 7], (place) => ({ [`3.3.${place}.0`]: 1 })),
    '3.3.2.0': 2,
    '4.4.0': 230,
    '4.5.0': 1,
  }),
  believed: { inputVolts: 228.7, inputHertz: 50, outputVolts: 228.4, outputAmperes: 4.1 },
  outlets: [],
  nutSays: {
    'device.model': 'Eaton ATS lab',
    'device.serial': 'LAB0ATS16',
    'ups.status': 'OL',
    'input.2.voltage': 228.7,
    'output.voltage': 228.4,
    'output.current': 4.1,
    'input.source.preferred': 1,
  },
}

export const MADE_DEVICES: readonly MadeDevice[] = [eatonEpdu, raritan, raritanPx, eatonAts, LINKED_EPDU, ...APC_PDUS]
