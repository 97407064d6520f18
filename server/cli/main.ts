import { EXIT_CODE } from './exit-code'
import { createProgram, runProgram } from './program'

try {
  const exitCode = await runProgram(createProgram(), process.argv.slice(2))
  if (exitCode !== null) process.exitCode = exitCode
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = EXIT_CODE.failed
}
