import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listSafety } from './commands/safety'
import { testsIn } from './safety-tests'

const root = resolve(import.meta.dirname, '../..')

const SAMPLE = `
describe.skipIf(!hasPeer())('A1 intents', () => {
  it('A2 R1 survives', () => {
    expect(1)
  })
  describe('deeper', () => {
    it.each([
      ['x', 1],
    ])('is %s', () => {})
  })
})

it("stands alone, after P5", () => {})
`

describe('the list of safety rules', () => {
  it('finds tests with the names of their blocks', () => {
    expect(testsIn('a.test.ts', SAMPLE).map(({ name }) => name)).toEqual([
      'A1 intents › A2 R1 survives',
      'A1 intents › deeper › is %s',
      'stands alone, after P5',
    ])
  })

  it('has a test for each rule', () => {
    expect(listSafety(root, undefined)).toMatchObject({ exitCode: 0, errors: '' })
  })

  it('names the tests of one rule and their files', () => {
    const { output, exitCode } = listSafety(root, 'K6')
    expect(exitCode).toBe(0)
    expect(output).toContain('server/web/plain-routes.test.ts')
  })

  it('says which rules there are where one is asked for that is not', () => {
    expect(listSafety(root, 'Q1')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('no rule Q1') as unknown })
  })
})
