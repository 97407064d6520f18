import type { UpsCommand } from '../domain/ups-command'
import type { CommandPlan, SnmpCommands } from '../drivers/ups-protocols/snmp/commands'

type Answer = CommandPlan | { readonly impossible: string } | null

/** What a family makes of a command; null: it has no way for it. */
const answerOf = (commands: SnmpCommands, command: UpsCommand): Answer => {
  switch (command.kind) {
    case 'self-test':
      return commands['self-test']?.(command) ?? null
    case 'abort-test':
      return commands['abort-test']?.(command) ?? null
    case 'output-off':
      return commands['output-off']?.(command) ?? null
    case 'cancel-off':
      return commands['cancel-off']?.(command) ?? null
    case 'output-on':
      return commands['output-on']?.(command) ?? null
    case 'output-cycle':
      return commands['output-cycle']?.(command) ?? null
    case 'outlet-off':
      return commands['outlet-off']?.(command) ?? null
    case 'outlet-on':
      return commands['outlet-on']?.(command) ?? null
    case 'outlet-cycle':
      return commands['outlet-cycle']?.(command) ?? null
  }
}

/** For tests: the plan, which must exist. */
export const plannedCommand = (commands: SnmpCommands, command: UpsCommand): CommandPlan => {
  const answer = answerOf(commands, command)
  if (answer === null || 'impossible' in answer) throw new Error(`no plan for ${command.kind}: ${answer?.impossible ?? 'none'}`)
  return answer
}

/** For tests: why it is refused; null where it is not. */
export const refusalOf = (commands: SnmpCommands, command: UpsCommand): string | null => {
  const answer = answerOf(commands, command)
  if (answer === null) return 'the family has no way for it'
  return 'impossible' in answer ? answer.impossible : null
}

/** For tests: the writes as name and value, in order. */
export const writesOf = (commands: SnmpCommands, command: UpsCommand): readonly (readonly [string, number | string])[] =>
  plannedCommand(commands, command).writes.map(({ name, value }) => [name, value])
