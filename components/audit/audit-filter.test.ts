import { describe, expect, it } from 'vitest'
import { filterFrom, momentOf, queryOf, requestOf } from './audit-filter'

describe('audit filters in the address', () => {
  it('come back as they were set', () => {
    const filter = filterFrom(new URLSearchParams('text=db-07&channel=web&runId=r1'))
    expect(new URLSearchParams(queryOf(filter)).toString()).toBe('text=db-07&channel=web&runId=r1')
    expect(requestOf(filter, 'utc')).toMatchObject({ text: 'db-07', channel: 'web', runId: 'r1', outcome: undefined })
  })

  it('ignore words that are not known', () =>
    expect(requestOf(filterFrom(new URLSearchParams('channel=pigeon&outcome=fine')), 'utc')).toMatchObject({
      channel: undefined,
      outcome: undefined,
    }))

  it('read a moment in the zone on screen', () => {
    expect(momentOf('2026-11-21T03:14', 'utc')).toBe(Date.UTC(2026, 10, 21, 3, 14))
    expect(momentOf('2026-11-21T03:14', 'local')).toBe(new Date(2026, 10, 21, 3, 14).getTime())
    expect(momentOf('yesterday', 'utc')).toBeUndefined()
  })
})
