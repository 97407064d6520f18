import { plainName } from '@/components/format/plain-name'
import type { Messages } from '@/components/messages/messages'
import type { InputProblem } from '@/server/domain/input-problem'

const INDEX = /^\d+$/

const fieldOf = (path: string, { fields, numbered, whole }: Messages['refusal']): string => {
  const parts = path.split('.')
  const name = parts.findLast((part) => !INDEX.test(part)) ?? ''
  if (name === '') return whole
  const word = fields[name] ?? plainName(name)
  const index = parts.findLast((part) => INDEX.test(part))
  return index === undefined ? word : numbered(word, Number(index) + 1)
}

/** "Port: must be at most 65535", in the reader's language. */
export const problemText = ({ path, problem, limit, message }: InputProblem, m: Messages): string =>
  problem === 'said'
    ? path === ''
      ? message
      : `${fieldOf(path, m.refusal)}: ${message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message}`
    : `${fieldOf(path, m.refusal)}: ${m.refusal.problems[problem](String(limit ?? ''))}`
