import { describe, expect, it } from 'vitest'
import { discoveryRequestSchema } from '@/server/domain/discovery'
import { changedCredential, EMPTY_SEARCH, rateOf, requestOf, withCredential, withoutCredential } from './discovery-draft'

const [first] = EMPTY_SEARCH.credentials
if (first === undefined) throw new Error('a new search has one credential')
const community = { ...first.draft, community: 'public' }

describe('a search as it is typed', () => {
  it('is what the API takes, with its credentials in their order', () => {
    const two = changedCredential(withCredential(EMPTY_SEARCH), 1, community)
    const draft = changedCredential(two, 2, { ...community, version: '1', community: 'private' })
    const request = requestOf({ ...draft, ranges: '10.0.4.0/24', nut: true, nutUser: 'monitor' })
    expect(discoveryRequestSchema.parse(request)).toMatchObject({
      ratePerSecond: 50,
      snmp: {
        port: 161,
        secrets: [
          { version: '2c', community: 'public' },
          { version: '1', community: 'private' },
        ],
      },
      nut: { port: 3493, user: 'monitor', tls: 'starttls' },
    })
  })

  it('asks at least one protocol', () => {
    const request = requestOf({ ...EMPTY_SEARCH, ranges: '10.0.4.1', snmp: false })
    expect(discoveryRequestSchema.safeParse(request).success).toBe(false)
  })

  it('a credential that goes leaves the others as they are', () => {
    const draft = withoutCredential(withCredential(withCredential(EMPTY_SEARCH)), 2)
    expect(draft.credentials.map(({ id }) => id)).toEqual([1, 3])
    expect(withCredential(draft).credentials.map(({ id }) => id)).toEqual([1, 3, 4])
  })

  it.each([
    ['1', 1],
    ['500', 500],
    ['0', null],
    ['501', null],
    ['2.5', null],
    ['', null],
    ['fast', null],
  ])('a rate of %j is %s', (rate, expected) => expect(rateOf({ ...EMPTY_SEARCH, rate })).toBe(expected))
})
