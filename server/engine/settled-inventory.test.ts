import { expect, it } from 'vitest'
import type { Inventory, VmFacts } from '../domain/inventory'
import { Turns } from '../drivers/protocols/turns'
import { vmSeen } from '../testing/run-samples'
import { settledInventory } from './settled-inventory'

const of = (...vms: readonly VmFacts[]): Inventory => ({ clusters: [], datastores: [], networks: [], hosts: [], vms: [...vms] })
const settled = (before: Inventory | null, told: Inventory) =>
  settledInventory(before, told, (one) => one, new Turns({ deadlineMs: 10_000 }))
const untold = (name: string) => vmSeen(name, { tags: [], tagsUntold: true })

it('what is told just the same is the same object', async () => {
  const before = of(vmSeen('web'))
  expect((await settled(before, of(vmSeen('web'))))?.vms[0]).toBe(before.vms[0])
})

it('D9 P9 recalled tags stand beside a manager that does not tell them (yet); nobody knows those of a VM that is new', async () => {
  const recalled = of(vmSeen('dc1', { tags: ['dc'] }), vmSeen('web', { tags: [] }))
  const now = await settled(recalled, of(untold('dc1'), untold('web'), untold('new')))
  expect(now?.vms).toEqual([...recalled.vms, untold('new')])
  const told = await settled(
    now,
    of(vmSeen('dc1', { tags: [] }), vmSeen('web', { tags: ['dc'] }), vmSeen('new', { tags: ['x'] })),
  )
  expect(told?.vms.map(({ tags, tagsUntold }) => [tags, tagsUntold])).toEqual([
    [[], undefined],
    [['dc'], undefined],
    [['x'], undefined],
  ])
})

it('D9 without any inventory to go by they are not known', async () => {
  expect((await settled(null, of(untold('dc1'))))?.vms).toEqual([untold('dc1')])
})
