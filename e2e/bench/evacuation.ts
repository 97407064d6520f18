import { priorMigrationModel } from '../../server/planner/durations/migration-model'
import { testData } from '../../server/testing/require-peer'
import { instanceFigures } from './evacuation/instances'
import type { Benchmark } from './figure'

const tell = (line: string): void => void process.stderr.write(`${line}\n`)

/** Servers emptied in an order that fits: of recorded instances (`--data DIR`). */
export const evacuation: Benchmark = async ({ dataFile }) => {
  const folder = dataFile ?? testData('migrations/decommissioning')
  return folder === null ? [] : instanceFigures(folder, priorMigrationModel, tell)
}
