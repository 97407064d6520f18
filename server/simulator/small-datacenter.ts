import type { HostConfig, UpsConfig, VmConfig, WorldConfig } from './world/config'

/** The least that has all kinds: two hosts on A and B, one on a single UPS, a guest with a local disk. For tests with round numbers. */
const ups = (name: string, label: 'A' | 'B', groupName: string): UpsConfig => ({
  name,
  label,
  groupName,
  model: 'SIM-1000',
  family: 'rfc1628',
  ratedWatts: 1_000,
  baseWatts: 20,
  battery: { fullLoadRuntimeSeconds: 200, peukertExponent: 1.2, rechargeSeconds: 100, lowRuntimeSeconds: 120 },
  startChargePercent: 100,
})

const host = (name: string, feeds: readonly string[]): HostConfig => ({
  name,
  feeds,
  idleWatts: 150,
  memoryMiB: 65_536,
  cpuThreads: 32,
  bootSeconds: 15,
  shutdownSeconds: 8,
  bootsWhenPowered: true,
})

const vm = (vmid: number, hostName: string, given: Partial<VmConfig> = {}): VmConfig => ({
  vmid,
  name: `vm-${vmid}`,
  uuid: `00000000-0000-4000-8000-000000000${vmid}`,
  hostName,
  memoryMiB: 8_192,
  cpuThreads: 4,
  watts: 40,
  stopSeconds: 4,
  startSeconds: 3,
  agentSeconds: 5,
  dirtyMiBPerSecond: 100,
  tags: [],
  disk: 'shared',
  hasLocalCdrom: false,
  diskGibibytes: 32,
  bridge: 'vmbr10',
  mac: `BC:24:11:00:01:${vmid % 100 < 10 ? '0' : ''}${vmid % 100}`,
  startsWithHost: false,
  runsAtStart: true,
  ...given,
})

export const smallDatacenter: WorldConfig = {
  groups: [
    { name: 'Pair', requiredDevices: 1 },
    { name: 'Single', requiredDevices: 1 },
  ],
  upses: [ups('ups-a', 'A', 'Pair'), ups('ups-b', 'B', 'Pair'), ups('ups-single', 'A', 'Single')],
  hosts: [host('host-1', ['ups-a', 'ups-b']), host('host-2', ['ups-a', 'ups-b']), host('host-3', ['ups-single'])],
  vms: [
    vm(101, 'host-1', { tags: ['erp'] }),
    vm(102, 'host-1'),
    vm(103, 'host-2'),
    vm(104, 'host-2', { disk: 'local', hasLocalCdrom: true, agentSeconds: null }),
    vm(105, 'host-3'),
    vm(106, 'host-3', { runsAtStart: false }),
  ],
  limits: { migrationsPerHost: 2, migrationMiBPerSecond: 1_000, saveMiBPerSecond: 1_024 },
  loadSwing: 0,
}
