import type { RecordedDevice } from './recorded-device'

export const RECORDED_B: readonly RecordedDevice[] = [
  {
    recording: 'cyberpower',
    family: 'cps',
    model: 'OL2200RTXL2U',
    serial: 'ABCFT1000001',
    powerState: 'on-mains',
    // 174000 hundredths of a second.
    believed: {
      runtimeSeconds: 1740,
      chargePercent: 100,
      temperatureCelsius: 36,
      inputVolts: 119.5,
      inputHertz: 60,
      outputVolts: 120.2,
      outputHertz: 60,
      outputAmperes: 6.5,
    },
    silent: ['loadPercent', 'outputWatts', 'batteryVolts', 'secondsOnBattery', 'inputVoltsL1'],
    alarms: [],
    outlets: [],
  },
  {
    recording: 'liebert_apm',
    family: 'liebert',
    model: 'APM',
    serial: null,
    powerState: 'on-mains',
    // Points as texts: 74 minutes, 20 kW, 23 kVA; (229 + 226 + 229) / 3 V, (22 + 20 + 19) / 3 %, 38 + 34 + 32 A.
    believed: {
      runtimeSeconds: 4440,
      loadPercent: 20.333,
      loadPercentL1: 22,
      loadPercentL3: 19,
      outputWatts: 20_000,
      outputVoltAmperes: 23_000,
      outputAmperes: 104,
      batteryVolts: 462,
      temperatureCelsius: 22,
      inputVolts: 228,
      inputVoltsL2: 226,
      inputHertz: 50,
      outputVolts: 230,
      outputVoltsL2: 232,
      outputHertz: 49.9,
    },
    silent: ['chargePercent', 'secondsOnBattery', 'lowBatteryRuntimeSeconds'],
    alarms: [],
  },
  {
    recording: 'linux_ups-nut',
    family: 'nut-extend',
    model: null,
    serial: null,
    // Every status line is 1: on line, on battery, off and on bypass at once.
    powerState: 'unknown',
    flags: ['fault'],
    believed: {
      runtimeSeconds: 2280,
      chargePercent: 100,
      loadPercent: 17,
      batteryVolts: 44,
      inputVolts: 252,
      temperatureCelsius: 25,
    },
    silent: ['outputWatts', 'outputVolts', 'nominalWatts'],
    alarms: ['ups.status says OL and OB at once: nothing of it is believed'],
  },
]

/** Devices of the maker that do not serve, or only name themselves in, the family. */
export const DENIED_B: readonly (readonly [recording: string, family: string])[] = [
  ['deltaups', 'delta'],
  ['netvision-rfc', 'socomec'],
  ['netvision-rfc', 'socomec-legacy'],
  ['socomec', 'socomec'],
  ['huaweiups_ups2000', 'huawei'],
  ['liebert', 'liebert'],
  ['apc_smx750', 'cps'],
]

/** A device as it is read without naming a family: all that it serves, read as one. */
export interface MergedDevice {
  readonly recording: string
  readonly family: string
  readonly also: readonly string[]
  readonly model: string | null
  readonly serial: string | null
  /** Value and the MIB that it came from. */
  readonly readings: Readonly<Record<string, readonly [value: number, mib: string]>>
}

export const MERGED_DEVICES: readonly MergedDevice[] = [
  {
    recording: 'eaton-mgeups_9pxle',
    family: 'xups',
    also: ['mge', 'rfc1628'],
    model: 'Eaton 9PX 1000i RT 2U',
    // Only MG-SNMP-UPS and the name in RFC 1628 have it.
    serial: 'GA10J05109',
    readings: {
      // 1132 s, 1132 s, 18 min.
      runtimeSeconds: [1132, 'XUPS'],
      chargePercent: [91, 'XUPS'],
      // 55 V in XUPS, 550 tenths in the others.
      batteryVolts: [55, 'RFC 1628'],
      // XUPS and MG-SNMP-UPS say 1 A, RFC 1628 says 1.7: 360 W at 230 V are 1.6 A.
      outputAmperes: [1.7, 'RFC 1628'],
      // RFC 1628 says 0, for it has no sensor.
      temperatureCelsius: [21, 'XUPS'],
      secondsOnBattery: [0, 'RFC 1628'],
      nominalVoltAmperes: [1000, 'MG-SNMP-UPS'],
      lowBatteryRuntimeSeconds: [180, 'MG-SNMP-UPS'],
    },
  },
  {
    recording: 'eaton-mgeups_9px',
    family: 'mge',
    also: ['rfc1628'],
    model: 'Eaton 9PX 1000i RT 2U',
    serial: 'GA10J05109',
    readings: { runtimeSeconds: [1464, 'MG-SNMP-UPS'], loadPercent: [35, 'RFC 1628'], outputAmperes: [1.6, 'RFC 1628'] },
  },
  {
    recording: 'eatonupsm2_9px+empg2',
    family: 'xups',
    also: ['rfc1628'],
    model: 'Eaton 9PX 1000i RT 2U',
    serial: 'GA10K33096',
    readings: { runtimeSeconds: [26_311, 'XUPS'], batteryVolts: [53.1, 'RFC 1628'], outputVolts: [229, 'XUPS'] },
  },
  {
    recording: 'poweralert_ups',
    family: 'tripplite',
    also: ['rfc1628'],
    model: 'SU3000LCD2UHV',
    serial: null,
    // Tenths where RFC 1628 has whole volts, and a temperature where that has a sentinel.
    readings: {
      inputVolts: [210.9, 'TRIPPLITE-PRODUCTS'],
      temperatureCelsius: [22, 'TRIPPLITE-PRODUCTS'],
      outputWatts: [301, 'TRIPPLITE-PRODUCTS'],
    },
  },
  {
    recording: 'liebert_apm',
    family: 'liebert',
    also: ['rfc1628'],
    model: 'APM',
    serial: null,
    readings: { runtimeSeconds: [4440, 'Liebert'], outputWatts: [20_000, 'Liebert'], inputVoltsL1: [229, 'Liebert'] },
  },
  {
    recording: 'huaweiups_ups2000',
    family: 'rfc1628',
    also: [],
    model: 'UPS2000 6kVA',
    serial: null,
    readings: { chargePercent: [100, 'RFC 1628'], loadPercent: [27, 'RFC 1628'] },
  },
  // These two fill in nothing but names beside RFC 1628, which has none.
  {
    recording: 'deltaups',
    family: 'rfc1628',
    also: [],
    model: 'E1500RTXL2U',
    serial: null,
    readings: { runtimeSeconds: [1320, 'RFC 1628'] },
  },
  {
    recording: 'netvision-rfc',
    family: 'rfc1628',
    also: [],
    model: 'MODULYS GP 2.0',
    serial: 'PD04405001',
    readings: { loadPercent: [7, 'RFC 1628'] },
  },
  {
    recording: 'apc_smx750',
    family: 'apc-powernet',
    also: [],
    model: 'Smart-UPS X 750',
    serial: 'AS1342225176',
    readings: { runtimeSeconds: [16_374, 'PowerNet'] },
  },
  {
    recording: 'cyberpower',
    family: 'cps',
    also: [],
    model: 'OL2200RTXL2U',
    serial: 'ABCFT1000001',
    readings: { runtimeSeconds: [1740, 'CPS-MIB'] },
  },
]
