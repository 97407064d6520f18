import { expect, it } from 'vitest'
import { hostId, vm } from '../testing/world-samples'
import { vmsByHost } from './vms-by-host'

it('VMs are found by the host that they are on; those without one by none', () => {
  const vms = [vm('db', 'a'), vm('web', 'b'), vm('mail', 'a'), vm('lost', null)]
  const byHost = vmsByHost(vms)
  expect(byHost.get(hostId('a'))?.map(({ name }) => name)).toEqual(['db', 'mail'])
  expect(byHost.get(hostId('b'))?.map(({ name }) => name)).toEqual(['web'])
  expect(byHost.size).toBe(2)
  expect(vmsByHost(vms)).toBe(byHost)
  expect(
    vmsByHost([vm('db', 'b')])
      .get(hostId('b'))
      ?.map(({ name }) => name),
  ).toEqual(['db'])
})
