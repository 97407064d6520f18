import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json'
import { addBmcProbe } from './commands/bmc-probe'
import { addBmcSet } from './commands/bmc-set'
import { addDeviceChange } from './commands/device-change'
import { addDirectPath } from './commands/direct-path'
import { addHostReboot } from './commands/host-reboot'
import { addJournalVerify } from './commands/journal-verify'
import { addKeepAlive } from './commands/keep-alive'
import { addManagerChange } from './commands/manager-change'
import { addManagerProbe } from './commands/manager-probe'
import { addPlan } from './commands/plan'
import { addReadinessReport } from './commands/readiness-report'
import { addSafety } from './commands/safety'
import { addUpsCommandGiver } from './commands/ups-command'
import { addUpsCommands } from './commands/ups-commands'
import { addUpsDiscover } from './commands/ups-discover'
import { addUpsProbe } from './commands/ups-probe'
import { EXIT_CODE, type ExitCode } from './exit-code'

export const createProgram = (): Command => {
  const program = new Command('ridethrough')
    .description('Carries virtualised datacenters through power loss and maintenance')
    .version(packageJson.version)
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for how to call it)')
    .addHelpText('after', '\nExit codes: 0 ok, 1 failed, 2 wrong call, 3 unreachable, 4 refused.')
    .exitOverride()
  addUpsProbe(program)
  addUpsDiscover(program)
  addUpsCommands(program)
  addUpsCommandGiver(program)
  addManagerProbe(program)
  addManagerChange(program)
  addDeviceChange(program)
  addBmcProbe(program)
  addBmcSet(program)
  addDirectPath(program)
  addHostReboot(program)
  addJournalVerify(program)
  addPlan(program)
  addReadinessReport(program)
  addKeepAlive(program)
  addSafety(program)
  return program
}

/** Runs one command; what it ends with is told by `process.exitCode`, except where the call itself was wrong. */
export const runProgram = async (program: Command, args: readonly string[]): Promise<ExitCode | null> => {
  try {
    await program.parseAsync([...args], { from: 'user' })
    return null
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT_CODE.ok : EXIT_CODE.usage
  }
}
