import { describe, expect, it } from 'vitest'
import { onVm, step } from '../testing/world-samples'
import { createPlanMemory, NO_BATCH } from './plan-memory'

const steps = (count: number) => ({
  steps: Array.from({ length: count }, (_, at) => step(at + 1, { object: onVm('a'), action: 'shutdown' })),
  notes: [],
})

describe('what a forecaster remembers of plans', () => {
  it('is found again after the same firings only', () => {
    const memory = createPlanMemory()
    const first = { batch: memory.nextBatch(), planned: steps(1) }
    memory.keep(NO_BATCH, 'a', first)
    const second = { batch: memory.nextBatch(), planned: steps(1) }
    memory.keep(first.batch, 'b', second)
    expect(memory.find(NO_BATCH, 'a')).toBe(first)
    expect(memory.find(first.batch, 'b')).toBe(second)
    expect(memory.find(NO_BATCH, 'b')).toBeNull()
    expect(memory.find(second.batch, 'b')).toBeNull()
  })

  it('is bounded, and what is used stays longest', () => {
    const memory = createPlanMemory(10)
    const kept = ['a', 'b', 'c'].map((key) => {
      const batch = { batch: memory.nextBatch(), planned: steps(4) }
      memory.keep(NO_BATCH, key, batch)
      memory.find(NO_BATCH, 'a')
      return batch
    })
    expect(['a', 'b', 'c'].map((key) => memory.find(NO_BATCH, key))).toEqual([kept[0], null, kept[2]])
  })

  it('D1 a batch that was let go and is planned again is another one: nothing that stood on the first stands on it', () => {
    const memory = createPlanMemory(5)
    const first = { batch: memory.nextBatch(), planned: steps(5) }
    memory.keep(NO_BATCH, 'a', first)
    memory.keep(first.batch, 'b', { batch: memory.nextBatch(), planned: steps(5) })
    expect(memory.find(NO_BATCH, 'a')).toBeNull()
    const again = { batch: memory.nextBatch(), planned: steps(5) }
    memory.keep(NO_BATCH, 'a', again)
    expect(again.batch).not.toBe(first.batch)
    expect(memory.find(again.batch, 'b')).toBeNull()
  })

  it('gives the same name to the same text, and never one name to two', () => {
    const memory = createPlanMemory()
    const long = 'x'.repeat(5_000_000)
    const name = memory.nameOf('stage one')
    expect(memory.nameOf('stage one')).toBe(name)
    const names = [name, memory.nameOf(`${long}1`), memory.nameOf(`${long}2`), memory.nameOf('stage one')]
    expect(new Set(names).size).toBe(4)
  })
})
