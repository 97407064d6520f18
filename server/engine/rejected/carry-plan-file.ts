import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { jsonOf } from '../../domain/plan-file/number'
import type { PlanFile } from '../../domain/plan-file/plan-file'
import type { CarriedFile } from '../../domain/plan-file/rejection'
import { type Turns } from '../../drivers/protocols/turns'

/** A file whose text is larger is packed, for journals are read in pages. */
export const MOST_PLAIN_BYTES = 64 * 1024
/** What is larger even packed is not kept: a journal is no store of files. */
export const MOST_PACKED_BYTES = 2 * 1024 * 1024

/** So many members of a list are written at a stretch: some tenths of a millisecond. */
const AT_A_STRETCH = 100

/** `JSON.stringify` of plain data in pieces, each short to make. */
export function* jsonPieces(value: unknown): Generator<string, void, void> {
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += AT_A_STRETCH) {
      const part = JSON.stringify(value.slice(at, at + AT_A_STRETCH), jsonOf)
      yield `${at === 0 ? '[' : ','}${part.slice(1, -1)}`
    }
    yield value.length === 0 ? '[]' : ']'
    return
  }
  if (typeof value !== 'object' || value === null) {
    yield JSON.stringify(jsonOf('', value))
    return
  }
  let mark = '{'
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    yield `${mark}${JSON.stringify(name)}:`
    yield* jsonPieces(member)
    mark = ','
  }
  yield mark === '{' ? '{}' : '}'
}

/** A plan file as an entry of the journal carries it; made in turns, and packed beside them. */
export const carryPlanFile = async (file: PlanFile, turns: Turns): Promise<CarriedFile> => {
  const pieces: string[] = []
  const hash = createHash('sha256')
  let bytes = 0
  for (const piece of jsonPieces(file)) {
    if (turns.isOver) await turns.pass()
    pieces.push(piece)
    hash.update(piece)
    bytes += Buffer.byteLength(piece)
  }
  const text = pieces.join('')
  if (bytes <= MOST_PLAIN_BYTES) return { form: 'plain', file: JSON.parse(text) as unknown }
  const sha256 = hash.digest('hex')
  const packed = await promisify(gzip)(text)
  return packed.byteLength > MOST_PACKED_BYTES
    ? { form: 'left-out', bytes, sha256 }
    : { form: 'packed', gzipBase64: packed.toString('base64'), bytes, sha256 }
}
