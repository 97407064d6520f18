import { expect, it } from 'vitest'
import { en } from '@/components/messages/en'
import { runIdSchema } from '@/server/domain/ids'
import { forecastLead } from './forecast-lead'

type Told = NonNullable<Parameters<typeof forecastLead>[0]>
const quiet: Told = { condition: 'on-mains', chargePercent: 61, runId: null }
const lead = (change: Partial<Told>, assumed: number | null = null) =>
  forecastLead({ ...quiet, ...change }, assumed, en, (value) => `${value} %`)

it('on mains with nothing assumed, “now” says it', () => expect(lead({})).toBeUndefined())

it('a charge that is assumed is named', () => expect(lead({}, 40)).toBe('If the mains failed now with the battery at 40 %:'))

it('in an outage the charge that is there is named, whatever is assumed', () =>
  expect(lead({ condition: 'on-battery' }, 100)).toBe('If the mains failed now with the battery at 61 %:'))

it('while the run goes on after the outage, the battery is named too', () =>
  expect(lead({ runId: runIdSchema.parse('run') })).toBe('If the mains failed now with the battery at 61 %:'))

it('a charge that nobody knows is not invented', () =>
  expect(lead({ condition: 'on-battery', chargePercent: null })).toBe('If the mains failed now with the battery as it is:'))
