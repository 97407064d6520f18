import { afterEach, expect, it } from 'vitest'
import { answerMessage } from '../../../simulator/snmp/message'
import { ObjectTable, type SnmpObject } from '../../../simulator/snmp/object-table'
import { startUdpAgent, type UdpAgent } from '../../../simulator/snmp/udp-agent'
import { readAnswer } from './answer'
import { questionOf } from './question'
import type { CommunitySecret } from './raw-session'
import { SnmpSession } from './snmp-session'

const base = '1.3.6.1.2.1.33.1'
const objects: readonly SnmpObject[] = [
  { oid: `${base}.1.0`, value: { type: 'integer', value: -1 } },
  { oid: `${base}.2.0`, value: { type: 'integer', value: 2_147_483_647 } },
  { oid: `${base}.3.0`, value: { type: 'counter', value: 4_294_967_295 } },
  { oid: `${base}.4.0`, value: { type: 'gauge', value: 128 } },
  { oid: `${base}.5.0`, value: { type: 'ticks', value: 3_000_000_000 } },
  { oid: `${base}.6.0`, value: { type: 'string', value: 'Röntgen 1' } },
  { oid: `${base}.7.0`, value: { type: 'string', value: '' } },
  { oid: `${base}.8.0`, value: { type: 'oid', value: '1.3.6.1.4.1.4294967295.128.7.1' } },
]
const missing = `${base}.9.0`
const oids = [...objects.map(({ oid }) => oid), missing]
const patience = { deadlineMs: 2_000 }

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Lab {
  readonly session: SnmpSession
  readonly requests: Buffer[]
  /** What the agent does with the next requests. */
  readonly behave: (answer: (request: Buffer, honest: Buffer | null) => Buffer | null) => void
  readonly serve: (objects: readonly SnmpObject[]) => void
  readonly get: () => Promise<ReadonlyMap<string, number | string | null> | string>
}

const lab = async (secret: CommunitySecret = { kind: 'snmp-community', version: '2c', community: 'public' }): Promise<Lab> => {
  let table = new ObjectTable(objects)
  let answer = (_request: Buffer, honest: Buffer | null) => honest
  const requests: Buffer[] = []
  const agent: UdpAgent = await startUdpAgent((request) => {
    requests.push(request)
    return answer(request, answerMessage({ table: () => table, set: () => 'not-writable' }, 'public', request))
  })
  const session = new SnmpSession({ host: '127.0.0.1', port: agent.port }, secret)
  closing.push(
    () => session.close(),
    () => agent.close(),
  )
  return {
    session,
    requests,
    behave: (next) => (answer = next),
    serve: (next) => (table = new ObjectTable(next)),
    get: async () => {
      const result = await session.get(oids, patience, { essential: new Set(oids), steady: new Set() })
      return result.kind === 'ok' ? result.value : result.kind
    },
  }
}

const told = (answers: ReadonlyMap<string, unknown> | string): unknown =>
  typeof answers === 'string' ? answers : Object.fromEntries(answers)

const withLoad = (load: number): readonly SnmpObject[] =>
  objects.map((object) => (object.oid === `${base}.4.0` ? { ...object, value: { type: 'gauge', value: load } } : object))

it('reads every kind of value the second time as the library read it the first time', async () => {
  const { get } = await lab()
  const byLibrary = told(await get())
  const repeated = told(await get())
  expect(byLibrary).toEqual(
    Object.fromEntries([...objects.map(({ oid, value }) => [oid, value.value] as const), [missing, null]]),
  )
  expect(repeated).toEqual(byLibrary)
})

it('gives the very same answers back while the agent repeats itself, and new ones when a value changes', async () => {
  const { get, serve } = await lab()
  await get()
  const first = await get()
  expect(await get()).toBe(first)
  serve(withLoad(7))
  const second = await get()
  expect(second).not.toBe(first)
  expect(told(second)).toMatchObject({ [`${base}.4.0`]: 7 })
})

it('remembers what two questions in turns were answered, each for itself', async () => {
  const { session } = await lab()
  const few = oids.slice(0, 3)
  const ask = async (question: readonly string[]) => {
    const result = await session.get(question, patience, { essential: new Set(oids), steady: new Set() })
    return result.kind === 'ok' ? result.value : result.kind
  }
  for (const question of [oids, few, oids, few]) await ask(question)
  const [all, some] = [await ask(oids), await ask(few)]
  expect(await ask(oids)).toBe(all)
  expect(await ask(few)).toBe(some)
})

it('A4 what one question has heard of, another that asks for the same objects is told too', async () => {
  const { session, serve } = await lab()
  const many: readonly SnmpObject[] = Array.from({ length: 25 }, (_, index) => ({
    oid: `${base}.10.${index}`,
    value: { type: 'integer', value: index },
  }))
  const all = many.map(({ oid }) => oid)
  const some = all.slice(0, 20)
  const changing = all[3] ?? ''
  const ask = async (question: readonly string[]) => {
    const result = await session.get(question, patience, { essential: new Set(all), steady: new Set() })
    return result.kind === 'ok' ? result.value.get(changing) : result.kind
  }
  serve(many)
  for (const question of [all, some, all, some]) expect(await ask(question)).toBe(3)
  serve(many.map((object) => (object.oid === changing ? { ...object, value: { type: 'integer', value: 99 } } : object)))
  expect(await ask(some)).toBe(99)
  expect(await ask(all)).toBe(99)
})

