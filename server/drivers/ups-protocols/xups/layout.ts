import { PHASES } from '../readings/phases'
import type { OutletTable } from '../snmp/outlets'
import type { MibObject, PhaseColumn, ReadingObject } from '../snmp/table'

/** Where a MIB of this line keeps its groups: Powerware's own and HPE's older copy number some of them differently. */
interface Places {
  readonly test: string
  readonly control: string
  readonly config: string
  readonly receptacles: string
}

const lines = [['1'], ['2'], ['3']] as const
/** Signed, in whole amperes: -1 is meant. */
const unknownAmperes = [65_535, 2_147_483_647, 4_294_967_295] as const
const mostReceptacles = 4

/** Powerware's PowerMIB, wherever an agent keeps it. `prefix`: how its names begin. */
export const xupsLayout = (mibName: string, root: string, prefix: string, places: Places) => {
  const object = (name: string, place: string): MibObject => ({ name: `${prefix}${name}`, oid: `${root}.${place}` })
  const scalar = (name: string, place: string): MibObject => object(name, `${place}.0`)
  const reading = (name: string, place: string, as: Omit<ReadingObject, keyof MibObject>): ReadingObject => ({
    ...scalar(name, place),
    ...as,
  })
  const column = (name: string, place: string, as: Pick<PhaseColumn, 'phase' | 'divisor'>): PhaseColumn => ({
    ...object(name, place),
    ...as,
    instances: lines,
  })
  const inputVolts = column('InputVoltage', '3.4.1.2', { phase: PHASES.inputVolts, divisor: 1 })
  const outputVolts = column('OutputVoltage', '4.4.1.2', { phase: PHASES.outputVolts, divisor: 1 })
  const outlets: OutletTable = {
    name: null,
    state: object('RecepStatus', `${places.receptacles}.2.1.2`),
    rows: mostReceptacles,
    // Pending ones still are what they were; a relay that failed closed feeds, one that failed open does not.
    states: { 1: 'on', 2: 'off', 3: 'on', 4: 'off', 7: 'on', 8: 'off' },
  }
  return {
    mibName,
    identity: {
      manufacturer: scalar('IdentManufacturer', '1.1'),
      model: scalar('IdentModel', '1.2'),
      software: scalar('IdentSoftwareVersion', '1.3'),
    },
    state: {
      batteryStatus: scalar('BatteryAbmStatus', '2.5'),
      inputLines: scalar('InputNumPhases', '3.3'),
      inputSource: scalar('InputSource', '3.5'),
      outputLines: scalar('OutputNumPhases', '4.3'),
      outputSource: scalar('OutputSource', '4.5'),
      testStatus: scalar('TestBatteryStatus', `${places.test}.2`),
      offDelay: scalar('ControlOutputOffDelay', `${places.control}.1`),
      loadShed: scalar('LoadShedSecsWithRestart', `${places.control}.6`),
    },
    testStart: scalar('TestStart', `${places.test}.1`),
    onDelay: scalar('ControlOutputOnDelay', `${places.control}.2`),
    readings: [
      [reading('BatTimeRemaining', '2.1', { reading: 'runtimeSeconds', divisor: 1 })],
      [reading('BatVoltage', '2.2', { reading: 'batteryVolts', divisor: 1 })],
      [reading('BatCurrent', '2.3', { reading: 'batteryAmperes', divisor: 1, unknownAt: unknownAmperes })],
      [reading('BatCapacity', '2.4', { reading: 'chargePercent', divisor: 1 })],
      [reading('InputFrequency', '3.1', { reading: 'inputHertz', divisor: 10 })],
      [reading('OutputLoad', '4.1', { reading: 'loadPercent', divisor: 1 })],
      [reading('OutputFrequency', '4.2', { reading: 'outputHertz', divisor: 10 })],
      [reading('EnvAmbientTemp', '6.1', { reading: 'temperatureCelsius', divisor: 1 })],
      [reading('ConfigOutputWatts', `${places.config}.3`, { reading: 'nominalWatts', divisor: 1, unknownAt: [-1, 0] })],
    ],
    inputVolts,
    outputVolts,
    inputColumns: [inputVolts],
    /** Of two columns for one thing the later is the finer. */
    outputColumns: [
      outputVolts,
      column('OutputCurrent', '4.4.1.3', { phase: PHASES.outputAmperes, divisor: 1 }),
      column('OutputWatts', '4.4.1.4', { phase: PHASES.outputWatts, divisor: 1 }),
    ],
    outlets,
    receptacle: {
      offDelay: object('RecepOffDelaySecs', `${places.receptacles}.2.1.3`),
      onDelay: object('RecepOnDelaySecs', `${places.receptacles}.2.1.4`),
      shed: object('RecepShedSecsWithRestart', `${places.receptacles}.2.1.7`),
    },
  } as const
}
export type XupsLayout = ReturnType<typeof xupsLayout>
