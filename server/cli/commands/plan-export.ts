import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Command } from 'commander'
import { planFileText, readPlanFile } from '../../domain/plan-file/plan-file'
import { type CarriedFile, PLAN_REJECTED, rejectionSchema } from '../../domain/plan-file/rejection'
import { EXIT_CODE } from '../exit-code'
import { type Environment, onLocalStore, WHERE_THE_STORE_IS } from '../local-store'
import { failed, type Outcome, tell } from '../outcome'

/** The text of the plan file that an entry carries; null: it was too large to be kept. */
const textOf = async (carried: CarriedFile): Promise<string | null> => {
  switch (carried.form) {
    case 'plain':
      return JSON.stringify(carried.file)
    case 'packed':
      return (await promisify(gunzip)(Buffer.from(carried.gzipBase64, 'base64'))).toString('utf8')
    case 'left-out':
      return null
  }
}

/** The plan file that a journal entry of a rejected plan carries. */
export const exportPlan = (entry: string, environment: Environment): Promise<Outcome> =>
  onLocalStore(environment, { write: false }, async ({ read }) => {
    const found = /^\d+$/.test(entry) ? await read.journal.get(Number(entry)) : null
    const carried = rejectionSchema.safeParse(found?.data)
    if (found?.kind !== PLAN_REJECTED || !carried.success)
      return failed(EXIT_CODE.failed, `Entry ${entry} of the journal is not about a rejected plan.`)
    const text = await textOf(carried.data.planFile)
    if (text === null) return failed(EXIT_CODE.failed, `The plan of entry ${entry} was too large to be kept in the journal.`)
    return { exitCode: EXIT_CODE.ok, output: planFileText(readPlanFile(text)), errors: '' }
  })

export const addPlanExport = (plan: Command): void => {
  plan
    .command('export')
    .description('print the plan file of a rejected plan, as the journal keeps it')
    .argument('<entry>', 'number of the journal’s entry, of the kind plan.rejected')
    .addHelpText('after', WHERE_THE_STORE_IS)
    .action(async (entry: string) => tell(await exportPlan(entry, process.env)))
}
