import { expect, it } from 'vitest'
import { rememberingViews } from './use-docs-as'

const doc = (id: string, name: string, cpu: number) => ({ id, name, cpu })

it('stays the very same while what is needed of the documents does', () => {
  const names = rememberingViews(({ id, name }: ReturnType<typeof doc>) => ({ id, name }))
  const first = names([doc('a', 'web', 10), doc('b', 'db', 20)])
  expect(first).toEqual([
    { id: 'a', name: 'web' },
    { id: 'b', name: 'db' },
  ])
  expect(names([doc('a', 'web', 11), doc('b', 'db', 99)])).toBe(first)
  const renamed = names([doc('a', 'web', 11), doc('b', 'db-07', 99)])
  expect(renamed).not.toBe(first)
  expect(renamed[1]).toEqual({ id: 'b', name: 'db-07' })
  expect(names([])).toEqual([])
})
