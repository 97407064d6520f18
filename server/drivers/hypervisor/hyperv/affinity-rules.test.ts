import { describe, expect, it } from 'vitest'
import { hypervMachine } from '../../../../e2e/peers/windows/in-process'
import { HYPERV_VMS, hypervWorld, type HypervWorld } from '../../../../e2e/peers/windows/worlds'
import { SiteReader } from './site-reader'

const [mail = '', web = ''] = HYPERV_VMS
const rulesIn = async (owners: Pick<HypervWorld, 'preferred' | 'possible'>) => {
  const world: HypervWorld = { ...hypervWorld(true), ...owners }
  const machines = ['HV-1', 'HV-2'].map((name) => hypervMachine(name, name.toLowerCase(), () => world))
  return (await new SiteReader(machines, false).inventory({ deadlineMs: 60_000 })).affinityRules
}
const on = (role: string, ...nodes: readonly string[]) => nodes.map((node) => ({ role, node }))

describe('owners of a cluster’s roles', () => {
  it('S1-14 a role with fewer possible owners than nodes runs there alone; with all of them it is free', async () => {
    expect(await rulesIn({ possible: [...on('mail', 'HV-2'), ...on('web', 'HV-1', 'HV-2')] })).toEqual([
      { name: 'possible owners HV-2', kind: 'on-hosts', mandatory: true, vmNativeIds: [mail], hostNativeIds: ['hv-2'] },
    ])
  })

  it('S1-14 preferred owners are a wish; roles that want the same nodes share a rule, whatever is no VM has none', async () => {
    const preferred = [...on('SCVMM mail Resources', 'hv-1'), ...on('WEB', 'hv-1'), ...on('file share', 'HV-1')]
    expect(await rulesIn({ preferred })).toEqual([
      { name: 'preferred owners hv-1', kind: 'on-hosts', mandatory: false, vmNativeIds: [mail, web], hostNativeIds: ['hv-1'] },
    ])
  })

  it('a cluster that tells no owners has no rules by them', async () => {
    expect(await rulesIn({ preferred: null, possible: null })).toBeUndefined()
    expect(await rulesIn({})).toBeUndefined()
  })
})
