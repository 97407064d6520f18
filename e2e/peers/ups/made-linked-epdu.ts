import { below, type MadeDevice, type MadeValue } from './made-device'

const ePdu = '1.3.6.1.4.1.534.6.6.7'
const OFF = 2
const ON = 1

type Objects = Readonly<Record<string, MadeValue>>

const unit = (number: number, watts: number): Objects => ({
  [`1.2.1.2.${number}`]: `ePDU MA chain ${number}`,
  [`1.2.1.4.${number}`]: `LAB0CHAIN${number}`,
  [`1.2.1.20.${number}`]: 1,
  [`1.2.1.22.${number}`]: 2,
  [`1.2.1.30.${number}`]: 0,
  [`3.1.1.2.${number}.1`]: 1,
  [`3.1.1.3.${number}.1`]: 500,
  [`3.2.1.3.${number}.1.1`]: 230_000 + number * 1_000,
  [`3.3.1.4.${number}.1.1`]: watts * 5,
  [`3.5.1.4.${number}.1`]: watts,
})

/** An outlet that hangs on a breaker of its unit. */
const outlet = (number: number, row: number, breaker: number, watts: number): Objects => ({
  [`6.1.1.3.${number}.${row}`]: `Outlet A${row}`,
  [`6.2.1.3.${number}.${row}.1`]: { objectId: `${ePdu}.5.1.1.2.${number}.${breaker}` },
  [`6.5.1.3.${number}.${row}`]: watts,
  [`6.6.1.2.${number}.${row}`]: 1,
})

/** Two ePDUs in a chain, metered by outlet; breaker 2 of the second has opened. */
export const LINKED_EPDU: MadeDevice = {
  name: 'made-eaton-chain',
  family: 'eaton-epdu',
  kind: 'pdu',
  nutMib: null,
  sysObjectId: ePdu,
  model: 'ePDU MA chain 0',
  serial: 'LAB0CHAIN0',
  objects: below(ePdu, {
    '1.1.0': '0,1',
    ...unit(0, 500),
    ...unit(1, 120),
    '5.1.1.5.0.1': ON,
    '5.1.1.5.1.1': ON,
    '5.1.1.5.1.2': OFF,
    ...outlet(0, 1, 1, 300),
    ...outlet(0, 2, 1, 200),
    ...outlet(1, 1, 1, 120),
    ...outlet(1, 2, 2, 0),
  }),
  believed: { inputVolts: 230, inputHertz: 50, outputAmperes: 3.1, outputWatts: 620 },
  outlets: [
    { id: '1', name: 'Outlet A1', state: 'on', watts: 300 },
    { id: '2', name: 'Outlet A2', state: 'on', watts: 200 },
    { id: '1.1', name: 'Outlet A1', state: 'on', watts: 120 },
    { id: '1.2', name: 'Outlet A2', state: 'on', watts: 0, dead: 'breaker 2 is off' },
  ],
  nutSays: {},
}
