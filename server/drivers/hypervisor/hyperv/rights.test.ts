import { describe, expect, it } from 'vitest'
import { hypervMachine } from '../../../../e2e/peers/windows/in-process'
import { hypervWorld, type HypervWorld } from '../../../../e2e/peers/windows/worlds'
import { containing } from '../../../testing/containing'
import { identify } from './identity'
import { SiteReader } from './site-reader'

const notesIn = async (world: HypervWorld) => {
  const machines = ['HV-1', 'HV-2'].map((name) => hypervMachine(name, name.toLowerCase(), () => world))
  return (await identify(new SiteReader(machines, true), { deadlineMs: 60_000 })).notes ?? []
}
const full = { own: true, Rights: 'Full', Type: 'Allow' }
const strangers = { own: false, Rights: 'Full', Type: 'Allow' }

describe('what the account may not do', () => {
  it('an administrator with full control of the cluster is told nothing', async () => {
    expect(await notesIn(hypervWorld(true))).toEqual([])
  })

  it('Hyper-V Administrators do not shut hosts down: those hosts are named', async () => {
    const world = hypervWorld(true)
    world.hosts['HV-2'] = { isAdministrator: false }
    expect(await notesIn(world)).toEqual([
      'someone may not shut down hv-2: it is no member of Administrators there (Hyper-V Administrators suffices for VMs).',
    ])
  })

  it.each([
    ['has no entry', [strangers]],
    ['may only read', [strangers, { ...full, Rights: 'ReadOnly' }]],
    ['is denied it', [full, { ...full, Type: 'Deny' }]],
  ])('who %s lacks full control of the cluster', async (_what, access) => {
    const world = hypervWorld(true)
    for (const host of Object.values(world.hosts)) host.access = access
    expect(await notesIn(world)).toEqual([containing('it lacks full control of the cluster (asked on hv-1, hv-2)')])
  })

  it.each([
    ['an entry whose owner nobody knows', [strangers, { ...full, own: null }]],
    ['a cluster that does not tell', null],
  ])('%s is no proof of a lack', async (_what, access) => {
    const world = hypervWorld(true)
    world.hosts['HV-1'] = { access }
    expect(await notesIn(world)).toEqual([containing('was not told: who may control the cluster (Get-ClusterAccess on hv-1)')])
  })
})
