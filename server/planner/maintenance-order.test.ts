import { describe, expect, it } from 'vitest'
import type { EvacuationItem } from '../domain/preflight'
import { host, hostId, RUN_ID, stepIds, vm, vmId, world } from '../testing/world-samples'
import { checkRun } from './check-run'
import { planMaintenance } from './maintenance-steps'
import { NOT_NEEDED } from './preflight'

const moves = (name: string, to: string): EvacuationItem => ({
  vmId: vmId(name),
  vmName: name,
  memoryMiB: 40_000,
  action: 'migrate',
  targetHostId: hostId(to),
  targetHostName: to,
  chosenBy: 'automatic',
  why: '',
  checks: NOT_NEEDED,
  candidates: [],
  expectedSeconds: 40,
  worstSeconds: 110,
})

describe('a host that is emptied into room that is made for it', () => {
  it('D4 what comes waits for what leaves, and the checker accepts it', () => {
    const site = world({
      hosts: [host('a'), host('b'), host('c')],
      vms: [vm('first', 'a', { memoryMiB: 40_000 }), vm('second', 'b', { memoryMiB: 40_000 })],
    })
    const preview = {
      hostId: hostId('a'),
      hostName: 'a',
      items: [moves('first', 'b'), moves('second', 'c')],
      blockers: 0,
      expectedSeconds: 80,
      worstSeconds: 220,
      refusal: null,
    }
    const { steps } = planMaintenance({ preview, world: site, runId: RUN_ID, nextSeq: 1, makeId: stepIds() })
    const [second, first, maintenance] = steps
    expect(steps.map(({ object }) => object.name)).toEqual(['second', 'first', 'a'])
    expect(first?.after).toEqual([second?.id])
    expect(maintenance?.after).toEqual([second?.id, first?.id])
    expect(checkRun(site, steps)).toEqual([])
  })
})
