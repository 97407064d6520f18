import { query } from '../verb'
import { currentTopology, digestOf, importRequestSchema, planOf } from './import-request'
import type { ImportRow } from './import-row'

export interface ImportPreview {
  readonly rows: readonly ImportRow[]
  /** To be handed to apply. */
  readonly digest: string
}

/** What an import would do, line by line; it does nothing. The file travels in the request's body: it may hold secrets (K5). */
export const previewImport = query({
  name: 'topology.previewImport',
  needs: 'configure',
  input: importRequestSchema,
  async run({ input, read }): Promise<ImportPreview> {
    const { rows } = planOf(input, await currentTopology(read), () => 'new')
    return { rows, digest: digestOf(rows) }
  },
})
