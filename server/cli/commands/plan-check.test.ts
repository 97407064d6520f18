import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { planFileText, readPlanFile } from '../../domain/plan-file/plan-file'
import { checkPlan } from './plan-check'

const folder = mkdtempSync(join(tmpdir(), 'plan-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

const written = (text: string): string => {
  const path = join(folder, 'plan.json')
  writeFileSync(path, text)
  return path
}
const page = readFileSync(join(import.meta.dirname, '../../../docs/plan-file.md'), 'utf8')
const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? ''

describe('plan check', () => {
  it('says of the documented example what stands in it, and ends with 1', async () => {
    const { exitCode, output, errors } = await checkPlan(written(example), {})
    expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: '' })
    expect(output).toBe(
      [
        'memory  m1  b would carry 80 of 64 MiB if some of what leaves it takes longer',
        'rejected: sequence of 2026-11-23T12:00:00Z, 1 violation',
      ].join('\n'),
    )
    const told = await checkPlan(written(example), { json: true })
    expect(JSON.parse(told.output)).toEqual({
      kind: 'sequence',
      madeAt: '2026-11-23T12:00:00Z',
      accepted: false,
      violations: readPlanFile(example).violations,
    })
  })

  it('ends with 0 once the move waits', async () => {
    const file = readPlanFile(example)
    if (file.kind !== 'sequence') throw new Error('the example is another')
    const steps = file.answer.steps.map((step) => (step.id === 'm1' ? { ...step, afterIds: ['m2'] } : step))
    const waiting = { ...file, answer: { ...file.answer, steps } }
    expect(await checkPlan(written(planFileText(waiting)), {})).toEqual({
      exitCode: 0,
      output: 'accepted: sequence of 2026-11-23T12:00:00Z',
      errors: '',
    })
  })

  it('ends with 2 where there is nothing to read, and says what and where', async () => {
    const missing = await checkPlan(join(folder, 'none.json'), {})
    expect(missing.exitCode).toBe(2)
    expect(missing.errors).toContain('none.json')
    const wrong = await checkPlan(written(example.replace(/"heldMiB": 32/, '"heldMiB": "much"')), {})
    expect(wrong.exitCode).toBe(2)
    expect(wrong.errors).toContain('question.hosts.0.heldMiB')
  })
})
