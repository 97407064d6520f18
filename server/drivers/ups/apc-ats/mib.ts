import type { MibObject, ReadingObject } from '../../ups-protocols/snmp/table'
import type { StateObject } from '../../ups-protocols/states/layout'
import { trapsOf } from '../../ups-protocols/states/traps'

/** PowerNet-MIB, the rack transfer switches (AP44xx, AP77xx). */
const ats = '1.3.6.1.4.1.318.1.1.8'
const status = `${ats}.5.1`
export const MIB_NAME = 'PowerNet ATS'

export const IDENTITY = {
  firmware: { name: 'atsIdentFirmwareRev', oid: `${ats}.1.2.0` },
  model: { name: 'atsIdentModelNumber', oid: `${ats}.1.5.0` },
  serial: { name: 'atsIdentSerialNumber', oid: `${ats}.1.6.0` },
} as const satisfies Record<string, MibObject>

/** Which of its inputs it goes back to when both are fine. */
export const PREFERRED: MibObject = { name: 'atsConfigPreferredSource', oid: `${ats}.4.2.0` }

const failOrOk = (object: MibObject, alarm: string, flags: readonly ['fault'] | readonly [] = []): StateObject => ({
  object,
  meanings: { 1: { word: 'fail', alarm, flags }, 2: { word: 'ok' } },
})

export const STATES = {
  contact: {
    object: { name: 'atsStatusCommStatus', oid: `${status}.1.0` },
    meanings: {
      1: { word: 'atsNeverDiscovered', contactLost: true },
      2: { word: 'atsCommEstablished' },
      3: { word: 'atsCommLost', contactLost: true },
    },
  },
  selected: {
    object: { name: 'atsStatusSelectedSource', oid: `${status}.2.0` },
    meanings: { 1: { word: 'sourceA' }, 2: { word: 'sourceB' } },
  },
  redundancy: {
    object: { name: 'atsStatusRedundancyState', oid: `${status}.3.0` },
    meanings: {
      1: { word: 'atsRedundancyLost', alarm: 'Redundancy lost: it has nothing to switch over to' },
      2: { word: 'atsFullyRedundant' },
    },
  },
  current: {
    object: { name: 'atsStatusOverCurrentState', oid: `${status}.4.0` },
    meanings: {
      1: { word: 'atsOverCurrent', flags: ['overload'], alarm: 'The current is above its limit' },
      2: { word: 'atsCurrentOK' },
    },
  },
  transfer: failOrOk({ name: 'atsStatusSwitchStatus', oid: `${status}.10.0` }, 'The switch itself has failed', ['fault']),
  sourceA: failOrOk({ name: 'atsStatusSourceAStatus', oid: `${status}.12.0` }, 'Source A has failed'),
  sourceB: failOrOk({ name: 'atsStatusSourceBStatus', oid: `${status}.13.0` }, 'Source B has failed'),
  sync: {
    object: { name: 'atsStatusPhaseSyncStatus', oid: `${status}.14.0` },
    meanings: { 1: { word: 'inSync' }, 2: { word: 'outOfSync', alarm: 'The phases of its sources are not in step' } },
  },
  output: failOrOk({ name: 'atsStatusVoltageOutStatus', oid: `${status}.15.0` }, 'Its output has no voltage'),
} as const satisfies Record<string, StateObject>

/** By the source that is selected. */
export const INPUT: Readonly<Record<'a' | 'b', readonly ReadingObject[]>> = {
  a: [
    { name: 'atsInputVoltage.1', oid: `${ats}.5.3.3.1.3.1.1.1`, reading: 'inputVolts', divisor: 1 },
    { name: 'atsInputFrequency.1', oid: `${ats}.5.3.2.1.4.1`, reading: 'inputHertz', divisor: 1 },
  ],
  b: [
    { name: 'atsInputVoltage.2', oid: `${ats}.5.3.3.1.3.2.1.1`, reading: 'inputVolts', divisor: 1 },
    { name: 'atsInputFrequency.2', oid: `${ats}.5.3.2.1.4.2`, reading: 'inputHertz', divisor: 1 },
  ],
}

/** The first bank is the total. */
export const OUTPUT: readonly ReadingObject[] = [
  { name: 'atsOutputFrequency', oid: `${ats}.5.4.2.1.4.1`, reading: 'outputHertz', divisor: 1 },
  { name: 'atsOutputBankCurrent', oid: `${ats}.5.4.5.1.4.1`, reading: 'outputAmperes', divisor: 10 },
  { name: 'atsOutputBankOutputVoltage', oid: `${ats}.5.4.5.1.6.1`, reading: 'outputVolts', divisor: 1 },
  { name: 'atsOutputBankPower', oid: `${ats}.5.4.5.1.15.1`, reading: 'outputWatts', divisor: 1 },
]

/** PowerNet-MIB sends all its notifications under the enterprise apc. */
export const TRAPS = trapsOf('1.3.6.1.4.1.318', [
  ['atsSourceSwitched', 126, 'other'],
  ['atsLostRedundancy', 127, 'other'],
  ['atsRedundancyRestored', 128, 'other'],
  ['atsConfigChange', 129, 'other'],
  ['atsCommunicationEstablished', 130, 'contact-restored'],
  ['atsCommunicationLost', 131, 'contact-lost'],
  ['atsOverCurrent', 132, 'overload'],
  ['atsOverCurrentCleared', 133, 'other'],
  ['atsPowerSupplyFailure', 134, 'other'],
  ['atsPowerSupplyFailureCleared', 135, 'other'],
  ['atsNearOverload', 640, 'other'],
  ['atsNearOverloadCleared', 641, 'other'],
  ['atsOverload', 642, 'overload'],
  ['atsOverloadCleared', 643, 'other'],
  ['atsRMSOverVoltage', 644, 'other'],
  ['atsRMSOverVoltageCleared', 645, 'other'],
  ['atsRMSUnderVoltage', 646, 'other'],
  ['atsRMSUnderVoltageCleared', 647, 'other'],
  ['atsRMSOverFrequency', 648, 'other'],
  ['atsRMSOverFrequencyCleared', 649, 'other'],
  ['atsRMSUnderFrequency', 650, 'other'],
  ['atsRMSUnderFrequencyCleared', 651, 'other'],
  ['atsSourceStatusFail', 698, 'other'],
  ['atsSourceStatusOk', 699, 'other'],
  ['atsHardwareStatusFail', 700, 'other'],
  ['atsHardwareStatusOk', 701, 'other'],
  ['atsControllerRestart', 702, 'other'],
  ['atsCriticalCondition', 825, 'other'],
  ['atsCriticalConditionCleared', 826, 'other'],
])
