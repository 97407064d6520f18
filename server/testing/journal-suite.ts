import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { containing } from './containing'
import { runIdSchema } from '../domain/ids'
import type { Store } from '../store/store'
import { draft, NOON_MS } from './store-samples'

export interface OpenedJournal {
  readonly store: Store
  /** Runs SQL on the database itself, as somebody with the file or the server's password would. */
  sql(...statements: readonly string[]): Promise<void>
}

/** `guardOff`/`guardOn` take the triggers away and put them back: what goes round them must still be found. */
export const describeJournal = (database: string, open: () => Promise<OpenedJournal>, guardOff: readonly string[]): void => {
  describe(`journal on ${database}`, () => {
    let journal: OpenedJournal
    beforeAll(async () => {
      journal = await open()
    })
    afterAll(() => journal.store.close())

    it('numbers entries without holes and chains them from the first', async () => {
      const { store } = journal
      const [first] = await store.write((tx) => tx.journal.appendMany([draft(), draft({ message: 'second' })]))
      const third = await store.write((tx) => tx.journal.append(draft({ message: 'third', data: undefined })))
      expect(first?.previousHash).toBe('0'.repeat(64))
      expect(third).toMatchObject({ id: 3, runId: null, reason: null, outcome: null, data: null })
      const stored = await store.read.journal.since(0, 10)
      expect(stored.map(({ id }) => id)).toEqual([1, 2, 3])
      expect(stored[0]).toEqual(first)
      expect(stored[2]).toEqual(third)
      expect(stored[2]?.previousHash).toBe(stored[1]?.hash)
      expect(await store.read.journal.head()).toEqual({ id: 3, hash: third.hash })
    })

    it('keeps what it was told: any text, with the characters that no database takes replaced', async () => {
      const { store } = journal
      const text = 'Müller\'s "café" 😀 \u2028 \\ %_ \n end'
      const entry = await store.write((tx) =>
        tx.journal.append(draft({ message: `${text}\0\u001F\uD800`, data: { text: `${text}\0\u001F\uD800` } })),
      )
      expect(entry.message).toBe(`${text}\uFFFD\uFFFD\uFFFD`)
      expect(await store.read.journal.get(entry.id)).toEqual(entry)
      expect(await store.read.journal.verify()).toMatchObject({ ok: true, brokenAtId: null })
    })

    it('K3 leaves no hole and no double number when many write at once and some fail', async () => {
      const { store } = journal
      const before = (await store.read.journal.head()).id
      const outcomes = await Promise.allSettled(
        Array.from({ length: 60 }, (_, n) =>
          store.write(async (tx) => {
            const entry = await tx.journal.append(draft({ message: `writer ${n}` }))
            await new Promise((next) => setImmediate(next))
            if (n % 3 === 0) throw new Error('rolled back')
            return entry
          }),
        ),
      )
      const kept = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      expect(kept).toHaveLength(40)
      const stored = await store.read.journal.since(before, 100)
      expect(stored).toEqual([...kept].sort((a, b) => a.id - b.id))
      expect(stored.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, n) => before + n + 1))
      expect(await store.read.journal.verify()).toMatchObject({ ok: true, verifiedEntries: before + 40 })
    })

    it('finds entries by every filter, newest first and page by page', async () => {
      const { store } = journal
      const runId = runIdSchema.parse('run-7')
      const entries = await store.write((tx) =>
        tx.journal.appendMany([
          draft({
            atMs: NOON_MS + 1_000,
            kind: 'run.stage-fired',
            runId,
            channel: 'policy',
            message: 'Stage 100% "Tests" fired',
          }),
          draft({ atMs: NOON_MS + 2_000, kind: 'step.result', runId, outcome: 'failed', reason: 'guest tools silent' }),
          draft({
            atMs: NOON_MS + 3_000,
            kind: 'plan.published',
            actor: 'ada',
            object: { kind: 'plan', id: 'p1', name: 'Hall 1' },
          }),
        ]),
      )
      const ids = entries.map(({ id }) => id)
      const found = async (filter: Parameters<Store['read']['journal']['page']>[0]) =>
        (await store.read.journal.page(filter)).map(({ id }) => ids.indexOf(id))
      expect(await found({ limit: 9, runId })).toEqual([1, 0])
      expect(await found({ limit: 9, kinds: ['plan.published', 'step.result'] })).toEqual([2, 1])
      expect(await found({ limit: 9, kinds: [] })).toEqual([])
      expect(await found({ limit: 9, kindPrefix: 'run.' })).toEqual([0])
      expect(await found({ limit: 9, actor: 'ada' })).toEqual([2])
      expect(await found({ limit: 9, channel: 'policy' })).toEqual([0])
      expect(await found({ limit: 9, outcome: 'failed' })).toEqual([1])
      expect(await found({ limit: 9, objectKind: 'plan', objectId: 'p1' })).toEqual([2])
      expect(await found({ limit: 9, fromMs: NOON_MS + 2_000, toMs: NOON_MS + 3_000 })).toEqual([1])
      expect(await found({ limit: 9, text: 'GUEST tools' })).toEqual([1])
      expect(await found({ limit: 9, text: '100% "t' })).toEqual([0])
      expect(await found({ limit: 9, text: '1_0%' })).toEqual([])
      expect(await found({ limit: 1, fromMs: NOON_MS + 1 })).toEqual([2])
      expect(await found({ limit: 1, fromMs: NOON_MS + 1, beforeId: ids[2] ?? 0 })).toEqual([1])
    })

    it('K2 refuses to change, delete, replace or empty', async () => {
      for (const statement of [
        "UPDATE journal SET message = 'x' WHERE id = 1",
        'DELETE FROM journal WHERE id = 1',
        ...(database === 'SQLite' ? ['INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE id = 1'] : ['TRUNCATE journal']),
      ]) {
        await expect(journal.sql(statement), statement).rejects.toThrow('append-only')
      }
    })
  })

  describe(`tampering on ${database}`, () => {
    let journal: OpenedJournal
    beforeEach(async () => {
      journal = await open()
      await journal.store.write((tx) =>
        tx.journal.appendMany(Array.from({ length: 10 }, (_, n) => draft({ message: `entry ${n + 1}` }))),
      )
      expect(await journal.store.read.journal.verify()).toEqual({
        ...{ ok: true, verifiedEntries: 10, lastId: 10, brokenAtId: null, problem: null },
      })
      await journal.sql(...guardOff)
      return () => journal.store.close()
    })

    const verdictAfter = async (...statements: readonly string[]) => {
      await journal.sql(...statements)
      return journal.store.read.journal.verify()
    }

    it.each(['at_ms = at_ms + 1', "actor = 'eve'", "reason = ''", "outcome = 'ok'", "data = '{}'", "object_id = 'ups-2'"])(
      'K2 sees a changed entry: %s',
      async (change) => {
        const verdict = await verdictAfter(`UPDATE journal SET ${change} WHERE id = 4`)
        expect(verdict).toMatchObject({ ok: false, brokenAtId: 4, verifiedEntries: 3 })
        expect(verdict.problem).toContain('changed')
      },
    )

    it('K2 sees text moved from one field to the next', async () => {
      const verdict = await verdictAfter("UPDATE journal SET kind = kind || '\u001F' || actor, actor = '' WHERE id = 4")
      expect(verdict).toMatchObject({ ok: false, brokenAtId: 4 })
    })

    it('K2 sees a deleted entry of which the one before it holds the text', async () => {
      const fields = `previous_hash, id, at_ms, kind, actor, channel, object_kind, object_id, object_name,
        coalesce('+' || run_id, '-'), coalesce('+' || reason, '-'), coalesce('+' || outcome, '-'), message, data`
      const verdict = await verdictAfter(
        `UPDATE journal SET data = data || (SELECT '\u001E' || concat_ws('\u001F', hash, ${fields}) FROM journal WHERE id = 5) WHERE id = 4`,
        'DELETE FROM journal WHERE id = 5',
      )
      expect(verdict).toMatchObject({ ok: false, brokenAtId: 4, verifiedEntries: 3 })
    })

    it('K2 verifies inside a write with what it wrote', async () => {
      const verified = await journal.store.write(async (tx) => {
        await tx.journal.append(draft({ message: 'not committed yet' }))
        return tx.journal.verify()
      })
      expect(verified).toMatchObject({ ok: true, verifiedEntries: 11 })
      await journal.sql("UPDATE journal SET message = 'x' WHERE id = 4")
      expect(await journal.store.write((tx) => tx.journal.verify())).toMatchObject({ ok: false, brokenAtId: 4 })
    })

    it('K2 sees a deleted entry', async () => {
      const verdict = await verdictAfter('DELETE FROM journal WHERE id BETWEEN 4 AND 5')
      expect(verdict).toMatchObject({ ok: false, brokenAtId: 4, problem: 'entries 4 to 5 are missing' })
    })

    it('K2 sees a deleted beginning', async () => {
      expect(await verdictAfter('DELETE FROM journal WHERE id < 3')).toMatchObject({ ok: false, brokenAtId: 1 })
    })

    it('K2 sees two entries that changed places', async () => {
      const verdict = await verdictAfter(
        'UPDATE journal SET id = 1000 WHERE id = 4',
        'UPDATE journal SET id = 4 WHERE id = 5',
        'UPDATE journal SET id = 5 WHERE id = 1000',
      )
      expect(verdict).toMatchObject({ ok: false, brokenAtId: 4 })
    })

    it('K2 sees a cut tail, also when the record of the head was set back or deleted with it', async () => {
      const cut = await verdictAfter('DELETE FROM journal WHERE id > 7')
      expect(cut).toMatchObject({ ok: false, brokenAtId: 8, problem: 'entries 8 to 10 at the end are missing' })
      const setBack = await verdictAfter(
        "UPDATE journal_anchor SET last_id = 7, hash = (SELECT hash FROM journal WHERE id = 7) WHERE name = 'head'",
      )
      expect(setBack).toMatchObject({ ok: false, problem: containing('not signed') })
      expect(await verdictAfter('DELETE FROM journal_anchor')).toMatchObject({
        ok: false,
        problem: containing('missing'),
      })
    })

    it('K2 sees the whole journal gone', async () => {
      expect(await verdictAfter('DELETE FROM journal')).toMatchObject({ ok: false, brokenAtId: 1 })
    })

    it('K2 verifies from a later entry on', async () => {
      expect(await journal.store.read.journal.verify({ fromId: 6 })).toMatchObject({ ok: true, verifiedEntries: 5, lastId: 10 })
      await journal.sql("UPDATE journal SET message = 'x' WHERE id = 8")
      expect(await journal.store.read.journal.verify({ fromId: 6 })).toMatchObject({ ok: false, brokenAtId: 8 })
    })
  })
}
