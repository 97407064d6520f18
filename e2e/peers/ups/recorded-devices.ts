import type { ReadingName } from '../../../server/domain/power-reading'
import type { PowerFlag, PowerState } from '../../../server/domain/power-state'
import type { Outlet } from '../../../server/domain/ups'
import { RECORDED_A } from './recorded-devices-a'
import { RECORDED_B } from './recorded-devices-b'

/** What a recorded device says, worked out by hand from its recording and the MIB's text, never from what a driver read. */
export interface RecordedDevice {
  /** The recording's file name without `.snmprec`. */
  readonly recording: string
  /** The family that is asked for by name; a device may serve several. */
  readonly family: string
  readonly model: string | null
  readonly serial: string | null
  readonly powerState: PowerState
  readonly flags?: readonly PowerFlag[]
  readonly believed: Partial<Record<ReadingName, number>>
  /** Told, but not to be believed (P4). */
  readonly doubted?: readonly ReadingName[]
  readonly silent?: readonly ReadingName[]
  /** Alarm words for people, where they are part of what is expected. */
  readonly alarms?: readonly string[]
  /** States of the outlets in the device's order, likewise. */
  readonly outlets?: readonly Outlet['state'][]
}

const upsMib: readonly RecordedDevice[] = [
  {
    recording: 'eaton-mgeups_9pxle',
    family: 'rfc1628',
    model: 'Eaton 9PX 1000i RT 2U',
    serial: 'GA10J05109',
    powerState: 'on-mains',
    // 18 minutes; its other two MIBs say 1132 s.
    believed: {
      runtimeSeconds: 1080,
      chargePercent: 91,
      loadPercent: 40,
      outputWatts: 360,
      batteryVolts: 55,
      inputVolts: 228,
      inputHertz: 50,
      outputVolts: 230,
      outputAmperes: 1.7,
      nominalWatts: 1000,
      lowBatteryRuntimeSeconds: 180,
      secondsOnBattery: 0,
    },
    doubted: ['temperatureCelsius'],
    silent: ['inputVoltsL1', 'outputVoltAmperes'],
  },
  {
    recording: 'eatonupsm2_9px+empg2',
    family: 'rfc1628',
    model: 'Eaton 9PX 1000i RT 2U',
    serial: 'GA10K33096',
    powerState: 'on-mains',
    believed: { runtimeSeconds: 438 * 60, chargePercent: 100, batteryVolts: 53.1, outputWatts: 0, outputVolts: 229 },
    silent: ['temperatureCelsius', 'loadPercent', 'inputHertz'],
  },
  {
    recording: 'eaton-mgeups_9px',
    family: 'rfc1628',
    model: null,
    serial: null,
    powerState: 'on-mains',
    believed: { runtimeSeconds: 1440, inputHertz: 50.1, outputHertz: 50.2, outputAmperes: 1.6, loadPercent: 35 },
    doubted: ['temperatureCelsius'],
  },
  {
    recording: 'cetpower',
    family: 'rfc1628',
    model: 'TSI Inverter',
    serial: null,
    // Its source is always "battery"; its rectifier has 238 V, and it has been 0 s on battery.
    powerState: 'on-mains',
    believed: {
      chargePercent: 100,
      loadPercent: 25,
      outputWatts: 3393,
      batteryVolts: 51.3,
      batteryAmperes: 69.8,
      inputVolts: 238,
    },
    doubted: ['runtimeSeconds', 'temperatureCelsius'],
    silent: ['inputVoltsL1', 'loadPercentL2'],
  },
  {
    recording: 'poweralert_ups',
    family: 'rfc1628',
    model: 'SU3000LCD2UHV',
    serial: null,
    // Source 1 (other): economy mode.
    powerState: 'on-mains',
    believed: { runtimeSeconds: 4320, chargePercent: 100, loadPercent: 10, outputWatts: 301, batteryVolts: 82.1, inputHertz: 60 },
    doubted: ['temperatureCelsius'],
  },
  {
    recording: 'generex-ups_cs121',
    family: 'rfc1628',
    model: 'RITTAL PMC Extension',
    serial: null,
    powerState: 'on-mains',
    believed: {
      runtimeSeconds: 3540,
      batteryVolts: 273,
      outputWatts: 53_900,
      outputAmperes: 224,
      loadPercentL1: 28,
      loadPercentL3: 24,
      outputWattsL2: 18_300,
    },
    silent: ['chargePercent', 'secondsOnBattery', 'inputVolts'],
  },
  {
    recording: 'generex-ups_cs141-v22036',
    family: 'rfc1628',
    model: 'Upscale',
    serial: null,
    powerState: 'on-mains',
    believed: {
      runtimeSeconds: 43_680,
      chargePercent: 100,
      outputWatts: 1394,
      outputAmperes: 6.3,
      inputVoltsL3: 235,
      outputVoltsL3: 230,
      temperatureCelsius: 22,
      inputHertz: 49.9,
    },
  },
  {
    recording: 'huaweiups_ups2000',
    family: 'rfc1628',
    model: 'UPS2000 6kVA',
    serial: null,
    powerState: 'on-mains',
    // The output power is in kilowatts: 1 W at 27 % of 6 kVA cannot be.
    believed: { chargePercent: 100, loadPercent: 27, batteryVolts: 270.7, inputHertz: 50, outputHertz: 50, outputAmperes: 7.2 },
    doubted: ['runtimeSeconds', 'outputWatts'],
  },
  {
    recording: 'netvision-rfc',
    family: 'rfc1628',
    model: null,
    serial: null,
    powerState: 'on-mains',
    believed: {
      chargePercent: 100,
      loadPercent: 7,
      outputWatts: 200,
      batteryVolts: 217,
      temperatureCelsius: 27,
      outputAmperes: 2.2,
    },
    doubted: ['runtimeSeconds', 'batteryAmperes'],
  },
  {
    recording: 'deltaups',
    family: 'rfc1628',
    model: null,
    serial: null,
    powerState: 'on-mains',
    believed: {
      runtimeSeconds: 1320,
      loadPercent: 79,
      outputWatts: 951,
      outputAmperes: 8.1,
      inputHertz: 59.9,
      batteryVolts: 41.2,
    },
    silent: ['batteryAmperes'],
  },
  {
    recording: 'cxc_ups',
    family: 'rfc1628',
    model: null,
    serial: null,
    powerState: 'on-mains',
    // 1222 "volts" at the input and 122 at the output: the input is in tenths.
    believed: { runtimeSeconds: 1902 * 60, inputVolts: 122.2, outputVolts: 122, batteryVolts: 53.8, batteryAmperes: -0.2 },
    silent: ['loadPercent'],
  },
  {
    recording: 'powerwalker-vfi_20kcpgpf133',
    family: 'rfc1628',
    model: null,
    serial: null,
    powerState: 'on-mains',
    believed: {
      runtimeSeconds: 7860,
      loadPercentL1: 50,
      loadPercentL2: 21,
      loadPercentL3: 24,
      inputVoltsL1: 231,
      outputAmperes: 27.9,
      temperatureCelsius: 39,
    },
    doubted: ['outputWatts'],
  },
  {
    recording: 'netmanplus_204',
    family: 'rfc1628',
    model: null,
    serial: null,
    powerState: 'on-mains',
    // Three lines are listed, one lives.
    believed: {
      runtimeSeconds: 8100,
      loadPercent: 8,
      outputWatts: 184,
      outputAmperes: 1.1,
      inputVolts: 242,
      outputVolts: 231,
      batteryVolts: 122.5,
    },
    silent: ['inputVoltsL1', 'outputVoltsL2'],
  },
  {
    recording: 'orvaldi-ups',
    family: 'rfc1628',
    model: null,
    serial: null,
    powerState: 'on-mains',
    believed: {
      runtimeSeconds: 2640,
      loadPercent: 33,
      outputWatts: 2013,
      outputAmperes: 8.8,
      batteryVolts: 273.1,
      temperatureCelsius: 32,
    },
  },
  {
    recording: 'istars',
    family: 'rfc1628',
    model: null,
    serial: null,
    powerState: 'on-mains',
    // Its table index ends in ".0".
    believed: {
      runtimeSeconds: 50_880,
      loadPercent: 17,
      inputVolts: 224,
      outputVolts: 115,
      batteryVolts: 216.9,
      temperatureCelsius: 35,
    },
    doubted: ['outputWatts', 'outputAmperes', 'nominalWatts'],
  },
  {
    recording: 'liebert_apm',
    family: 'rfc1628',
    model: null,
    serial: null,
    powerState: 'on-mains',
    believed: { runtimeSeconds: 4320, inputVoltsL1: 229, outputVoltsL2: 231, outputAmperes: 93 },
    silent: ['chargePercent', 'loadPercent'],
  },
]

