import { describe, expect, it } from 'vitest'
import type { InventoryTold, VmTold } from './questions'
import { vmFacts } from './vm-facts'

const told: InventoryTold = {
  server: { Name: 'localhost', FullyQualifiedDomainName: 'vmm.example' },
  clusters: [],
  hosts: [],
  vms: [],
  vnets: [],
}
const vm = (given: Partial<VmTold> = {}): VmTold => ({
  ID: 'a',
  Name: 'mail',
  VirtualMachineStateString: 'Running',
  VirtualNetworkAdapters: [],
  VirtualHardDisks: [],
  VirtualDVDDrives: [],
  ...given,
})
const facts = (given: Partial<VmTold>) => vmFacts(vm(given), told)

describe('what SCVMM says of a VM', () => {
  it.each([
    ['Running', 'Running', 'on', null],
    ['PowerOff', 'PowerOff', 'off', null],
    ['Saved', 'Saved', 'saved', null],
    ['Paused', 'Paused', 'paused', null],
    ['Saving', 'Saving', 'on', 'its state is being saved'],
    ['Starting', 'Starting', 'unknown', 'it is starting'],
    ['Restoring', 'Restoring', 'unknown', 'its state is being restored'],
    ['Running', 'UnderMigration', 'on', 'it is being migrated'],
    ['Running', 'UnsupportedCluster', 'on', null],
    ['Running', 'HostNotResponding', 'unknown', null],
    ['PowerOff', 'Missing', 'unknown', null],
    ['SomethingNew', 'SomethingNew', 'unknown', null],
  ])('%s, status %s: %s', (VirtualMachineStateString, StatusString, power, lockedBy) => {
    expect(facts({ VirtualMachineStateString, StatusString })).toMatchObject({ power, lockedBy })
  })

  it('an id of Hyper-V is the VM’s own, wherever it is read from', () => {
    expect(facts({ VMId: '7E57AB1E-0000-4000-8000-000000000001' }).uuid).toBe('7e57ab1e-0000-4000-8000-000000000001')
    expect(facts({}).uuid).toBeNull()
  })

  it('tags and guest tools', () => {
    expect(facts({ Tag: '(none)' }).tags).toEqual([])
    expect(facts({ Tag: 'dc, gold' }).tags).toEqual(['dc', 'gold'])
    expect(facts({ HasVMAdditions: true }).guestTools).toBe('running')
    expect(facts({ HasVMAdditions: false }).guestTools).toBe('not-installed')
    expect(facts({}).guestTools).toBe('unknown')
  })
})
