import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { type PlanFile, PlanFileError, readPlanFile } from '../../domain/plan-file/plan-file'
import { checkPlanFile } from '../../planner/check-plan-file'
import { EXIT_CODE } from '../exit-code'
import { failed, type Outcome, tell } from '../outcome'

const shown = (file: PlanFile, violations: ReturnType<typeof checkPlanFile>): string => {
  const about = `${file.kind} of ${file.madeAt}`
  if (violations.length === 0) return `accepted: ${about}`
  return [
    ...violations.map(({ subject, rule, message }) => [rule, subject, message].filter((part) => part !== null).join('  ')),
    `rejected: ${about}, ${violations.length} violation${violations.length === 1 ? '' : 's'}`,
  ].join('\n')
}

const unreadable = (path: string, why: string): Outcome => failed(EXIT_CODE.usage, `${path}: ${why}`)

/** Has a plan file checked by the independent checkers, by nothing but what stands in it. */
export const checkPlan = async (path: string, options: { readonly json?: boolean }): Promise<Outcome> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    return unreadable(path, error instanceof Error ? error.message : String(error))
  }
  try {
    const file = readPlanFile(text)
    const violations = checkPlanFile(file)
    const isAccepted = violations.length === 0
    return {
      exitCode: isAccepted ? EXIT_CODE.ok : EXIT_CODE.failed,
      output:
        options.json === true
          ? JSON.stringify({ kind: file.kind, madeAt: file.madeAt, accepted: isAccepted, violations }, null, 2)
          : shown(file, violations),
      errors: '',
    }
  } catch (error) {
    if (error instanceof PlanFileError) return unreadable(path, error.message)
    throw error
  }
}

export const addPlanCheck = (plan: Command): void => {
  plan
    .command('check')
    .description('check a plan file once more: exit code 0 accepted, 1 rejected, 2 unreadable')
    .argument('<file>', 'a plan file, as docs/plan-file.md describes it')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nNeeds neither a server nor a store: all that the verdict stands on is in the file.')
    .action(async (path: string, options: { readonly json?: boolean }) => tell(await checkPlan(path, options)))
}
