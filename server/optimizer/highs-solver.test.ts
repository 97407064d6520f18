import { expect, it } from 'vitest'
import { highsSolver } from './highs-solver'

const x = { name: 'x', kind: 'binary', most: 1 } as const
const y = { name: 'y', kind: 'integer', most: 5 } as const

it('finds the smallest, with the values that give it', async () => {
  const solve = await highsSolver()
  const least = solve(
    {
      minimise: [
        { variable: 'x', times: -3 },
        { variable: 'y', times: -2 },
      ],
      rows: [
        {
          terms: [
            { variable: 'x', times: 4 },
            { variable: 'y', times: 2 },
          ],
          relation: '<=',
          than: 7,
        },
      ],
      variables: [x, y],
    },
    1_000,
  )
  expect(least?.value).toBeCloseTo(-6)
  expect(least?.values.get('y')).toBeCloseTo(3)
})

it('has no answer where there is none', async () => {
  const solve = await highsSolver()
  const row = { terms: [{ variable: 'x', times: 1 }], relation: '>=', than: 2 } as const
  expect(solve({ minimise: [{ variable: 'x', times: 1 }], rows: [row], variables: [x] }, 1_000)).toBeNull()
})
