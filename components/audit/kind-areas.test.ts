import { expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { areaWords, kindChoices } from './kind-areas'

it('a kind has the words of its area', () => {
  expect(areaWords('power.supply-changed', en.audit)).toBe('Power: what devices told')
  expect(areaWords('plan.published', de.audit)).toBe('Pläne')
  expect(areaWords('planet.found', en.audit)).toBeNull()
})

it('the filter offers every area once, and the narrower kind that was asked for', () => {
  const areas = Object.keys(en.audit.areas).length
  expect(kindChoices('', en.audit)).toHaveLength(areas)
  expect(kindChoices('run.', en.audit)).toHaveLength(areas)
  expect(kindChoices('run.started', en.audit)[0]).toEqual({ id: 'run.started', label: 'Runs (run.started)' })
})
