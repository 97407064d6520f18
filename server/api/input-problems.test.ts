import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { inputProblems } from './input-problems'

const told = (schema: z.ZodType, input: unknown) => {
  const parsed = schema.safeParse(input)
  return parsed.success ? [] : inputProblems(parsed.error.issues)
}
const port = z.object({ address: z.object({ port: z.number().int().min(1).max(65_535) }) })

describe('what is wrong with an input', () => {
  it.each([
    [70_000, 'at-most', 65_535, 'address.port must be at most 65535'],
    [0, 'at-least', 1, 'address.port must be at least 1'],
    [1.5, 'not-whole', null, 'address.port must be a whole number'],
    [Number.NaN, 'not-a-number', null, 'address.port is not a number'],
    [undefined, 'missing', null, 'address.port is missing'],
    [null, 'missing', null, 'address.port is missing'],
    ['161', 'not-a-number', null, 'address.port is not a number'],
  ])('a port of %s', (value, problem, limit, message) =>
    expect(told(port, { address: { port: value } })).toEqual([{ path: 'address.port', problem, limit, message }]),
  )

  it('an empty text is missing, a long one too long', () => {
    const name = z.string().trim().min(1).max(5)
    expect(told(name, ' ')).toMatchObject([{ path: '', problem: 'missing' }])
    expect(told(name, 'abcdef')).toMatchObject([{ problem: 'too-long', limit: 5 }])
  })

  it('counts what a list may hold, and names the entry', () => {
    expect(told(z.array(z.string()).max(1), ['a', 'b'])).toMatchObject([{ problem: 'too-many', limit: 1 }])
    expect(told(z.object({ users: z.array(z.object({ name: z.string().min(1) })) }), { users: [{ name: '' }] })).toMatchObject([
      { path: 'users.0.name', problem: 'missing' },
    ])
  })

  it('leaves a sentence that was written for people as it is', () => {
    expect(told(z.string().min(10, 'A password needs at least 10 characters'), 'short')).toMatchObject([
      { problem: 'said', message: 'A password needs at least 10 characters' },
    ])
    expect(
      told(
        z.object({ a: z.number() }).refine(({ a }) => a > 1, 'The span must end after it begins'),
        { a: 1 },
      ),
    ).toMatchObject([{ path: '', problem: 'said', message: 'The span must end after it begins' }])
  })

  it('shows none of the library’s own words', () => {
    const schema = z.object({ a: z.enum(['x']), b: z.discriminatedUnion('k', [z.object({ k: z.literal('1') })]), c: z.url() })
    for (const { message } of told(schema, { a: 'y', b: { k: '2' }, c: 'no' }))
      expect(message).not.toMatch(/invalid|expected .*,|<=/i)
  })
})
