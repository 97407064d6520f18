import { PHASES } from '../readings/phases'
import type { MibObject, PhaseColumn, ReadingObject } from '../snmp/table'

const perMinute = 1 / 60
/** Signed: -1 is a tenth of an ampere. */
const unknownAmperes = [65_535, 655_350, 2_147_483_647, 4_294_967_295] as const

/** Line 1 to 3; some agents (iStars, Galaxy) append `.0` to the index. */
const lines = [
  ['1', '1.0'],
  ['2', '2.0'],
  ['3', '3.0'],
] as const

/**
 * The objects of RFC 1628, wherever an agent keeps them: makers serve copies of it under their own number.
 * `root` is what `upsMIB` (1.3.6.1.2.1.33) is in the standard, `prefix` how the copy's names begin.
 */
export const upsMibLayout = (mibName: string, root: string, prefix: string) => {
  const object = (name: string, place: string): MibObject => ({ name: `${prefix}${name}`, oid: `${root}.1.${place}` })
  const scalar = (name: string, place: string): MibObject => object(name, `${place}.0`)
  const reading = (name: string, place: string, as: Pick<ReadingObject, 'reading' | 'divisor' | 'unknownAt'>): ReadingObject => ({
    ...scalar(name, place),
    ...as,
  })
  const column = (name: string, place: string, as: Pick<PhaseColumn, 'phase' | 'divisor'>): PhaseColumn => ({
    ...object(name, place),
    ...as,
    instances: lines,
  })
  const inputVolts = column('InputVoltage', '3.3.1.3', { phase: PHASES.inputVolts, divisor: 1 })
  const outputVolts = column('OutputVoltage', '4.4.1.2', { phase: PHASES.outputVolts, divisor: 1 })
  return {
    mibName,
    identity: {
      manufacturer: scalar('IdentManufacturer', '1.1'),
      model: scalar('IdentModel', '1.2'),
      upsSoftware: scalar('IdentUPSSoftwareVersion', '1.3'),
      agentSoftware: scalar('IdentAgentSoftwareVersion', '1.4'),
      name: scalar('IdentName', '1.5'),
    },
    state: {
      batteryStatus: scalar('BatteryStatus', '2.1'),
      secondsOnBattery: scalar('SecondsOnBattery', '2.2'),
      chargeRemaining: scalar('EstimatedChargeRemaining', '2.4'),
      inputLines: scalar('InputNumLines', '3.2'),
      outputSource: scalar('OutputSource', '4.1'),
      outputLines: scalar('OutputNumLines', '4.3'),
      alarmsPresent: scalar('AlarmsPresent', '6.1'),
      testId: scalar('TestId', '7.1'),
      testResult: scalar('TestResultsSummary', '7.3'),
      shutdownAfterDelay: scalar('ShutdownAfterDelay', '8.2'),
      nominalInputVolts: scalar('ConfigInputVoltage', '9.1'),
    },
    control: {
      shutdownType: scalar('ShutdownType', '8.1'),
      startupAfterDelay: scalar('StartupAfterDelay', '8.3'),
      rebootWithDuration: scalar('RebootWithDuration', '8.4'),
      autoRestart: scalar('AutoRestart', '8.5'),
    },
    readings: [
      reading('SecondsOnBattery', '2.2', { reading: 'secondsOnBattery', divisor: 1 }),
      reading('EstimatedMinutesRemaining', '2.3', {
        reading: 'runtimeSeconds',
        divisor: perMinute,
        unknownAt: [-1, 6_000, 12_000, 65_535, 2_147_483_647, 4_294_967_295],
      }),
      reading('EstimatedChargeRemaining', '2.4', { reading: 'chargePercent', divisor: 1 }),
      reading('BatteryVoltage', '2.5', { reading: 'batteryVolts', divisor: 10 }),
      reading('BatteryCurrent', '2.6', { reading: 'batteryAmperes', divisor: 10, unknownAt: unknownAmperes }),
      reading('BatteryTemperature', '2.7', { reading: 'temperatureCelsius', divisor: 1 }),
      reading('OutputFrequency', '4.2', { reading: 'outputHertz', divisor: 10 }),
      reading('ConfigOutputVA', '9.5', { reading: 'nominalVoltAmperes', divisor: 1, unknownAt: [-1, 0] }),
      reading('ConfigOutputPower', '9.6', { reading: 'nominalWatts', divisor: 1, unknownAt: [-1, 0] }),
      reading('ConfigLowBattTime', '9.7', { reading: 'lowBatteryRuntimeSeconds', divisor: perMinute }),
    ],
    inputVolts,
    outputVolts,
    inputColumns: [column('InputFrequency', '3.3.1.2', { phase: PHASES.inputHertz, divisor: 10 }), inputVolts],
    outputColumns: [
      outputVolts,
      column('OutputCurrent', '4.4.1.3', { phase: PHASES.outputAmperes, divisor: 10 }),
      column('OutputPower', '4.4.1.4', { phase: PHASES.outputWatts, divisor: 1 }),
      column('OutputPercentLoad', '4.4.1.5', { phase: PHASES.loadPercent, divisor: 1 }),
    ],
    /** Which of the well-known alarms stands. */
    alarmColumn: object('AlarmDescr', '6.2.1.2').oid,
    wellKnownAlarms: `${root}.1.6.3.`,
    /** What the test objects can be set to. */
    tests: {
      abort: `${root}.1.7.7.2`,
      quickBattery: `${root}.1.7.7.4`,
      deepCalibration: `${root}.1.7.7.5`,
    },
    /** The enterprise of its notifications. */
    traps: `${root}.2`,
  } as const
}
export type UpsMibLayout = ReturnType<typeof upsMibLayout>
