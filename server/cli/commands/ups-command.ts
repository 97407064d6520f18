import { type Command, InvalidArgumentError } from 'commander'
import { UPS_COMMAND_KINDS, type UpsCommand } from '../../domain/ups-command'
import { detectUps } from '../../drivers/ups/detect'
import type { UpsTarget } from '../../drivers/ports'
import { EXIT_CODE, exitCodeOfFailure } from '../exit-code'
import { failed, type Outcome, tell } from '../outcome'
import { commandOf, type CommandOptions, kindOf, whyAsked } from './ups-command-words'
import { addUpsCommand } from './ups-options'
import { isUsageError, type UpsProbeOptions, targetOf } from './ups-target'

interface Options extends UpsProbeOptions, CommandOptions {
  readonly yes?: boolean
}

const wholeSeconds = (text: string): number => {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('Give whole seconds.')
  return Number(text)
}

const give = async (target: UpsTarget, command: UpsCommand, options: Options): Promise<Outcome> => {
  const deadlineMs = Math.round(options.timeout * 1000)
  const found = await detectUps(target, { deadlineMs })
  if (found.kind !== 'ok') return failed(exitCodeOfFailure(found), `${found.message}.\n${found.hint}`)
  const session = found.value.open()
  try {
    // Outlets are numbered by the family that tells them, which a first answer shows.
    const polled = await session.poll({ deadlineMs })
    if (polled.kind !== 'ok') return failed(exitCodeOfFailure(polled), `${polled.message}.\n${polled.hint}`)
    const answer = await session.command(command, { deadlineMs })
    if (answer.kind !== 'ok') return failed(exitCodeOfFailure(answer), `${answer.message}.\n${answer.hint}`)
    const { confirmed, said } = answer.value
    const output = options.json === true ? JSON.stringify({ command, confirmed, said }, null, 2) : `${said}.`
    return { exitCode: confirmed === false ? EXIT_CODE.failed : EXIT_CODE.ok, output, errors: '' }
  } finally {
    session.close()
  }
}

const answer = async (where: string, kindText: string, options: Options): Promise<Outcome> => {
  const kind = kindOf(kindText)
  if (kind === null)
    return failed(EXIT_CODE.usage, `there is no command "${kindText}": use one of ${UPS_COMMAND_KINDS.join(', ')}`)
  const command = commandOf(kind, options)
  if (typeof command === 'string') return failed(EXIT_CODE.usage, command)
  const target = targetOf(where, options, process.env)
  if (isUsageError(target)) return failed(EXIT_CODE.usage, target.usage)
  const why = whyAsked(command)
  if (why !== null && options.yes !== true)
    return failed(
      EXIT_CODE.refused,
      `not sent. ${why}\nLook what hangs on it, then add --yes; or give the command in the console.`,
    )
  const outcome = await give(target, command, options)
  return why === null ? outcome : { ...outcome, errors: [`Sent without that check: ${why}`, outcome.errors].join('\n').trim() }
}

/** `ups command HOST[:PORT] KIND`: tells a UPS, and reads back whether it took it. */
export const addUpsCommandGiver = (program: Command): void => {
  addUpsCommand(
    program,
    'command',
    'tell a UPS or PDU something; what cuts power needs --yes, for nothing checks what hangs on it',
  )
    .argument('<command>', UPS_COMMAND_KINDS.join(', '))
    .option('--delay <seconds>', 'seconds until then', wholeSeconds, 0)
    .option('--off-seconds <seconds>', 'how long the output stays off in output-cycle', wholeSeconds, 30)
    .option('--restart <how>', 'after output-off: stay-off, or with-mains', 'stay-off')
    .option('--outlet <id>', 'the outlet, as the device numbers it')
    .option('--yes', 'send it although it takes the power from whatever hangs on it')
    .action(async (where: string, kind: string, options: Options) => tell(await answer(where, kind, options)))
}
