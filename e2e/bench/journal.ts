import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JournalDraft } from '../../server/domain/journal'
import { openStore } from '../../server/store/open-store'
import type { Benchmark } from './figure'

const BATCH = 200
const ENTRIES = 40_000

const draft = (index: number): JournalDraft => ({
  atMs: 1_700_000_000_000 + index,
  kind: 'bench.entry',
  actor: 'bench',
  channel: 'engine',
  object: { kind: 'vm', id: `vm-${index % 500}`, name: `vm-${index % 500}` },
  outcome: 'ok',
  message: 'A step was verified on the manager',
  data: { action: 'shutdown', attempts: 1, seconds: index % 90 },
})

/** Durable appends, one at a time and batched, and a walk over the whole chain; SQLite with synchronous=FULL. */
export const journal: Benchmark = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ridethrough-bench-'))
  process.env.RIDETHROUGH_KEY_FILE = join(folder, 'secret.key')
  const store = await openStore({ dataDirectory: join(folder, 'data') })
  try {
    const singles = 500
    let began = performance.now()
    for (let index = 0; index < singles; index += 1) await store.write((tx) => tx.journal.append(draft(index)))
    const singleRate = singles / ((performance.now() - began) / 1000)
    began = performance.now()
    for (let from = 0; from < ENTRIES; from += BATCH)
      await store.write((tx) => tx.journal.appendMany(Array.from({ length: BATCH }, (_, index) => draft(from + index))))
    const batchRate = ENTRIES / ((performance.now() - began) / 1000)
    began = performance.now()
    const verdict = await store.read.journal.verify()
    if (!verdict.ok) throw new Error(`the chain does not hold: ${verdict.problem ?? ''}`)
    const verifyRate = verdict.verifiedEntries / ((performance.now() - began) / 1000)
    return [
      { name: 'journal-append-single', value: singleRate, unit: 'entries/s', goal: null, better: 'higher' },
      { name: 'journal-append-batched', value: batchRate, unit: 'entries/s', goal: 2_000, better: 'higher' },
      { name: 'journal-verify', value: verifyRate, unit: 'entries/s', goal: 200_000, better: 'higher' },
    ]
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
