import type { UpsObservation } from '../domain/ups'
import { ok, unreachable } from '../drivers/ports'
import type { SnmpUpsDriver } from '../drivers/ups-protocols/snmp/family'
import { CombinedReader } from '../drivers/ups-protocols/snmp/combined-reader'

type Said = Readonly<Record<string, number | string>>

/**
 * What a driver makes of an agent that has these objects below `base`, and what it asked it for, poll by poll. `answersTo`: which
 * of these questions, counted from 1, it answers.
 */
export const toldByAgent = (
  driver: SnmpUpsDriver,
  base: string,
  given: Said,
  answersTo: (question: number) => boolean = () => true,
) => {
  const said = new Map(Object.entries(given).map(([oid, value]) => [`${base}.${oid}`, value]))
  const asked: (readonly string[])[] = []
  const reader = new CombinedReader([driver.snmp], {
    get: (oids) => {
      asked.push(oids)
      if (!answersTo(asked.length)) return Promise.resolve(unreachable('No answer', 'Ask again'))
      return Promise.resolve(ok(new Map(oids.map((oid) => [oid, said.get(oid) ?? null]))))
    },
    walk: () => Promise.resolve(ok(new Map())),
  })
  const read = async (): Promise<UpsObservation> => {
    const answer = await reader.read({ deadlineMs: 1_000 })
    if (answer.kind !== 'ok' || answer.value === null) throw new Error('the agent is none of this family')
    return answer.value
  }
  return { read, asked, says: (oid: string, value: number | string) => said.set(`${base}.${oid}`, value) }
}

/** Outlets in short: "2.1 on 51 W", "2.2 off", "3 dead: breaker 1 is open". */
export const outletsInShort = ({ outlets }: UpsObservation): readonly string[] =>
  outlets.map(({ id, state, dead, watts }) =>
    [id, dead === undefined ? state : `dead: ${dead}`, ...(watts === undefined ? [] : [`${watts} W`])].join(' '),
  )
