import { docsOf } from '../services/latest-doc'
import { logError } from './log-error'
import type { WebHost } from './web-host'

/** An engine writes its beat every second; after this it counts as silent (K6). */
const SILENT_AFTER_MS = 5_000

export interface Health {
  readonly status: 'ok' | 'failing'
  readonly store: 'ok' | 'failing'
  readonly engine: 'ok' | 'silent' | 'absent' | 'unknown'
}

/** For monitors and the supervisor, readable by anybody: so it tells nothing but that. */
export const health = async (web: () => Promise<WebHost>): Promise<Health> => {
  try {
    const { services } = await web()
    const engines = docsOf('engine', await services.store.read.latest.all('engine'))
    const beatAtMs = Math.max(...engines.map((engine) => engine.beatAtMs))
    const alive = services.now() - beatAtMs <= SILENT_AFTER_MS
    return { status: 'ok', store: 'ok', engine: engines.length === 0 ? 'absent' : alive ? 'ok' : 'silent' }
  } catch (error) {
    logError('health', error)
    return { status: 'failing', store: 'failing', engine: 'unknown' }
  }
}
