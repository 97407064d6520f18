import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { IDS, seedServiceWorld } from '../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../testing/service-world'
import { ENTRY, EVERYBODY, EXPECTED, type Expectation, SECRETS } from '../testing/verb-expectations'
import { allVerbs } from './all-verbs'
import { callVerb } from './call-verb'
import { noInput } from './inputs'
import { ServiceError } from './service-error'

describe('all verbs', () => {
  let open: ServiceWorld | null = null
  const seeded = async () => {
    open = await openServiceWorld()
    await seedServiceWorld(open.store)
    return open
  }
  afterEach(async () => {
    await open?.close()
    open = null
  })
  const expectationOf = (name: string): Expectation => {
    const expectation = EXPECTED[name]
    if (expectation === undefined) throw new Error(`${name} has no expectation here: who may call it, and with what?`)
    return expectation
  }

  it('are named in the list, each once, and only there', async () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.includes('/') && file.endsWith('.ts') && !file.endsWith('.test.ts'),
    )
    const modules: unknown[] = await Promise.all(files.map((file) => import(pathToFileURL(join(import.meta.dirname, file)).href)))
    const inFolders = modules
      .flatMap((module) => (typeof module === 'object' && module !== null ? Object.values<unknown>({ ...module }) : []))
      .filter((value: unknown) => typeof value === 'object' && value !== null && 'needs' in value && 'run' in value)
    expect(new Set(inFolders)).toEqual(new Set(allVerbs))
    expect(inFolders).toHaveLength(allVerbs.length)
    expect(allVerbs.map(({ name }) => name).toSorted()).toEqual(Object.keys(EXPECTED).toSorted())
  })

  it.each(EVERYBODY)('A8 the gate is the same for every verb: %s may do exactly what the role says', async (who) => {
    const world = await seeded()
    const caller = world.caller(who === 'anonymous' ? null : who)
    for (const verb of allVerbs) {
      const { allowed, input } = expectationOf(verb.name)
      if (allowed.includes(who)) continue
      const headBefore = (await world.store.read.journal.head()).id
      const error: unknown = await callVerb(world.host, verb, caller, await input(world)).catch((thrown: unknown) => thrown)
      expect(error, verb.name).toMatchObject({ kind: who === 'anonymous' ? 'unauthenticated' : 'forbidden' })
      const told = (await world.store.read.journal.since(headBefore, 10)).filter(({ kind }) => kind !== ENTRY.kind)
      expect(
        told.map(({ kind, outcome }) => ({ kind, outcome })),
        verb.name,
      ).toEqual(who !== 'anonymous' && verb.type === 'mutation' ? [{ kind: 'request.refused', outcome: 'refused' }] : [])
    }
  })

  it.each(EVERYBODY)('A8 every query that %s may ask is answered, changes nothing and shows no secret (K5)', async (who) => {
    const world = await seeded()
    for (const verb of allVerbs.filter(({ type }) => type === 'query')) {
      const { allowed, input: inputFor } = expectationOf(verb.name)
      if (!allowed.includes(who)) continue
      const input = await inputFor(world)
      const headBefore = (await world.store.read.journal.head()).id
      const answer = await callVerb(world.host, verb, world.caller(who === 'anonymous' ? null : who), input)
      expect(JSON.stringify(answer), verb.name).not.toMatch(new RegExp(SECRETS.join('|')))
      expect((await world.store.read.journal.head()).id, verb.name).toBe(headBefore)
    }
  })

  const permitted = allVerbs.flatMap((verb) => expectationOf(verb.name).allowed.map((who) => [verb.name, who, verb] as const))
  it.each(permitted.filter(([, , { type }]) => type === 'mutation'))(
    'K1 %s by %s is told by one journal entry, without any secret (K5)',
    async (name, who, verb) => {
      const world = await seeded()
      const input = await expectationOf(name).input(world)
      const headBefore = (await world.store.read.journal.head()).id
      const answer = await callVerb(world.host, verb, world.caller(who === 'anonymous' ? null : who), input)
      const entries = await world.store.read.journal.since(headBefore, 10)
      expect(entries).toHaveLength(1)
      expect(entries[0]).toMatchObject({ outcome: 'ok', channel: 'web', atMs: START_MS })
      if (verb.needs !== 'public') expect(entries[0]?.actor).toBe(who)
      const orders = (await world.store.read.orders.placed()).map(({ order }) => ({ ...order, sealed: '' }))
      expect(JSON.stringify([answer ?? null, entries, orders])).not.toMatch(new RegExp(SECRETS.join('|')))
    },
  )

  it('K1 a mutation that tells nothing is rolled back', async () => {
    const world = await seeded()
    const silent = {
      type: 'mutation' as const,
      name: 'test.silent',
      needs: 'configure' as const,
      input: noInput,
      prepare: () => Promise.resolve(null),
      run: async ({ tx }: { tx: Parameters<Parameters<typeof world.store.write>[0]>[0] }) => {
        await tx.settings.set('silent', true)
      },
    }
    await expect(callVerb(world.host, silent, world.caller('admin'), undefined)).rejects.toThrow('without a journal entry')
    expect(await world.store.read.settings.get('silent')).toBeNull()
  })

  it('K1 a refusal for a reason of state is told, and nothing else happens', async () => {
    const world = await seeded()
    const remove = allVerbs.find(({ name }) => name === 'groups.remove')
    if (remove === undefined) throw new Error('groups.remove is gone')
    const error: unknown = await callVerb(world.host, remove, world.caller('admin'), { id: IDS.group }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(ServiceError)
    expect(await world.store.read.journal.since(0, 10)).toMatchObject([
      { kind: 'request.refused', actor: 'admin', outcome: 'refused', object: { id: 'groups.remove' } },
    ])
    expect(await world.store.read.groups.list()).toHaveLength(1)
  })
})
