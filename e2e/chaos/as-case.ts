import { isEnded, isOpen } from '../../server/domain/run'
import type { Case } from './judge/case'
import type { Evidence } from './run'
import { vmIdIn } from './scene'
import { WORLD_BEGINS_MS } from './world-facts'

const textIn = (data: unknown, key: string): string | null => {
  const value = typeof data === 'object' && data !== null && key in data ? (data as Record<string, unknown>)[key] : null
  return typeof value === 'string' ? value : null
}

/** The evidence of a run, in the judge's words. */
export const asCase = (evidence: Evidence): Case => {
  const { scene, history, calls, mostMemoryMiB, journal, chain, runs, ending, errors } = evidence
  const rowOfHost = new Map(scene.rows.flatMap(({ name, hostNames }) => hostNames.map((host) => [host, name] as const)))
  const nameOf = new Map(scene.config.vms.map((vm) => [vmIdIn(vm), vm.name]))
  const placements = new Map(
    scene.rows.flatMap(({ content }) =>
      content.stages.flatMap((stage) => stage.placements.map((one) => [one.vmId, one] as const)),
    ),
  )
  return {
    hosts: scene.config.hosts.map(({ name, memoryMiB }) => ({ name, memoryMiB, row: rowOfHost.get(name) ?? '' })),
    vms: scene.config.vms.map((vm) => ({
      name: vm.name,
      row: rowOfHost.get(vm.hostName) ?? '',
      hostName: vm.hostName,
      ranBefore: vm.runsAtStart,
      memoryMiB: vm.memoryMiB,
      after: (placements.get(vmIdIn(vm))?.after ?? []).flatMap((id) => nameOf.get(id) ?? []),
    })),
    upses: scene.config.upses.map(({ name, groupName }) => ({ name, row: groupName })),
    events: history,
    calls,
    mostMemoryMiB,
    journal: journal.map(({ atMs, kind, object, data }) => ({
      atMs: atMs - WORLD_BEGINS_MS,
      kind,
      object: object.name,
      action: textIn(data, 'action'),
      stepId: textIn(data, 'stepId'),
    })),
    chainBroken: chain.ok ? null : `entry ${chain.brokenAtId}: ${chain.problem}`,
    runs: runs.map(({ title, phase, steps }) => ({
      title,
      hasEnded: isEnded(phase),
      endedStepIds: steps.filter((step) => !isOpen(step)).map(({ id }) => id),
      openSteps: steps.filter(isOpen).map(({ object, action }) => `${object.name}: ${action}`),
    })),
    ending: {
      vms: ending.vms.map(({ name, power }) => ({ name, isOn: power === 'on' })),
      hosts: ending.hosts.map(({ name, phase }) => ({ name, isUp: phase === 'up' })),
    },
    errors,
  }
}