it('reads on where an object appears, disappears, or makes a v1 agent refuse the whole request', async () => {
  const { get, serve } = await lab({ kind: 'snmp-community', version: '1', community: 'public' })
  for (let read = 0; read < 3; read += 1) expect(told(await get())).toMatchObject({ [missing]: null, [`${base}.4.0`]: 128 })
  serve([...objects.slice(1), { oid: missing, value: { type: 'integer', value: 5 } }])
  for (let read = 0; read < 3; read += 1) expect(told(await get())).toMatchObject({ [missing]: 5, [`${base}.1.0`]: null })
})

it('asks again when an answer was lost, and says so by its deadline when none comes', async () => {
  const { session, get, behave, requests } = await lab()
  await get()
  await get()
  let lost = 0
  behave((_, honest) => (lost++ === 0 ? null : honest))
  expect(told(await get())).toMatchObject({ [missing]: null, [`${base}.4.0`]: 128 })
  expect(lost).toBe(2)
  behave(() => null)
  requests.length = 0
  expect(await session.get(oids, { deadlineMs: 300 })).toMatchObject({ kind: 'unreachable' })
  expect(requests.length).toBeGreaterThan(1)
})

it('believes no answer to another question: another community, other objects, an error, a torn datagram', async () => {
  const { get, behave } = await lab()
  const honestly = told(await get())
  const tampered: ((honest: Buffer) => Buffer)[] = [
    (honest) => Buffer.from(honest.toString('latin1').replace('public', 'qublic'), 'latin1'),
    (honest) => honest.subarray(0, honest.length - 3),
    (honest) => Buffer.concat([honest.subarray(0, 40), Buffer.alloc(honest.length - 40, 0xff)]),
  ]
  for (const tamper of tampered) {
    await get()
    let lies = 1
    behave((_, honest) => (honest !== null && lies-- > 0 ? tamper(honest) : honest))
    expect(told(await get())).toEqual(honestly)
  }
})

it('asks for what is steady, and for what is missing, seldom; again after a silence', async () => {
  const { session, requests, behave, serve } = await lab()
  const steady = `${base}.2.0`
  const habits = { essential: new Set<string>(), steady: new Set([steady]) }
  const asked = () => {
    const question = requests.at(-1)?.toString('hex') ?? ''
    return { steady: question.includes('2b060102012101020005'), missing: question.includes('2b060102012101090005') }
  }
  const read = async () => {
    const result = await session.get(oids, patience, habits)
    return result.kind === 'ok' ? told(result.value) : result
  }
  expect(asked()).toEqual({ steady: false, missing: false })
  await read()
  expect(asked()).toEqual({ steady: true, missing: true })
  for (let again = 0; again < 10; again += 1) {
    expect(await read()).toMatchObject({ [steady]: 2_147_483_647, [missing]: null })
    expect(asked()).toEqual({ steady: false, missing: false })
  }
  serve(objects.map((object) => (object.oid === steady ? { ...object, value: { type: 'integer', value: 3 } } : object)))
  behave(() => null)
  await session.get(oids, { deadlineMs: 150 }, habits)
  behave((_, honest) => honest)
  expect(await read()).toMatchObject({ [steady]: 3 })
  for (let again = 0; again < 40; again += 1) await read()
  expect(requests.slice(-36).some((request) => request.toString('hex').includes('2b060102012101090005'))).toBe(true)
})

it('lets go at once of a call that is aborted, and of all when it is closed', async () => {
  const { session, get, behave } = await lab()
  await get()
  await get()
  behave(() => null)
  const abort = new AbortController()
  const aborted = session.get(oids, { deadlineMs: 60_000, signal: abort.signal })
  abort.abort()
  expect(await aborted).toMatchObject({ kind: 'unreachable' })
  const closed = session.get(oids, { deadlineMs: 60_000 })
  session.close()
  expect(await closed).toMatchObject({ kind: 'unreachable' })
})

it('reads no value out of bytes that are not an answer', () => {
  const question = questionOf({ kind: 'snmp-community', version: '2c', community: 'public' }, oids)
  const honest =
    question && answerMessage({ table: () => new ObjectTable(objects), set: () => 'not-writable' }, 'public', question.bytes)
  if (question === null || honest === null) throw new Error('no question')
  expect(readAnswer(question, honest, null)?.values.size).toBe(oids.length)
  for (let cut = 0; cut < honest.length; cut += 1) expect(readAnswer(question, honest.subarray(0, cut), null)).toBeNull()
  for (let at = 0; at < honest.length; at += 1)
    for (const byte of [0x00, 0x7f, 0x80, 0x84, 0xff]) {
      const bent = Buffer.from(honest)
      bent[at] = byte
      expect(() => readAnswer(question, bent, null)).not.toThrow()
    }
})
