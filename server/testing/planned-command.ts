import type { UpsCommand } from '../domain/ups-command'
import type { CommandPlan, SnmpCommands } from '../drivers/ups-protocols/snmp/commands'
import { planCommand } from '../drivers/ups-protocols/snmp/plan-command'

/** For tests: the plan, which must exist. */
export const plannedCommand = (commands: SnmpCommands, command: UpsCommand): CommandPlan => {
  const answer = planCommand(commands, command)
  if (answer === null || 'impossible' in answer) throw new Error(`no plan for ${command.kind}: ${answer?.impossible ?? 'none'}`)
  return answer
}

/** For tests: why it is refused; null where it is not. */
export const refusalOf = (commands: SnmpCommands, command: UpsCommand): string | null => {
  const answer = planCommand(commands, command)
  if (answer === null) return 'the family has no way for it'
  return 'impossible' in answer ? answer.impossible : null
}

/** For tests: the writes as name and value, in order. */
export const writesOf = (commands: SnmpCommands, command: UpsCommand): readonly (readonly [string, number | string])[] =>
  plannedCommand(commands, command).writes.map(({ name, value }) => [name, value])
