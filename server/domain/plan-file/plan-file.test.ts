import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planFileJsonSchema, PlanFileError, planFileText, readPlanFile, type PlanFile } from './plan-file'

const file: PlanFile = {
  format: 'ridethrough-plan',
  version: 1,
  madeAt: '2026-11-23T12:00:00.000Z',
  kind: 'sequence',
  question: {
    hosts: [{ id: 'a', memoryMiB: 1000, heldMiB: 0, movesAtOnce: null, readyAtSeconds: 0 }],
    links: [],
    moves: [],
    savableVmIds: [],
  },
  answer: { steps: [], makespanSeconds: Number.POSITIVE_INFINITY, boundSeconds: Number.NaN, unsolved: [] },
  violations: [],
}
const withMember = (member: object): string => JSON.stringify({ ...(JSON.parse(planFileText(file)) as object), ...member })

describe('a plan file', () => {
  it('is read as it was written, also numbers that JSON cannot write', () => {
    expect(readPlanFile(planFileText(file))).toEqual(file)
  })

  it.each([
    ['no JSON', '{"format": ', /^This is no JSON: /],
    ['another file', '{"name": "ridethrough"}', /^This is no plan file: /],
    ['a list', '[]', /^This is no plan file: /],
    ['a newer version', withMember({ version: 2 }), /of version 2; version 1 can be read here/],
    ['an unknown kind', withMember({ kind: 'dance' }), /cannot be read at kind: /],
    ['a missing member', withMember({ answer: { steps: [] } }), /cannot be read at answer\.makespanSeconds: /],
    ['an unknown member', withMember({ password: 'x' }), /cannot be read at the file: .*password/],
  ])('says what is wrong, and where: %s', (_what, text, message) => {
    expect(() => readPlanFile(text)).toThrow(PlanFileError)
    expect(() => readPlanFile(text)).toThrow(message)
  })

  it('docs/plan-file.schema.json is what this version reads: npm run -s cli -- plan schema > docs/plan-file.schema.json', () => {
    const path = join(import.meta.dirname, '../../../docs/plan-file.schema.json')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(planFileJsonSchema())
  })
})
