import type { BatteryConfig, GroupConfig, HostConfig, LimitsConfig, PassingConfig, UpsConfig } from '../world/config'

/** Sized for watching: a whole outage of Row 1 with its plan takes about five minutes at true speed. */
const battery = (fullLoadRuntimeSeconds: number): BatteryConfig => ({
  fullLoadRuntimeSeconds,
  peukertExponent: 1.2,
  rechargeSeconds: 120,
  lowRuntimeSeconds: 120,
})

export const demoGroups: readonly GroupConfig[] = [
  { name: 'Row 1', requiredDevices: 1 },
  { name: 'Row 2', requiredDevices: 1 },
  { name: 'Storage/Lab', requiredDevices: 1 },
]

const ups = (
  given: Pick<UpsConfig, 'name' | 'label' | 'groupName' | 'family' | 'ratedWatts' | 'baseWatts'> & {
    fullLoadRuntimeSeconds: number
  },
): UpsConfig => ({
  name: given.name,
  label: given.label,
  groupName: given.groupName,
  model: `SIM-${given.ratedWatts}`,
  family: given.family,
  ratedWatts: given.ratedWatts,
  baseWatts: given.baseWatts,
  battery: battery(given.fullLoadRuntimeSeconds),
  startChargePercent: 100,
})

export const demoUpses: readonly UpsConfig[] = [
  ups({
    name: 'ups-row1-a',
    label: 'A',
    groupName: 'Row 1',
    family: 'rfc1628',
    ratedWatts: 1_500,
    baseWatts: 120,
    fullLoadRuntimeSeconds: 390,
  }),
  ups({
    name: 'ups-row1-b',
    label: 'B',
    groupName: 'Row 1',
    family: 'rfc1628',
    ratedWatts: 1_500,
    baseWatts: 120,
    fullLoadRuntimeSeconds: 390,
  }),
  ups({
    name: 'ups-row2-a',
    label: 'A',
    groupName: 'Row 2',
    family: 'apc-powernet',
    ratedWatts: 2_200,
    baseWatts: 60,
    fullLoadRuntimeSeconds: 400,
  }),
  ups({
    name: 'ups-row2-b',
    label: 'B',
    groupName: 'Row 2',
    family: 'apc-powernet',
    ratedWatts: 2_200,
    baseWatts: 60,
    fullLoadRuntimeSeconds: 400,
  }),
  ups({
    name: 'ups-lab',
    label: 'A',
    groupName: 'Storage/Lab',
    family: 'xups',
    ratedWatts: 3_000,
    baseWatts: 350,
    fullLoadRuntimeSeconds: 420,
  }),
]

/** The lab's hosts hang on its UPS through these; the second input of the ATS is the house's own mains. */
export const demoPassing: readonly PassingConfig[] = [
  { name: 'ats-lab', kind: 'ats', model: 'SIM-ATS', inputs: [{ from: 'ups-lab' }, { mainsOf: 'ups-lab' }], outlets: 0 },
  { name: 'pdu-lab', kind: 'pdu', model: 'SIM-PDU', inputs: [{ from: 'ups-lab' }], outlets: 8 },
]

const host = (name: string, feeds: readonly string[], memoryGibibytes: number): HostConfig => ({
  name,
  feeds,
  idleWatts: 220,
  memoryMiB: memoryGibibytes * 1_024,
  cpuThreads: 64,
  bootSeconds: 15,
  shutdownSeconds: 8,
  bootsWhenPowered: true,
})

const row1 = ['ups-row1-a', 'ups-row1-b']
const row2 = ['ups-row2-a', 'ups-row2-b']

export const demoHosts: readonly HostConfig[] = [
  host('pve-11', row1, 256),
  host('pve-12', row1, 256),
  host('pve-13', row1, 256),
  host('pve-21', row2, 384),
  host('pve-22', row2, 384),
  host('pve-23', row2, 384),
  host('pve-31', ['ats-lab'], 192),
  { ...host('pve-32', ['pdu-lab'], 192), outlets: { 'pdu-lab': 3 } },
]

export const demoLimits: LimitsConfig = {
  migrationsPerHost: 4,
  migrationMiBPerSecond: 24_000,
  saveMiBPerSecond: 4_000,
}
