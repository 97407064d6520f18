import { describe, expect, it } from 'vitest'
import { planContentSchema, type Trigger } from '@/server/domain/plan'
import { changedTriggers, onLiveMains } from './trigger-diff'

const HEAT: Trigger = { kind: 'temperature-at-least', celsius: 40, seconds: 60 }
const LOW: Trigger = { kind: 'low-battery' }
const LONG: Trigger = { kind: 'seconds-on-battery', seconds: 60 }

const plan = (stages: Readonly<Record<string, readonly Trigger[]>>, hosts: readonly Trigger[] | null = null) =>
  planContentSchema.parse({
    stages: Object.entries(stages).map(([id, triggers]) => ({ id, name: id, triggers, placements: [] })),
    hosts: { action: hosts === null ? 'keep' : 'shutdown', triggers: hosts ?? [LOW], limitSeconds: 600 },
  })

describe('what fires otherwise', () => {
  it('is each stage whose triggers differ, with both', () => {
    expect(changedTriggers(plan({ a: [LOW], b: [LONG] }), plan({ a: [LOW, HEAT], b: [LONG] }))).toEqual([
      { stage: 'a', before: [LOW], after: [LOW, HEAT] },
    ])
  })

  it('is a new stage too, and the hosts where they begin to be shut down', () => {
    expect(changedTriggers(plan({}), plan({ new: [HEAT] }, [LOW]))).toEqual([
      { stage: 'new', before: [], after: [HEAT] },
      { stage: null, before: [], after: [LOW] },
    ])
  })

  it('is nothing where only their order differs, or where no version acts yet', () => {
    expect(changedTriggers(plan({ a: [LOW, LONG] }), plan({ a: [LONG, LOW] }))).toEqual([])
    expect(changedTriggers(null, plan({ a: [HEAT] }))).toEqual([])
  })
})

describe('what acts on live mains', () => {
  it('P8 is each stage with a danger trigger, and the hosts where one of theirs is one', () => {
    expect(onLiveMains(plan({ a: [LOW], b: [LONG, HEAT] }, [HEAT]))).toEqual({ stages: ['b'], hosts: true })
    expect(onLiveMains(plan({ a: [LOW] }, [LOW]))).toEqual({ stages: [], hosts: false })
  })
})
