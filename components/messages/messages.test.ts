import { describe, expect, it } from 'vitest'
import { de } from './de'
import { en } from './en'
import { localeOf } from './messages'

const paths = (node: unknown, path = ''): readonly string[] =>
  node !== null && typeof node === 'object'
    ? Object.entries(node).flatMap(([key, value]) => paths(value, `${path}.${key}`))
    : [`${path}:${typeof node}`]

const empties = (node: unknown, path = ''): readonly string[] =>
  typeof node === 'string'
    ? node.trim() === ''
      ? [path]
      : []
    : node !== null && typeof node === 'object'
      ? Object.entries(node).flatMap(([key, value]) => empties(value, `${path}.${key}`))
      : []

describe('the catalogues', () => {
  it('say the same things in every language', () => expect(paths(de)).toEqual(paths(en)))

  it('leave nothing empty', () => expect([...empties(en), ...empties(de)]).toEqual([]))

  it('count in both languages', () => {
    expect([en.common.vms(1), en.common.vms(2), de.common.ups(1), de.common.ups(3)]).toEqual(['1 VM', '2 VMs', '1 USV', '3 USVs'])
  })
})

it.each([
  ['de', 'de'],
  ['de-AT,de;q=0.9', 'de'],
  ['fr', 'en'],
  [undefined, 'en'],
  [null, 'en'],
])('the language of %s is %s', (text, locale) => expect(localeOf(text)).toBe(locale))
