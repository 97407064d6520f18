import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { JournalDraft } from '../domain/journal'
import { textWith } from '../testing/matchers'
import { openWebWorld, type WebWorld } from '../testing/web-world'
import { handleExport } from './export-handler'

const draft = (more: Partial<JournalDraft>): JournalDraft => ({
  atMs: Date.UTC(2026, 0, 5, 8, 30),
  kind: 'power.supply-changed',
  actor: 'engine',
  channel: 'device',
  object: { kind: 'device', id: 'ups-a', name: 'ups-a' },
  message: 'seen',
  ...more,
})

/** A reader of RFC 4180 written for this test: quotes, doubled quotes, CRLF. */
const parseCsv = (text: string): string[][] => {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (quoted) {
      if (char !== '"') cell += char
      else if (text.charAt(at + 1) === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',') {
      rows.at(-1)?.push(cell)
      cell = ''
    } else if (char === '\r' && text.charAt(at + 1) === '\n') {
      rows.at(-1)?.push(cell)
      cell = ''
      rows.push([])
      at += 1
    } else cell += char
  }
  if (cell !== '' || quoted) throw new Error('the last record does not end')
  return rows.slice(0, -1)
}

describe('the export of the journal', () => {
  let world: WebWorld
  beforeEach(async () => {
    world = await openWebWorld()
  })
  afterEach(() => world.close())
  const get = (parameters: string, cookie?: string) =>
    handleExport(world.web, world.request(`/api/audit/export?${parameters}`, { cookie }))
  const write = (drafts: readonly JournalDraft[]) => world.services.store.write((tx) => tx.journal.appendMany(drafts))

  it.each(['admin', 'auditor'] as const)('A8 is given to the %s', async (role) => {
    expect((await get('format=csv', await world.cookieOf(role))).status).toBe(200)
  })
  it.each(['viewer', 'operator'] as const)('A8 is not given to the %s', async (role) => {
    expect((await get('format=csv', await world.cookieOf(role))).status).toBe(403)
  })
  it('A8 is not given to strangers', async () => {
    expect((await get('format=json')).status).toBe(401)
  })

  it('keeps commas, quotes and line breaks in CSV', async () => {
    const message = 'said "no", then\r\nleft'
    await write([draft({ message, data: { before: [1, 2], after: 'x' } })])
    const response = await get('format=csv', await world.cookieOf('auditor'))
    expect(response.headers.get('content-type')).toContain('text/csv')
    expect(response.headers.get('content-disposition')).toMatch(/attachment; filename="ridethrough-audit-2026-01-05\.csv"/)
    const [header, row, ...rest] = parseCsv(await response.text())
    expect(rest).toEqual([])
    const record = Object.fromEntries((header ?? []).map((name, index) => [name, row?.[index]]))
    expect(record).toMatchObject({ id: '1', time: '2026-01-05T08:30:00.000Z', message, data: '{"before":[1,2],"after":"x"}' })
    expect(record.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each(['=cmd|calc', '+1+2', '-2', '@SUM(A1)', '\t=1', ' =1'])('lets no spreadsheet run %j', async (reason) => {
    await write([draft({ reason })])
    const [header, row] = parseCsv(await (await get('format=csv', await world.cookieOf('auditor'))).text())
    expect(row?.[header?.indexOf('reason') ?? -1]).toBe(`'${reason}`)
  })

  it('gives whole entries with their hashes as JSON, over many batches', async () => {
    await write(Array.from({ length: 1_203 }, (_, index) => draft({ message: `entry ${index + 1}` })))
    const entries = z
      .array(z.looseObject({ id: z.number(), hash: z.string(), previousHash: z.string() }))
      .parse(await (await get('format=json', await world.cookieOf('admin'))).json())
    expect(entries.map(({ id }) => id)).toEqual(Array.from({ length: 1_203 }, (_, index) => 1_203 - index))
    for (const [index, entry] of entries.entries())
      expect(entry.previousHash).toBe(entries[index + 1]?.hash ?? entry.previousHash)
  })

  it('filters as the audit page does', async () => {
    await write([
      draft({}),
      draft({ kind: 'run.stage-fired' }),
      draft({ kind: 'run.started' }),
      draft({ kind: 'plan.published' }),
    ])
    const idsOf = async (parameters: string) =>
      z
        .array(z.object({ id: z.number() }))
        .parse(await (await get(`format=json&${parameters}`, await world.cookieOf('admin'))).json())
    expect(await idsOf('kindPrefix=run.')).toMatchObject([{ id: 3 }, { id: 2 }])
    expect(await idsOf('kinds=run.started&kinds=plan.published')).toMatchObject([{ id: 4 }, { id: 3 }])
    expect(await idsOf('text=nothing-like-this')).toEqual([])
  })

  it('says what is wrong with a parameter', async () => {
    const response = await get('format=xml', await world.cookieOf('admin'))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      kind: 'invalid',
      message: textWith('format'),
      problems: [{ path: 'format', problem: 'not-offered' }],
    })
  })
})
