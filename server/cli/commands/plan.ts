import type { Command } from 'commander'
import { planFileJsonSchema } from '../../domain/plan-file/plan-file'
import { EXIT_CODE } from '../exit-code'
import { tell } from '../outcome'
import { addPlanCheck } from './plan-check'
import { addPlanExport } from './plan-export'

export const addPlan = (program: Command): void => {
  const plan = program.command('plan').description('plan files: what a planner was asked, what it answered, and its check')
  addPlanCheck(plan)
  addPlanExport(plan)
  plan
    .command('schema')
    .description('print the JSON schema of plan files')
    .action(() => tell({ exitCode: EXIT_CODE.ok, output: JSON.stringify(planFileJsonSchema(), null, 2), errors: '' }))
}
