import { describe, expect, it } from 'vitest'
import { managerIdSchema, vmIdOf } from '../domain/ids'
import type { Inventory } from '../domain/inventory'
import { vm } from '../testing/world-samples'
import { IdentityMemory } from './identity-memory'

const manager = managerIdSchema.parse('m')
const seen = (name: string, nativeId: string, uuid: string | null): Inventory => ({
  clusters: [],
  datastores: [],
  networks: [],
  hosts: [],
  vms: [{ ...vm(name, 'h'), nativeId, uuid }],
})
const idIn = (inventory: Inventory) => inventory.vms.map((one) => vmIdOf(manager, one))

describe('identity', () => {
  it('D11 stays while a configuration cannot be read, also across a restart of the engine', () => {
    const before = new IdentityMemory()
    const id = idIn(before.complete(manager, seen('db', '101', 'uuid-1')))
    expect(idIn(before.complete(manager, seen('db', '101', null)))).toEqual(id)
    const after = new IdentityMemory()
    after.recall([{ managerId: 'm', nativeId: '101', name: 'db', uuid: 'uuid-1', power: 'on' }])
    expect(idIn(after.complete(manager, seen('db', '101', null)))).toEqual(id)
  })

  it('D11 a VM recreated under the same number is another VM', () => {
    const memory = new IdentityMemory()
    memory.complete(manager, seen('db', '101', 'uuid-1'))
    expect(idIn(memory.complete(manager, seen('db', '101', 'uuid-2')))).toEqual(['m:uuid-2'])
    expect(idIn(memory.complete(manager, seen('web', '101', null)))).toEqual(['m:101'])
  })
})
