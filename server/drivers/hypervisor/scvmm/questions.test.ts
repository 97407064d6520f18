import { describe, expect, it } from 'vitest'
import { scvmmAnswer } from '../../../../e2e/peers/windows/scvmm-machine'
import { scvmmWorld } from '../../../../e2e/peers/windows/worlds'
import { askInventory, inventorySchema } from './questions'

describe('what SCVMM says of its clusters', () => {
  it('A4 a cluster without an id spoils the answer: nobody could say which one it is', async () => {
    const told = inventorySchema.parse(await scvmmAnswer(scvmmWorld(), askInventory.name, {}))
    const withId = (ID: string) => ({ ...told, clusters: told.clusters.map((cluster) => ({ ...cluster, ID })) })
    expect(told.clusters).not.toHaveLength(0)
    expect(inventorySchema.safeParse(withId('c1')).success).toBe(true)
    expect(inventorySchema.safeParse(withId('')).success).toBe(false)
  })
})
