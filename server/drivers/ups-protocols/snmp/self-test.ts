import { type CallOptions, type DriverResult, ok, type SelfTestState, unsupported } from '../../ports'
import type { SnmpSession } from './snmp-session'
import { type MibObject, numberAt } from './table'

/** Where a family tells how its newest self-test ended, and its numbers for that. */
export interface SelfTestObject {
  readonly object: MibObject
  readonly words: Readonly<Record<number, readonly [state: SelfTestState['state'], word: string]>>
}

const notTold = unsupported('This UPS does not tell how a self-test ended', "Look at its panel or the card's own web page.")

/** The first of the families, the richest first, that says anything. */
export const readSelfTest = async (
  families: readonly { readonly selfTest?: SelfTestObject }[],
  session: SnmpSession,
  options: CallOptions,
): Promise<DriverResult<SelfTestState>> => {
  const told = families.flatMap(({ selfTest }) => selfTest ?? [])
  if (told.length === 0) return notTold
  const oids = told.map(({ object }) => object.oid)
  const answers = await session.get(oids, options, { essential: new Set(oids), steady: new Set() })
  if (answers.kind !== 'ok') return answers
  for (const { object, words } of told) {
    const value = numberAt(answers.value, object)
    if (value === null) continue
    const [state, word] = words[value] ?? ['unknown', 'not in its MIB']
    return ok({ state, said: `${object.name} ${value} (${word})` })
  }
  return notTold
}