const powerNet: readonly RecordedDevice[] = [
  {
    recording: 'apc_smx750',
    family: 'apc-powernet',
    model: 'Smart-UPS X 750',
    serial: 'AS1342225176',
    // The cause of the last transfer is still "self-test": no test is running.
    powerState: 'on-mains',
    believed: {
      runtimeSeconds: 16_374,
      chargePercent: 100,
      loadPercent: 76.2,
      outputWatts: 333,
      outputAmperes: 2.2,
      batteryVolts: 54.5,
      temperatureCelsius: 20.9,
      inputVolts: 246,
      outputVolts: 246.1,
      inputHertz: 49.9,
    },
  },
  {
    recording: 'apc_smt750x-nmc2',
    family: 'apc-powernet',
    model: 'Smart-UPS X 750',
    serial: 'AS1907242163',
    powerState: 'on-mains',
    believed: {
      runtimeSeconds: 109_762,
      chargePercent: 100,
      loadPercent: 0,
      inputVolts: 119.1,
      inputHertz: 60,
      batteryVolts: 54.7,
    },
  },
  {
    recording: 'apc_smart1500',
    family: 'apc-powernet',
    model: null,
    serial: null,
    powerState: 'on-mains',
    believed: {
      runtimeSeconds: 4560,
      chargePercent: 100,
      loadPercent: 17.6,
      outputWatts: 169,
      outputAmperes: 1,
      temperatureCelsius: 30,
    },
  },
  {
    recording: 'apc_sua1500rmi2u',
    family: 'apc-powernet',
    model: 'Smart-UPS 1500 RM',
    // Recorded as FFFFFFFFFFFF.
    serial: null,
    powerState: 'on-mains',
    believed: { runtimeSeconds: 3960, chargePercent: 100, loadPercent: 16.9, batteryVolts: 27.5, temperatureCelsius: 26.1 },
    doubted: ['outputAmperes'],
  },
  {
    recording: 'apc_powerchute',
    family: 'apc-powernet',
    model: 'Smart-UPS 1000',
    serial: 'AS1322126155',
    // Only the older, whole-number objects.
    powerState: 'on-mains',
    believed: {
      runtimeSeconds: 7560,
      chargePercent: 100,
      loadPercent: 31,
      batteryVolts: 27,
      inputVolts: 244,
      temperatureCelsius: 21,
    },
  },
]

export const RECORDED_DEVICES: readonly RecordedDevice[] = [...upsMib, ...powerNet, ...RECORDED_A, ...RECORDED_B]

/** Recordings of devices that serve no family, or that are no UPS at all. */
export const NOT_SERVED = [
  'apc_ats',
  'socomec',
  'eaton-matrix',
  // A Liebert power strip.
  'liebert',
  // MIBs of their own, which no folder here reads.
  'sinetica',
  'vertiv-dcs',
  'vertiv-ita2',
] as const
