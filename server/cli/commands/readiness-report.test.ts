import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { READINESS, type ReadinessDoc, type ReadinessFinding } from '../../domain/readiness'
import { openStore } from '../../store/open-store'
import { readinessReport } from './readiness-report'

const undo: (() => void)[] = []
afterEach(() => {
  for (const work of undo.splice(0)) work()
})

const DISTRUST: ReadinessFinding = {
  trouble: 'certificate',
  severity: 'critical',
  message: 'Another certificate.',
  hint: 'Compare it.',
}

const docWith = (findings: readonly ReadinessFinding[]): ReadinessDoc => ({
  state: 'ended',
  startedBy: 'schedule',
  startedAtMs: 1_700_000_000_000,
  endedAtMs: 1_700_000_001_000,
  ways: [{ way: 'manager', object: { kind: 'manager', id: 'm', name: 'vcenter' }, provedAtMs: 1_700_000_001_000, findings }],
  upsCount: 4,
})

const kept = async (doc: ReadinessDoc | null) => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-readiness-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  const place = { RIDETHROUGH_DATA_DIR: join(folder, 'data'), RIDETHROUGH_KEY_FILE: join(folder, 'key') }
  const store = await openStore({ dataDirectory: place.RIDETHROUGH_DATA_DIR, keyFile: place.RIDETHROUGH_KEY_FILE })
  if (doc !== null)
    await store.write((tx) =>
      tx.latest.put(READINESS, [{ id: READINESS, doc: z.json().parse(JSON.parse(JSON.stringify(doc))), atMs: doc.startedAtMs }]),
    )
  await store.close()
  return place
}

describe('readiness', () => {
  it('ends with 0 where everything would work, and with 1 where something would not, saying why', async () => {
    const well = await readinessReport({}, await kept(docWith([])))
    expect(well).toMatchObject({ exitCode: 0, errors: '' })
    expect(well.output).toMatch(/vcenter +manager +works/)
    const ill = await readinessReport({}, await kept(docWith([DISTRUST])))
    expect(ill.exitCode).toBe(1)
    expect(ill.output).toMatch(/vcenter +manager +certificate +Another certificate\. Compare it\./)
  })

  it('tells programs the whole report', async () => {
    const { output } = await readinessReport({ json: true }, await kept(docWith([DISTRUST])))
    expect(JSON.parse(output)).toEqual(docWith([DISTRUST]))
  })

  it('says so where nothing was proved yet, or nothing is there', async () => {
    const none = await readinessReport({}, await kept(null))
    expect(none.exitCode).toBe(1)
    expect(none.errors).toContain('Nothing was proved yet')
    expect((await readinessReport({}, { RIDETHROUGH_DATA_DIR: '/nonexistent' })).errors).toContain('There is no database')
  })
})
