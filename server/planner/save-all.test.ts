import { expect, it } from 'vitest'
import { host, hostId, manager, vm, vmId, world } from '../testing/world-samples'
import { previewEvacuation } from './evacuation'
import { choicesSavingAll } from './save-all'

const site = world({
  managers: [manager()],
  hosts: [host('a'), host('b')],
  vms: [
    vm('web', 'a'),
    vm('moved', 'a'),
    vm('dc', 'a', { tags: ['DC'] }),
    vm('gpu', 'a', { hasPassthrough: true }),
    vm('vCLS', 'a', { systemKind: 'vcls' }),
    vm('off', 'a', { power: 'off' }),
    vm('elsewhere', 'b'),
  ],
})
const moved = { vmId: vmId('moved'), action: 'migrate' as const, targetHostId: null }

it('S0-04 D9 D6 saves every running VM of the host, but those that must not be saved, the platform’s own, and those chosen otherwise', () => {
  const choices = choicesSavingAll(site, hostId('a'), [moved])
  expect(choices).toEqual([moved, { vmId: vmId('web'), action: 'save-state', targetHostId: null }])
  const { items } = previewEvacuation({ world: site, hostId: hostId('a'), choices })
  const actions = Object.fromEntries(items.map(({ vmName, action }) => [vmName, action]))
  expect(actions).toMatchObject({ web: 'save-state', moved: 'migrate', dc: 'migrate' })
  expect(items.filter(({ action }) => action === 'save-state').map(({ vmName }) => vmName)).toEqual(['web'])
})
