import { hostIdOf, managerIdSchema, vmIdOf } from '../../server/domain/ids'
import { type PlanContent, planContentSchema, type VmAction } from '../../server/domain/plan'
import { smallDatacenter } from '../../server/simulator/small-datacenter'
import type { HostConfig, UpsConfig, VmConfig, WorldConfig } from '../../server/simulator/world/config'
import { type Random, randomFrom } from '../fuzz/random'

const [upsModel, hostModel, vmModel] = [smallDatacenter.upses[0], smallDatacenter.hosts[0], smallDatacenter.vms[0]]
if (upsModel === undefined || hostModel === undefined || vmModel === undefined) throw new Error('the small datacenter is empty')

export const MANAGER = managerIdSchema.parse('manager')
export const vmIdIn = ({ uuid, vmid }: VmConfig) => vmIdOf(MANAGER, { uuid, nativeId: String(vmid) })
export const hostIdIn = ({ name }: HostConfig) => hostIdOf(MANAGER, { uuid: null, nativeId: name })

/** One power group with its plan. */
export interface Row {
  readonly name: string
  readonly upsNames: readonly string[]
  readonly hostNames: readonly string[]
  readonly content: PlanContent
}

/** A datacenter and its plans, all of them drawn from one seed. */
export interface Scene {
  readonly config: WorldConfig
  readonly rows: readonly Row[]
}

const HOSTS_PER_ROW = 2
const ACTIONS: readonly VmAction[] = ['shutdown', 'shutdown', 'shutdown', 'save-state', 'migrate', 'power-off']
const TAGS = [[], [], ['tier-0'], ['tier-3'], ['db'], ['dc']] as const

const upsOf = (random: Random, name: string, groupName: string, label: 'A' | 'B'): UpsConfig => ({
  ...upsModel,
  name,
  label,
  groupName,
  family: 'rfc1628',
  battery: {
    fullLoadRuntimeSeconds: 120 + random.below(200),
    peukertExponent: 1.2,
    rechargeSeconds: 120 + random.below(240),
    lowRuntimeSeconds: 60,
  },
  startChargePercent: 100,
})

const hostsOf = (random: Random, row: string, upsNames: readonly string[], bootsWhenPowered: boolean): HostConfig[] =>
  Array.from({ length: HOSTS_PER_ROW }, (_, index) => ({
    ...hostModel,
    name: `${row}-host-${index + 1}`,
    feeds: upsNames,
    // Room for the guests of another host, at times not for all of them.
    memoryMiB: random.pick([32_768, 49_152, 65_536]),
    bootSeconds: 10 + random.below(30),
    shutdownSeconds: 4 + random.below(10),
    bootsWhenPowered,
  }))

const vmOf = (random: Random, vmid: number, name: string, hostName: string): VmConfig => ({
  ...vmModel,
  vmid,
  name,
  hostName,
  uuid: `00000000-0000-4000-8000-000000000${vmid}`,
  mac: `BC:24:11:00:0${Math.floor(vmid / 100)}:${vmid % 100 < 10 ? '0' : ''}${vmid % 100}`,
  memoryMiB: random.pick([2_048, 4_096, 8_192]),
  stopSeconds: 1 + random.below(12),
  startSeconds: 1 + random.below(5),
  agentSeconds: random.chance(0.7) ? 2 + random.below(6) : null,
  tags: random.pick(TAGS),
  runsAtStart: random.chance(0.85),
})

/** Who waits for whom: only ever for one that was placed before it, so that nobody waits in a circle. */
const contentOf = (random: Random, vms: readonly VmConfig[]): PlanContent => {
  const placed = vms.filter(() => random.chance(0.9))
  const placements = placed.map((vm, index) => {
    const before = placed.slice(0, index)
    return {
      vmId: vmIdIn(vm),
      vmName: vm.name,
      action: random.pick(ACTIONS),
      limitSeconds: 20 + random.below(40),
      fallback: 'power-off' as const,
      after: before.length > 0 && random.chance(0.4) ? [vmIdIn(random.pick(before))] : [],
    }
  })
  const cut = random.below(placements.length + 1)
  const firstAfter = 5 + random.below(20)
  const secondAfter = firstAfter + 5 + random.below(25)
  const stage = (id: string, seconds: number, from: number, to: number) => ({
    id,
    name: id,
    triggers: [{ kind: 'seconds-on-battery' as const, seconds }],
    placements: placements.slice(from, to),
  })
  return planContentSchema.parse({
    reserveSeconds: random.pick([0, 10, 30]),
    stages: [stage('first', firstAfter, 0, cut), stage('second', secondAfter, cut, placements.length)],
    hosts: {
      action: random.chance(0.8) ? 'shutdown' : 'keep',
      triggers: [{ kind: 'seconds-on-battery', seconds: secondAfter + random.below(30) }],
      limitSeconds: 120,
    },
    shedding: random.chance(0.08) ? 'by-value' : 'at-once',
    recovery: {
      minChargePercent: random.pick([0, 20, 50]),
      steadySeconds: random.pick([0, 5, 15]),
      startVms: true,
      moveHome: random.chance(0.7),
      startLimitSeconds: 120,
    },
  })
}

/** Same seed, same scene. */
export const sceneFrom = (seed: number): Scene => {
  const random = randomFrom(seed)
  const rowNames = random.chance(0.5) ? ['r1'] : ['r1', 'r2']
  const bootsWhenPowered = random.chance(0.5)
  let vmid = 100
  const parts = rowNames.map((row) => {
    const upsNames = random.chance(0.5) ? [`${row}-a`, `${row}-b`] : [`${row}-a`]
    const upses = upsNames.map((name, index) => upsOf(random, name, row, index === 0 ? 'A' : 'B'))
    const hosts = hostsOf(random, row, upsNames, bootsWhenPowered)
    const vms = hosts.flatMap(({ name }) =>
      Array.from({ length: 1 + random.below(3) }, () => {
        vmid += 1
        return vmOf(random, vmid, `${row}-vm-${vmid}`, name)
      }),
    )
    const group = { name: row, requiredDevices: 1 }
    const content = contentOf(random, vms)
    return { group, upses, hosts, vms, row: { name: row, upsNames, hostNames: hosts.map(({ name }) => name), content } }
  })
  return {
    config: {
      groups: parts.map(({ group }) => group),
      upses: parts.flatMap(({ upses }) => upses),
      hosts: parts.flatMap(({ hosts }) => hosts),
      vms: parts.flatMap(({ vms }) => vms),
      limits: { migrationsPerHost: 2, migrationMiBPerSecond: 1_000, saveMiBPerSecond: 1_024 },
      loadSwing: 0,
    },
    rows: parts.map(({ row }) => row),
  }
}
