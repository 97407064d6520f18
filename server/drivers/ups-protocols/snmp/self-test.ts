import { type CallOptions, type DriverResult, ok, type SelfTestState, unsupported } from '../../ports'
import type { SnmpSession } from './snmp-session'
import { type MibObject, numberAt } from './table'

/** Where a family tells how its newest self-test ended, and its numbers for that. */
export interface SelfTestObject {
  readonly object: MibObject
  readonly words: Readonly<Record<number, readonly [state: SelfTestState['state'], word: string]>>
  /** Where the result does not say that a test runs: what does, and by which values. */
  readonly running?: { readonly object: MibObject; readonly values: readonly number[] }
}

const notTold = unsupported('This UPS does not tell how a self-test ended', "Look at its panel or the card's own web page.")

/** The first of the families, the richest first, that says anything. */
export const readSelfTest = async (
  families: readonly { readonly selfTest?: SelfTestObject }[],
  session: Pick<SnmpSession, 'get'>,
  options: CallOptions,
): Promise<DriverResult<SelfTestState>> => {
  const told = families.flatMap(({ selfTest }) => selfTest ?? [])
  if (told.length === 0) return notTold
  const oids = told.flatMap(({ object, running }) => [object.oid, ...(running === undefined ? [] : [running.object.oid])])
  const answers = await session.get(oids, options, { essential: new Set(oids), steady: new Set() })
  if (answers.kind !== 'ok') return answers
  for (const { object, words, running } of told) {
    const value = numberAt(answers.value, object)
    if (value === null) continue
    if (running !== undefined && running.values.includes(numberAt(answers.value, running.object) ?? Number.NaN))
      return ok({ state: 'running', said: `${running.object.name} ${numberAt(answers.value, running.object)}` })
    const [state, word] = words[value] ?? ['unknown', 'not in its MIB']
    return ok({ state, said: `${object.name} ${value} (${word})` })
  }
  return notTold
}
