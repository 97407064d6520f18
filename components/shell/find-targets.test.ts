import { describe, expect, it } from 'vitest'
import { findTargets, type Target } from './find-targets'

const target = (name: string): Target => ({ kind: 'vm', id: name, name, href: `/${name}` })
const names = (query: string) => findTargets(['web-db', 'db-07', 'erp-01', 'DB test'].map(target), query).map(({ name }) => name)

describe('the palette', () => {
  it('puts names that begin with the query first', () => expect(names('db')).toEqual(['db-07', 'DB test', 'web-db']))
  it('wants every word', () => expect(names('db test')).toEqual(['DB test']))
  it('shows all for an empty query, and none for nonsense', () => {
    expect(names('')).toHaveLength(4)
    expect(names('zzz')).toEqual([])
  })
})
