import type { Command } from 'commander'
import { detectUps } from '../../drivers/ups/detect'
import { EXIT_CODE, exitCodeOfFailure } from '../exit-code'
import { failed, type Outcome, table, tell } from '../outcome'
import { effectOf, optionsOf } from './ups-command-words'
import { addUpsCommand } from './ups-options'
import { isUsageError, type UpsProbeOptions, targetOf } from './ups-target'

const answer = async (where: string, options: UpsProbeOptions): Promise<Outcome> => {
  const target = targetOf(where, options, process.env)
  if (isUsageError(target)) return failed(EXIT_CODE.usage, target.usage)
  const deadlineMs = Math.round(options.timeout * 1000)
  const found = await detectUps(target, { deadlineMs })
  if (found.kind !== 'ok') return failed(exitCodeOfFailure(found), `${found.message}.\n${found.hint}`)
  const { identity, observation } = found.value
  const session = found.value.open()
  try {
    const kinds = await session.commandKinds({ deadlineMs })
    if (kinds.kind !== 'ok') return failed(exitCodeOfFailure(kinds), `${kinds.message}.\n${kinds.hint}`)
    const { family, model } = identity
    const { outlets } = observation
    if (options.json === true) {
      const output = JSON.stringify({ family, also: identity.also ?? [], model, commands: kinds.value, outlets }, null, 2)
      return { exitCode: EXIT_CODE.ok, output, errors: '' }
    }
    const output =
      kinds.value.length === 0
        ? `${model ?? family} takes no commands.`
        : [
            table(
              ['command', 'options', 'what it does'],
              kinds.value.map((kind) => [kind, optionsOf(kind), effectOf(kind)]),
            ),
            ...(outlets.length === 0
              ? []
              : [
                  '',
                  table(
                    ['outlet', 'state', 'name'],
                    outlets.map(({ id, state, name }) => [id, state, name]),
                  ),
                ]),
          ].join('\n')
    return { exitCode: EXIT_CODE.ok, output, errors: '' }
  } finally {
    session.close()
  }
}

/** `ups commands HOST[:PORT]`: what this device can be told. Nothing is written. */
export const addUpsCommands = (program: Command): void => {
  addUpsCommand(program, 'commands', 'list what a UPS or PDU can be told').action(
    async (where: string, options: UpsProbeOptions) => tell(await answer(where, options)),
  )
}
