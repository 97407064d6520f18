import { priorMigrationModel } from '../../server/planner/durations/migration-model'
import { testData } from '../../server/testing/require-peer'
import { instanceFigures } from './evacuation/instances'
import { generatedSites } from './evacuation/sites'
import type { Benchmark } from './figure'

const tell = (line: string): void => void process.stderr.write(`${line}\n`)

/** Servers emptied in an order that fits: of recorded instances (`--data DIR`), and of generated sites of up to 30,000 VMs. */
export const evacuation: Benchmark = async (options) => {
  const folder = options.dataFile ?? testData('migrations/decommissioning')
  const recorded = folder === null ? [] : instanceFigures(folder, priorMigrationModel, tell)
  return [...recorded, ...(await generatedSites(options))]
}
