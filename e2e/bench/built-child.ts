import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { bundle } from '../../scripts/build.mjs'
import { ENGINE_FLAGS } from '../../scripts/engine-flags.mjs'

const root = join(import.meta.dirname, '../..')

/**
 * `e2e/bench/NAME.ts` as a process of its own, built and started as the engine is: run from its sources, forecasts take several times as long.
 * Speaks by messages; ends with its parent.
 */
export const builtChild = async (name: string, ...args: readonly string[]): Promise<ChildProcess> => {
  await bundle({ [name]: `e2e/bench/${name}.ts` }, 'dist/bench')
  return fork(join(root, 'dist/bench', `${name}.js`), args, {
    execArgv: [...ENGINE_FLAGS],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}
