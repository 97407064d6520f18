import type { DatacenterDescription, DatacenterState, DescribedPlan, DescribedPlug } from './description'
import { startPveServer } from './proxmox/pve-server'
import { runInRealTime } from './real-time'
import { ScenarioPlayer } from './scenario/scenario-player'
import type { Scenario } from './scenario/scenarios'
import { startPassingAgent } from './snmp/passing-agent'
import { startUpsAgent } from './snmp/ups-agent'
import { startUpsFarm, type UpsFarm } from './snmp/ups-farm'
import type { HostConfig, PassingConfig, WorldConfig } from './world/config'
import { INPUTS } from './world/passing'
import { upsRuntimeSeconds } from './world/power'
import { World } from './world/world'

const COMMUNITY = 'public'
/** Known to everybody, as everything in the simulated datacenter is. */
const ACCOUNT = {
  user: 'root@pam',
  password: 'simulated',
  apiToken: { tokenId: 'root@pam!console', token: '5a1e5a1e-0000-4000-8000-5a1e5a1e5a1e' },
}

export interface Datacenter {
  readonly world: World
  readonly player: ScenarioPlayer
  readonly description: DatacenterDescription
  /** More UPSs that feed nothing, for load; empty unless asked for. */
  readonly farm: UpsFarm
  speed: number
  state(): DatacenterState
  close(): Promise<void>
}

export interface DatacenterOptions {
  readonly config: WorldConfig
  readonly scenarios: readonly Scenario[]
  readonly plans: readonly DescribedPlan[]
  /** 0: time stands still and is advanced by hand. */
  readonly speed: number
  readonly farmUpses?: number
}

const stateOf = (world: World, player: ScenarioPlayer, startedAtEpochMs: number, speed: number): DatacenterState => ({
  startedAtEpochMs,
  nowMs: world.nowMs,
  speed,
  managerDown: world.state.managerDown,
  scenario: player.current,
  upses: [...world.state.upses.values()].map((ups) => ({
    name: ups.config.name,
    mains: ups.input,
    output: ups.output,
    testing: ups.testEndsAtMs !== null,
    chargePercent: ups.chargeFraction * 100,
    runtimeSeconds: upsRuntimeSeconds(ups),
    loadWatts: ups.loadWatts,
    lowBattery: ups.lowBattery,
    commsLost: ups.commsLost,
  })),
  passing: [...world.state.passing.values()].map(({ config, selected, outletsOn, watts, commsLost }) => ({
    name: config.name,
    selected,
    outletsOn,
    watts,
    commsLost,
  })),
  hosts: [...world.state.hosts.values()].map((host) => ({ name: host.config.name, phase: host.phase, watts: host.watts })),
  vms: [...world.state.vms.values()].map((vm) => ({
    vmid: vm.config.vmid,
    name: vm.config.name,
    host: vm.hostName,
    power: vm.power,
    activity: vm.activity?.kind ?? null,
    hung: vm.hung,
    stopSeconds: vm.stopSeconds,
  })),
  kills: world.state.kills,
  history: world.state.history,
})

const numbered = (outlet: number | undefined): string | null => (outlet === undefined ? null : String(outlet))

const sourcesOf = ({ inputs }: PassingConfig): readonly DescribedPlug[] =>
  inputs.flatMap((plug, index) => {
    const label = INPUTS[index]
    return label === undefined || 'mainsOf' in plug ? [] : [{ label, from: plug.from, outletId: numbered(plug.outlet) }]
  })

/** A UPS says itself whether it is A or B; PDUs and ATSs are it by their place. */
const feedsOf = (world: World, { feeds, outlets }: HostConfig): readonly DescribedPlug[] =>
  feeds.map((from, index) => ({
    from,
    label: world.state.upses.get(from)?.config.label ?? INPUTS[index] ?? 'A',
    outletId: numbered(outlets?.[from]),
  }))

/** A whole datacenter on loopback: its world, an SNMP agent per UPS, PDU and ATS, and the cluster's API. */
export const startDatacenter = async (options: DatacenterOptions): Promise<Datacenter> => {
  const { config } = options
  const startedAtEpochMs = Date.now()
  const world = new World(config)
  const player = new ScenarioPlayer(world, options.scenarios)
  const agents = await Promise.all(
    config.upses.map(async (ups) => ({ ups, agent: await startUpsAgent(world, ups.name, COMMUNITY) })),
  )
  const passingAgents = await Promise.all(
    (config.passing ?? []).map(async (passing) => ({ passing, agent: await startPassingAgent(world, passing.name, COMMUNITY) })),
  )
  const farm = await startUpsFarm(options.farmUpses ?? 0, COMMUNITY)
  const manager = await startPveServer(world, ACCOUNT, startedAtEpochMs)
  const clock = runInRealTime(world, options.speed)
  const description: DatacenterDescription = {
    upses: agents.map(({ ups, agent }) => ({
      name: ups.name,
      host: agent.host,
      port: agent.port,
      community: COMMUNITY,
      groupName: ups.groupName,
      label: ups.label,
    })),
    groups: config.groups.map(({ name, requiredDevices }) => ({
      name,
      requiredDevices,
      upsNames: config.upses.filter((ups) => ups.groupName === name).map((ups) => ups.name),
    })),
    manager: { name: 'Simulated Proxmox', kind: 'proxmox', url: manager.url, ...ACCOUNT, fingerprint: manager.fingerprint },
    passing: passingAgents.map(({ passing, agent }) => ({
      name: passing.name,
      kind: passing.kind,
      host: agent.host,
      port: agent.port,
      community: COMMUNITY,
      sources: sourcesOf(passing),
    })),
    hosts: config.hosts.map((host) => ({ name: host.name, feeds: feedsOf(world, host) })),
    vms: config.vms.map(({ vmid, name, uuid }) => ({ vmid, name, uuid })),
    plans: options.plans,
    farm: farm.upses,
  }
  return {
    world,
    player,
    description,
    farm,
    get speed() {
      return clock.speed
    },
    set speed(speed) {
      clock.speed = speed
    },
    state: () => stateOf(world, player, startedAtEpochMs, clock.speed),
    close: async () => {
      clock.stop()
      await Promise.all([manager.close(), farm.close(), ...[...agents, ...passingAgents].map(({ agent }) => agent.close())])
    },
  }
}
