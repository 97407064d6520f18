import { below, type MadeDevice } from './made-device'

const apc = '1.3.6.1.4.1.318'

const apcRpdu: MadeDevice = {
  name: 'made-apc-rpdu',
  family: 'apc-rpdu',
  kind: 'pdu',
  nutMib: 'apc_pdu',
  sysObjectId: `${apc}.1.3.4.4`,
  model: 'AP7921',
  serial: 'LAB0AP7921',
  objects: {
    ...below(`${apc}.1.1.4`, { '1.4.0': 'AP7921', '1.5.0': 'LAB0AP7921', '4.1.0': 2 }),
    ...below(`${apc}.1.1.12`, {
      '1.3.0': 'v3.7.3',
      '1.5.0': 'AP7921',
      '1.6.0': 'LAB0AP7921',
      '1.8.0': 2,
      '1.9.0': 1,
      '1.16.0': 782,
      '2.3.1.1.2.1': 34,
      '2.3.1.1.3.1': 1,
      '3.5.1.1.2.1': 'esx1',
      '3.5.1.1.2.2': 'esx2',
      '3.5.1.1.4.1': 1,
      '3.5.1.1.4.2': 2,
    }),
  },
  believed: { outputAmperes: 3.4, outputWatts: 782 },
  outlets: [
    { id: '1', name: 'esx1', state: 'on' },
    { id: '2', name: 'esx2', state: 'off' },
  ],
  nutSays: { 'device.model': 'AP7921', 'input.current': 3.4, 'input.realpower': 782 },
}

const apcRpdu2: MadeDevice = {
  name: 'made-apc-rpdu2',
  family: 'apc-rpdu2',
  kind: 'pdu',
  nutMib: null,
  sysObjectId: `${apc}.1.3.4.6`,
  model: 'AP8959',
  serial: 'LAB0AP8959',
  objects: below(`${apc}.1.1.26`, {
    '1.0': 1,
    '2.1.6.1': 'v6.5.6',
    '2.1.8.1': 'AP8959',
    '2.1.9.1': 'LAB0AP8959',
    '4.2.1.7.1': 1,
    '4.3.1.4.1': 2,
    '4.3.1.5.1': 81,
    '6.3.1.5.1': 36,
    '6.3.1.6.1': 229,
    '6.3.1.7.1': 81,
    '6.3.1.8.1': 83,
    '9.2.3.1.3.1': 'esx1',
    '9.2.3.1.3.2': 'esx2',
    '9.2.3.1.5.1': 2,
    '9.2.3.1.5.2': 1,
  }),
  believed: { inputVolts: 229, outputAmperes: 3.6, outputWatts: 810, outputVoltAmperes: 830 },
  outlets: [
    { id: '1', name: 'esx1', state: 'on' },
    { id: '2', name: 'esx2', state: 'off' },
  ],
  nutSays: {},
}

export const APC_PDUS: readonly MadeDevice[] = [apcRpdu, apcRpdu2]
