import { expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { stageLabels } from './stage-labels'

it('numbers the stages of the plan, and names what its policy for long outages becomes in the reader’s language', () => {
  const stages = [
    { stageId: 'long-outage', name: 'Long outage' },
    { stageId: 'a', name: 'Batch' },
    { stageId: 'b', name: 'Kern' },
  ]
  expect(stageLabels(stages, de)).toEqual(['Lange Ausfälle', '1 Batch', '2 Kern'])
})
